"""Bytes as text: UTF-8, where bytes of Windows-1252 that leaked in are read as its letters."""

import codecs
import re

from lxml import etree

from catalogue.errors import UnreadableXml
from catalogue.xml import parse_xml

Remarks = tuple[tuple[str, str, str], ...]

_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LEAK = ("bytes_not_text", "record", "not UTF-8; read as Windows-1252")


def _windows(problem: UnicodeError) -> tuple[str, int]:
    """The bytes that are not UTF-8 as letters of Windows-1252; five have none there."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    raw = problem.object[problem.start : problem.end]
    return raw.decode("cp1252", "replace"), problem.end


codecs.register_error("windows_leak", _windows)


def decode(payload: bytes) -> tuple[str, Remarks]:
    """The text of UTF-8 bytes without byte order mark, and the remark where some are not UTF-8.

    Where the whole is UTF-8 but for some bytes, those are what a Windows program left behind
    (`\\x92` is an apostrophe).
    """
    try:
        return payload.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return payload.decode("utf-8", "windows_leak").removeprefix("\ufeff"), (LEAK,)


def parse_leniently(payload: bytes) -> tuple[etree._Element | None, Remarks]:
    """The root of XML, without what XML forbids; None where even so it is not well-formed."""
    try:
        return parse_xml(payload), ()
    except UnreadableXml:
        text, remarks = decode(payload)
    cleaned, count = _CONTROL_CHARACTERS.subn(" ", text)
    if count:
        remarks += (("bytes_not_text", "record", "control characters"),)
    if not remarks:
        return None, ()
    try:
        return parse_xml(cleaned.encode("utf-8", "replace")), remarks
    except UnreadableXml:
        return None, ()

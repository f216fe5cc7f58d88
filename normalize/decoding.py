"""Bytes as text: UTF-8, where bytes of Windows-1252 that leaked in are read as its letters."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from catalogue.errors import UnreadableXml
from catalogue.xml import parse_xml

Remarks = tuple[tuple[str, str, str], ...]

_BLANKS = bytes(32 if sign < 32 and sign not in b"\t\n\r" else sign for sign in range(256))
"""A blank for each control character that XML 1.0 §2.2 forbids."""
_REFERENCE = re.compile(
    rb"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)|<\?(?:.*?\?>|.*)"
    rb"|&#(?:(?=[0-9])0*+(?P<decimal>[0-9]*+)"
    rb"|[xX](?=[0-9a-fA-F])0*+(?P<hexadecimal>[0-9a-fA-F]*+));",
    re.DOTALL,
)
"""References by number, and what may hold the like as mere text."""
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
_CHARACTERS = ((9, 10), (13, 13), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""All that XML 1.0 §2.2 allows."""
_LONGEST = 7
"""No character of Unicode has a number of more digits."""
CONTROLS = ("bytes_not_text", "record", "control characters")
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


def without_forbidden(payload: bytes) -> Iterator[bytes]:
    """XML with a blank for each reference to a character that XML forbids, then for each control
    character as well; nothing where there are none.

    In two steps, for in some encodings a control character is a part of the text.
    """
    sound = _REFERENCE.sub(_allowed, payload) if b"&#" in payload else payload
    if sound != payload:
        yield sound
    blanked = sound.translate(_BLANKS)
    if blanked != sound:
        yield blanked


def _allowed(found: re.Match[bytes]) -> bytes:
    """A reference as it stands, or a blank where XML 1.0 §2.2 has no such character."""
    decimal, hexadecimal = found["decimal"], found["hexadecimal"]
    number = hexadecimal if decimal is None else decimal
    if number is None:
        return found[0]
    code = int(number or b"0", 16 if decimal is None else 10) if len(number) <= _LONGEST else -1
    is_character = any(first <= code <= last for first, last in _CHARACTERS)
    return found[0] if is_character else b" "


def as_text(text: str) -> bytes:
    """Text as UTF-8, with a blank for what is no character."""
    return _NO_CHARACTERS.sub(" ", text).encode("utf-8", "replace")


def parse_leniently(payload: bytes) -> tuple[etree._Element | None, Remarks]:
    """The root of XML, without what XML forbids; None where even so it is not well-formed."""
    root, mended = _root(payload), payload
    if root is not None:
        return root, ()
    for mended in without_forbidden(payload):
        root = _root(mended)
        if root is not None:
            return root, (CONTROLS,)
    text, remarks = decode(mended)
    if mended is not payload or _NO_CHARACTERS.search(text):
        remarks += (CONTROLS,)
    root = _root(as_text(text)) if remarks else None
    return root, () if root is None else remarks


def _root(payload: bytes) -> etree._Element | None:
    try:
        return parse_xml(payload)
    except UnreadableXml:
        return None

"""Which serialisation a delivery is in, told from its first bytes."""

import codecs
import re

from catalogue.source_record import Format

HEAD = 65_536
"""How many bytes are looked at: enough to pass over a preamble and a few deleted records."""

_PICA_TAG = rb"[012]\d\d[A-Z@](?:/\d{2,3})?"
_NORMALISED = re.compile(rb"(?:^|[\n\x1d\x1e])" + _PICA_TAG + rb" ?\x1f")
_PLAIN = re.compile(rb"(?:^|\n)(?:[ +-] )?" + _PICA_TAG + rb"\s+(?:\$|\xc6\x92|\x83)")
_ISO_2709 = re.compile(rb"[\r\n\x00]*\d{5}[a-z #|*]")
_PICA_XML = re.compile(rb"picaXML|ppxml|\b(?:tag|id)\s*=\s*[\"'][012]\d\d[A-Z@][\"']")
_DOS_CODED = re.compile(rb"(?:^|[\n\x1e])" + _PICA_TAG + rb" ?\xc2?\x9f")
_KB_XML = re.compile(rb"<(?:[\w.-]+:)?p[012]\d\d[A-Z-][\s>]")
_DCX = re.compile(rb"<(?:[\w.-]+:)?dcx[\s>]|telterms\.html|info:srw/schema/1/dc-v1\.1")
_ONIX = re.compile(rb"<(?:[\w.-]+:)?(?:ONIXMessage|ONIXmessage|Product|product)[\s>]")
_MARC_JSON = re.compile(rb"[\s\[]*\{\s*\"(?:leader|fields)\"\s*:")
_PICA_JSON = re.compile(rb"[\s\[]*\[\s*\"[012]\d\d[A-Z@]\"\s*,")
_ISBN_LINE = re.compile(
    rb"\s*(?:ISBN(?:-1[03])?:?\s*)?(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx][ \t\r]*(?:\n|$)"
)
_SEPARATED = re.compile(rb"[^\n;,\t]*[;,\t]")


def detect_format(head: bytes) -> Format | None:
    """The format of a delivery that begins with `head`; None where nothing tells."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return detect_format(head.decode("utf-16", "ignore").encode())
    text = head.removeprefix(codecs.BOM_UTF8)
    if text.lstrip()[:1] == b"<":
        return format_of_xml(text)
    if text.lstrip()[:1] in (b"{", b"["):
        return _format_of_json(text)
    if _NORMALISED.search(text) or _DOS_CODED.search(text):
        return Format.PICA
    if _ISBN_LINE.match(text):
        return Format.ISBN_LIST
    if _ISO_2709.match(text) or (b"\x1e" in text and b"\x1d" in text):
        return Format.MARC
    if _PLAIN.search(text):
        return Format.PICA_PLAIN
    return Format.CSV if _SEPARATED.match(text) and b"\x00" not in text else None


def _format_of_json(text: bytes) -> Format | None:
    if _MARC_JSON.match(text):
        return Format.MARC_JSON
    return Format.PICA_JSON if _PICA_JSON.match(text) else None


def format_of_xml(text: bytes) -> Format:
    """Whether XML holds ONIX, dcx, PICA+ or MARC 21; the last two may both be in MARCXML."""
    if _ONIX.search(text):
        return Format.ONIX
    if _DCX.search(text):
        return Format.DCX
    pica = _PICA_XML.search(text) or _KB_XML.search(text)
    return Format.PICA_XML if pica else Format.MARCXML

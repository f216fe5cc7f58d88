"""Which serialisation a delivery is in, told from its first bytes."""

import codecs
import re

from catalogue.model import Format

HEAD = 65_536
"""How many bytes are looked at: enough to pass over a preamble and a few deleted records."""

_PICA_TAG = rb"[012]\d\d[A-Z@](?:/\d{2,3})?"
_NORMALISED = re.compile(rb"(?:^|[\n\x1d\x1e])" + _PICA_TAG + rb" ?\x1f")
_PLAIN = re.compile(rb"(?:^|\n)(?:[ +-] )?" + _PICA_TAG + rb"\s+(?:\$|\xc6\x92)")
_ISO_2709 = re.compile(rb"[\r\n\x00]*\d{5}[a-z #|*]")
_PICA_XML = re.compile(rb"picaXML|ppxml|\b(?:tag|id)\s*=\s*[\"'][012]\d\d[A-Z@][\"']")
_SEPARATED = re.compile(rb"[^\n;,\t]*[;,\t]")


def detect_format(head: bytes) -> Format | None:
    """The format of a delivery that begins with `head`; None where nothing tells."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return detect_format(head.decode("utf-16", "ignore").encode())
    text = head.removeprefix(codecs.BOM_UTF8)
    if text.lstrip()[:1] == b"<":
        return format_of_xml(text)
    if _NORMALISED.search(text):
        return Format.PICA
    if _ISO_2709.match(text) or (b"\x1e" in text and b"\x1d" in text):
        return Format.MARC
    if _PLAIN.search(text):
        return Format.PICA_PLAIN
    if _SEPARATED.match(text) and b"\x00" not in text and text.lstrip()[:1] not in (b"{", b"["):
        return Format.CSV
    return None


def format_of_xml(text: bytes) -> Format:
    """Whether XML holds PICA+ or MARC 21; both may use the elements of MARCXML."""
    return Format.PICA_XML if _PICA_XML.search(text) else Format.MARCXML

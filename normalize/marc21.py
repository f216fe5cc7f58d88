"""MARC 21 records as fields: ISO 2709 by pymarc, MARCXML by the hardened parser."""

import logging
import warnings
from collections.abc import Callable
from contextlib import nullcontext, redirect_stderr
from dataclasses import replace
from functools import lru_cache
from io import StringIO

from lxml import etree
from pymarc import Field as PymarcField
from pymarc import Record, marc8_to_unicode
from pymarc.exceptions import PymarcException

from catalogue.errors import UnreadableRecord, UnreadableXml
from catalogue.source_record import Format
from catalogue.xml import local_name, parse_xml, text_of
from normalize.decoding import CONTROLS, as_text, without_forbidden
from normalize.iso2709 import walk_directory
from normalize.rules import Field, Fields
from normalize.sound_xml import marc_start, sound_xml
from normalize.stray_signs import stray_signs

_EAST_ASIAN = b"\x1b$"
_FIELD_ELEMENTS = frozenset(("leader", "controlfield", "datafield"))
_RECORD_END, _FIELD_END, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"

logging.getLogger("pymarc").setLevel(logging.CRITICAL)


def read_marc21(payload: bytes, format: Format, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of one MARC 21 record, its leader as the field `LDR`.

    `wanted`: the tags that are needed; others may be left out. Raises UnreadableRecord when nothing
    of the record can be read.
    """
    if format is Format.MARCXML:
        return read_marcxml(payload, wanted)
    return read_iso2709(payload, wanted)


def read_marcxml(payload: bytes, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of one `<record>`, in any namespace, those with other tags than `wanted` left out.

    Raises UnreadableRecord where there is no record or the XML cannot be read.
    """
    return sound_xml(payload, wanted, marc_start) or any_marcxml(payload, wanted)


def any_marcxml(payload: bytes, wanted: frozenset[str] | None = None) -> Fields:
    """The same by the hardened parser, which takes all of XML; a blank for what XML forbids."""
    remarks: tuple[tuple[str, str, str], ...] = ()
    root = _root(payload)
    if root is None:
        root, remarks = _mended_root(payload), (CONTROLS,)
    if root is None:
        raise UnreadableRecord("the MARCXML is not well-formed, too large, or declares a DTD")
    record = _record_in(root)
    if record is None:
        raise UnreadableRecord(f"the XML holds no MARC record but <{local_name(root)}>")
    return Fields(tuple(_xml_fields(record, wanted)), remarks)


def _mended_root(payload: bytes) -> etree._Element | None:
    """The root without forbidden references, without control characters, without broken UTF-8."""
    mended = payload
    for mended in without_forbidden(payload):
        root = _root(mended)
        if root is not None:
            return root
    return _root(as_text(mended.decode("utf-8", "replace")))


def _root(payload: bytes) -> etree._Element | None:
    try:
        return parse_xml(payload)
    except UnreadableXml:
        return None


def _record_in(root: etree._Element) -> etree._Element | None:
    """The first element called record that holds fields itself (an OAI record holds a MARC one)."""
    for element in root.iter("{*}record"):
        if any(_bare(child.tag) in _FIELD_ELEMENTS for child in element):
            return element
    return None


def _bare(tag: object) -> str:
    """An element's name without its namespace; empty for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _xml_fields(record: etree._Element, wanted: frozenset[str] | None) -> list[Field]:
    fields = []
    for element in record:
        name, tag = _bare(element.tag), element.get("tag", "")
        if name == "leader":
            fields.append(Field("LDR", element.text or ""))
        elif name not in _FIELD_ELEMENTS or (wanted is not None and tag not in wanted):
            continue
        elif name == "controlfield":
            fields.append(Field(tag, element.text or ""))
        else:
            marks = (element.get("ind1") or " ")[:1] + (element.get("ind2") or " ")[:1]
            fields.append(Field(tag, "", _xml_subfields(element), marks))
    return fields


def _xml_subfields(element: etree._Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        [
            (child.get("code", ""), text_of(child) if len(child) else child.text or "")
            for child in element
            if _bare(child.tag) == "subfield"
        ]
    )


def read_iso2709(payload: bytes, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of one ISO 2709 record, those with other tags than the `wanted` left out or not.

    A sound record in UTF-8 or ASCII is read by its directory, any other by pymarc; where leader or
    directory do not fit the bytes, the fields are taken in their order. UTF-8 that calls itself
    MARC-8 is read as UTF-8 (many systems forget leader/09). A subfield sign where no subfield
    begins is remarked on.
    """
    body = payload.strip(b"\r\n\x1d \x00\x1a")
    if len(body) < 25:
        raise UnreadableRecord(f"{len(body)} bytes are too few for a MARC record")
    if not body[:5].isdigit() and _FIELD_END not in body:
        raise UnreadableRecord("the bytes are not ISO 2709: no length and no field terminator")
    fields, stray = _fields(body, wanted), stray_signs(body)
    return replace(fields, remarks=fields.remarks + stray) if stray else fields


def _fields(body: bytes, wanted: frozenset[str] | None) -> Fields:
    remarks = _encoding_remarks(body)
    declared_wrong = any(rule == "encoding_declared_wrong" for rule, _, _ in remarks)
    # Plain ASCII is the same in both, and UTF-8 is read twice as fast as MARC-8.
    as_utf8 = declared_wrong or (body.isascii() and b"\x1b" not in body)
    if as_utf8 or (not remarks and _EAST_ASIAN not in body):
        marc8 = None if as_utf8 or body[9:10] == b"a" else _strict_marc8
        walked = walk_directory(body, wanted, marc8=marc8)
        if walked and len(walked) > 1:
            return Fields(tuple(walked), remarks, by="directory")
    try:
        fields = _by_pymarc(body + _RECORD_END, force_utf8=as_utf8)
    except UnicodeDecodeError:
        fields = _in_order(body)
        remarks += (("bytes_not_text", "record", "not MARC-8"),)
    except (PymarcException, ValueError, IndexError, KeyError, TypeError):
        fields = _in_order(body)
        remarks += (("lengths_wrong", "leader", body[:24].decode("ascii", "replace")),)
    if not any(field.tag != "LDR" for field in fields):
        raise UnreadableRecord("the ISO 2709 record holds no fields")
    return Fields(tuple(fields), remarks)


def _encoding_remarks(body: bytes) -> tuple[tuple[str, str, str], ...]:
    said = body[9:10].decode("ascii", "replace")
    if body.isascii():
        return ()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return (("bytes_not_text", "record", "not UTF-8"),) if said == "a" else ()
    return () if said == "a" else (("encoding_declared_wrong", "leader/09", said),)


def _by_pymarc(payload: bytes, *, force_utf8: bool) -> list[Field]:
    # pymarc writes to stderr about broken East Asian characters, whatever it is told.
    hushed = redirect_stderr(StringIO()) if _EAST_ASIAN in payload else nullcontext()
    with warnings.catch_warnings(), hushed:
        warnings.simplefilter("ignore")
        record = Record(
            payload, force_utf8=force_utf8, utf8_handling="replace", hide_utf8_warnings=True
        )
    return [Field("LDR", value=str(record.leader)), *map(_from_pymarc, record.fields)]


def _from_pymarc(field: PymarcField) -> Field:
    if field.control_field:
        return Field(field.tag, value=field.data or "")
    first, second = field.indicators or (" ", " ")
    subfields = tuple((each.code, each.value) for each in field.subfields)
    return Field(field.tag, subfields=subfields, indicators=(first or " ") + (second or " "))


def _in_order(body: bytes) -> list[Field]:
    """Fields by their terminators: the n-th tag of the directory with the n-th field."""
    decode = _utf8 if body[9:10] == b"a" else _utf8_or_marc8
    directory, *contents = body[24:].split(_FIELD_END)
    tags = [directory[i : i + 3] for i in range(0, len(directory), 12)]
    fields = [Field("LDR", value=body[:24].decode("ascii", "replace"))]
    for tag, content in zip(tags, contents, strict=False):
        fields.append(_field_from_bytes(tag.decode("ascii", "replace"), content, decode))
    return fields


def _field_from_bytes(tag: str, content: bytes, decode: Callable[[bytes], str]) -> Field:
    if tag.startswith("00"):
        return Field(tag, value=decode(content))
    head, *subfields = content.split(_SUBFIELD)
    coded = tuple((decode(each[:1]), decode(each[1:])) for each in subfields if each)
    return Field(tag, subfields=coded, indicators=decode(head).ljust(2)[:2])


def _utf8(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _utf8_or_marc8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _marc8(raw)


@lru_cache(maxsize=16384)
def _strict_marc8(raw: bytes) -> str:
    return str(marc8_to_unicode(raw, hide_utf8_warnings=True))


def _marc8(raw: bytes) -> str:
    try:
        with redirect_stderr(StringIO()):
            return _strict_marc8(raw)
    except UnicodeDecodeError:
        return _utf8(raw)

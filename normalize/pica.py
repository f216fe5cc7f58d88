"""PICA+ records as fields: normalised, plain, and PicaXML (also in the MARC namespace)."""

import re

from catalogue.errors import UnreadableRecord, UnreadableXml
from catalogue.model import Format
from catalogue.xml import local_name, parse_xml, text_of
from normalize.rules import Field, Fields

_TAG = r"(?P<tag>[012]\d\d[A-Z@])(?:/(?P<occurrence>\d{2,3}))?"
_LINE = re.compile(rf"{_TAG}\s+(?P<rest>[$ƒ].*)", re.DOTALL)
_NORMALISED = re.compile(rf"\n?{_TAG}\s?(?P<rest>\x1f.*)", re.DOTALL)
_ANNOTATION = re.compile(r"[ +-] (?=[012]\d\d[A-Z@])")
_PLAIN_SUBFIELDS = re.compile(r"[$ƒ](?P<code>[A-Za-z0-9])(?P<text>(?:[^$ƒ]|\$\$)*)")


def read_pica(payload: bytes, format: Format) -> Fields:
    """The fields of one PICA+ record; a line that holds no field is noticed and left out.

    Raises UnreadableRecord when no line holds a field.
    """
    if format is Format.PICA_XML:
        return _from_xml(payload)
    text, remarks = _decode(payload)
    lines = _normalised_fields(text) if "\x1f" in text else _plain_lines(text)
    fields = []
    for line in lines:
        field = _field(line)
        if field:
            fields.append(field)
        elif line.strip():
            remarks += (("line_not_understood", "record", line.strip()),)
    if not fields:
        raise UnreadableRecord("the bytes hold no PICA+ field")
    return Fields(tuple(fields), remarks)


def _decode(payload: bytes) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    try:
        return payload.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        remark = ("bytes_not_text", "record", "not UTF-8")
        return payload.decode("utf-8", "replace"), (remark,)


def _normalised_fields(text: str) -> list[str]:
    return [each for each in re.split("[\x1e\x1d]", text) if each.strip("\r\n\x00")]


def _plain_lines(text: str) -> list[str]:
    # Only \n ends a line: a raw NEL (0x85) may stand inside a value.
    return [line.rstrip("\r") for line in text.split("\n")]


def _field(line: str) -> Field | None:
    bare = _ANNOTATION.sub("", line, count=1) if line[:1] in " +-" else line
    found = _NORMALISED.match(bare) or _LINE.match(bare)
    if not found:
        return None
    rest = found["rest"]
    subfields = _coded(rest) if rest.startswith("\x1f") else _dollars(rest)
    return Field(found["tag"], subfields=subfields, occurrence=found["occurrence"] or "")


def _coded(rest: str) -> tuple[tuple[str, str], ...]:
    return tuple((each[0], each[1:]) for each in rest.split("\x1f") if each)


def _dollars(rest: str) -> tuple[tuple[str, str], ...]:
    found = _PLAIN_SUBFIELDS.finditer(rest)
    return tuple((each["code"], each["text"].replace("$$", "$")) for each in found)


def _from_xml(payload: bytes) -> Fields:
    try:
        root = parse_xml(payload)
    except UnreadableXml as problem:
        raise UnreadableRecord(f"the PicaXML cannot be read: {problem}") from problem
    fields = []
    for element in root.iter():
        # PPXML calls the elements tag and subf, PicaXML datafield and subfield.
        if local_name(element) in ("datafield", "tag"):
            tag = element.get("tag") or element.get("id") or ""
            subfields = tuple(
                (child.get("code", ""), text_of(child))
                for child in element
                if local_name(child) in ("subfield", "subf")
            )
            occurrence = element.get("occurrence") or element.get("occ") or ""
            fields.append(Field(tag, subfields=subfields, occurrence=occurrence))
    if not fields:
        raise UnreadableRecord("the XML holds no PICA+ field")
    return Fields(tuple(fields))

"""PICA+ records as fields: normalised, binary, import, plain and JSON; XML is `pica_xml.py`."""

import re
from collections.abc import Iterator

from catalogue.errors import UnreadableRecord
from catalogue.source_record import Format
from normalize.decoding import Remarks, decode
from normalize.json_records import pica_json_fields
from normalize.pica_xml import pica_xml_fields
from normalize.rules import Field, Fields
from normalize.sound_pica import sound_pica

_TAG = r"(?P<tag>[012]\d\d[A-Z@])(?:/(?P<occurrence>\d{2,3}))?"
_LINE = re.compile(rf"{_TAG}\s+(?P<rest>[$ƒ].*)", re.DOTALL)
_CODED = re.compile(rf"\s*{_TAG}\s?(?P<rest>\x1f.*)", re.DOTALL)
_IS_CODED = re.compile("(?:^|[\n\x1d\x1e])[012]\\d\\d[A-Z@](?:/\\d{2,3})? ?\x1f")
_FIELD_END = re.compile(
    "\x1e(?=[\\s\x00\x1d]*(?:$|[0-9A-Z@]{4}[/ \x1f]))"
    "|[\r\n]*\x1d[\r\n]*"
    "|\n(?=[\x1e#\n]|[012]\\d\\d[A-Z@][/ ])"
)
"""A field ends at 0x1E where a tag or the end follows: a raw 0x1E may stand inside a value."""
_DOS_SEPARATED = re.compile(rb"(?:^|[\n\x1e])[012]\d\d[A-Z@](?:/\d{2,3})? ?\xc2?\x9f")
_ANNOTATION = re.compile(r"[ +-] (?=[012]\d\d[A-Z@])")
_BESIDE = re.compile(r"\s*(?:#|\d+[\dX]\s*$)")
"""A comment, or the number that some programs write before a record."""


def read_pica(payload: bytes, format: Format, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of one PICA+ record; a line that holds no field is noticed and left out.

    `wanted`: the tags that are needed; others may be left out. Raises UnreadableRecord when no line
    holds a field.
    """
    if format is Format.PICA_XML:
        return pica_xml_fields(payload, wanted)
    if format is Format.PICA_JSON:
        return pica_json_fields(payload)
    sound = sound_pica(payload, wanted) if format is Format.PICA else None
    return sound or any_pica(payload)


def any_pica(payload: bytes) -> Fields:
    """The fields of a record in any notation but XML and JSON, wherever its signs stand."""
    text, remarks = _text(payload)
    coded = _IS_CODED.search(text) is not None
    fields = []
    for line in _coded_fields(text) if coded else _plain_lines(text):
        field, stray = _field(line)
        if field:
            fields.append(field)
        elif line.strip() and not _BESIDE.match(line):
            remarks += (("line_not_understood", "record", line.strip()),)
        if stray:
            remarks += (("stray_separator", field.tag if field else "record", line.strip()),)
    if not fields:
        raise UnreadableRecord("the bytes hold no PICA+ field")
    return Fields(tuple(fields), remarks)


def _text(payload: bytes) -> tuple[str, Remarks]:
    """The record as text; 0x9F as it separates subfields in DOS exports becomes 0x1F."""
    if _DOS_SEPARATED.search(payload):
        # Ÿ is what `decode` makes of 0x9F; no text of ours has that letter before a code.
        text, _ = decode(payload)
        return re.sub("[Ÿ\x9f](?=[A-Za-z0-9])", "\x1f", text), ()
    return decode(payload)


def _coded_fields(text: str) -> list[str]:
    return [each for each in _FIELD_END.split(text) if each.strip("\r\n\x00\x1e\x1d ")]


def _plain_lines(text: str) -> list[str]:
    # Only \n ends a line: a raw NEL (0x85) or 0x1C-0x1E may stand inside a value.
    return [line.rstrip("\r") for line in text.split("\n")]


def _field(line: str) -> tuple[Field | None, bool]:
    """The field of a line, and whether a subfield sign stands in it where no code follows."""
    bare = line.lstrip("\x1e")
    bare = _ANNOTATION.sub("", bare, count=1) if bare[:1] in " +-" else bare
    found = _CODED.match(bare) or _LINE.match(bare)
    if not found:
        return None, False
    rest = found["rest"]
    if rest.startswith("\x1f"):
        subfields, stray = _coded(rest)
    else:
        subfields, stray = tuple(_signed(rest)), "\x1f" in rest
    return Field(found["tag"], subfields=subfields, occurrence=found["occurrence"] or ""), stray


def _coded(rest: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Subfields at 0x1F; one that no code follows is a stray sign and its text stays in place."""
    subfields: list[tuple[str, str]] = []
    stray = False
    for piece in rest.rstrip("\r\n")[1:].split("\x1f"):
        code = piece[:1]
        if code.isascii() and code.isalnum():
            subfields.append((code, piece[1:]))
            continue
        stray = True
        if subfields and piece:
            subfields[-1] = (subfields[-1][0], f"{subfields[-1][1]} {piece}")
    return tuple(subfields), stray


def _signed(rest: str) -> Iterator[tuple[str, str]]:
    """Subfields of a plain line, at the sign that it begins with (`$` or `ƒ`); doubled is itself.

    A sign that no code follows stays text.
    """
    sign = re.escape(rest[0])
    pattern = (
        rf"{sign}(?P<code>[A-Za-z0-9])(?P<text>(?:[^{sign}]|{sign}{sign}|{sign}(?![A-Za-z0-9]))*)"
    )
    for each in re.finditer(pattern, rest):
        yield each["code"], each["text"].strip(" ").replace(rest[0] * 2, rest[0])

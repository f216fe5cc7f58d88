"""ISO 2709 by its directory: only the wanted fields are cut out, and only of sound records.

What is not sound in every length is left to pymarc, which reads nearly anything several times
slower. Source: ISO 2709:2008 §4; MARC 21 record structure, Library of Congress.
"""

import re
import struct
from collections.abc import Callable
from functools import lru_cache

from normalize.rules import Field

_LEADER_LENGTH, _ENTRY_LENGTH = 24, 12
_FIELD_END = 0x1E
_SUBFIELD = "\x1f"
_PLAIN = re.compile(rb"[\x1f-\x7e]*")
"""The same in MARC-8 and UTF-8."""
_LEADER = re.compile(rb"\d{5}[\x20-\x7e]{7}\d{5}[\x20-\x7e]{7}")
_DIRECTORY = re.compile(rb"(?:[0-9A-Za-z]{3}\d{9})+\x1e")
Marc8 = Callable[[bytes], str]

_ENTRIES = struct.Struct("3s4s5s")


def walk_directory(
    body: bytes, wanted: frozenset[str] | None, *, marc8: Marc8 | None = None
) -> list[Field] | None:
    """The leader as `LDR` and the wanted fields (None: all), in the order of the directory.

    `body` is one record without its record terminator, in UTF-8, or in MARC-8 where `marc8` decodes
    what is not ASCII. None where leader, directory and fields do not agree to the byte, or the
    text cannot be decoded: that record is not for this reader.
    """
    if not _LEADER.match(body) or int(body[:5]) != len(body) + 1:
        return None
    base = int(body[12:17])
    found = _DIRECTORY.match(body, _LEADER_LENGTH)
    if not found or found.end() != base:
        return None
    tags = _as_bytes(wanted) if wanted is not None else None
    text = body.decode("ascii") if marc8 is None and body.isascii() else None
    fields = [Field("LDR", value=body[:_LEADER_LENGTH].decode("ascii"))]
    for tag, length, offset in _ENTRIES.iter_unpack(body[_LEADER_LENGTH : base - 1]):
        if tags is not None and tag not in tags:
            continue
        start = base + int(offset)
        end = start + int(length) - 1
        # The field must end where the directory says, or the offsets belong to other bytes.
        if end < start or end >= len(body) or body[end] != _FIELD_END:
            return None
        name = tag.decode("ascii")
        field = _field(name, text[start:end]) if text else _decoded(name, body[start:end], marc8)
        if field is None:
            return None
        fields.append(field)
    return fields


def _decoded(tag: str, content: bytes, marc8: Marc8 | None) -> Field | None:
    """A field; None where it cannot be decoded, or indicators or a code are not ASCII."""
    try:
        if _PLAIN.fullmatch(content):
            return _field(tag, content.decode("ascii"))
        field = _in_marc8(tag, content, marc8) if marc8 else _field(tag, content.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    marks = (field.indicators, *[code for code, _ in field.subfields])
    return field if all(map(str.isascii, marks)) else None


def _in_marc8(tag: str, content: bytes, marc8: Marc8) -> Field:
    """A field in MARC-8: an escape to another script ends with its subfield, as pymarc has it."""
    if tag < "010" and tag.isdigit():
        return Field(tag, content.decode("latin-1"))
    indicators, *pieces = content.split(_SUBFIELD.encode())
    subfields = [(piece[:1].decode("ascii"), marc8(piece[1:])) for piece in pieces if piece]
    return Field(tag, "", tuple(subfields), indicators.decode("ascii").ljust(2)[:2])


def _field(tag: str, text: str) -> Field:
    if tag < "010" and tag.isdigit():
        return Field(tag, text)
    indicators, *pieces = text.split(_SUBFIELD)
    subfields = tuple([(piece[0], piece[1:]) for piece in pieces if piece])
    marks = indicators if len(indicators) == 2 else indicators.ljust(2)[:2]
    return Field(tag, "", subfields, marks)


@lru_cache(maxsize=64)
def _as_bytes(tags: frozenset[str]) -> frozenset[bytes]:
    return frozenset(tag.encode() for tag in tags)

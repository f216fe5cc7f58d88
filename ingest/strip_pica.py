"""PICA+, normalised or plain, with nothing in it but what a table lets stay."""

import re
from collections import Counter

from ingest.stay_tables import StayTable, name_of

_FIELD = re.compile(
    rb"(?:[ +-] )?(?P<tag>[012]\d\d[A-Z@])(?P<at>/\d{2,3})?\s*(?P<rest>[\x1f$\xc6].*)", re.DOTALL
)
_FIELD_END = re.compile(rb"[\x1e\x1d]")
_CODED = re.compile(rb"\x1f(?P<code>.)(?P<text>[^\x1f]*)", re.DOTALL)
_DOLLARS = re.compile(
    rb"(?:\$|\xc6\x92)(?P<code>[A-Za-z0-9])(?P<text>(?:[^$\xc6]|\$\$|\xc6(?!\x92))*)"
)


def strip_normalised(payload: bytes, table: StayTable, removed: Counter[str]) -> bytes | None:
    """A record of normalised PICA+ as one line; None where it cannot be parsed."""
    pieces = (piece.strip(b"\r\n\x00") for piece in _FIELD_END.split(payload))
    kept = _kept([piece for piece in pieces if piece], _CODED, table, removed)
    return b"".join(field + b"\x1e" for field in kept) + b"\n" if kept else None


def strip_plain(payload: bytes, table: StayTable, removed: Counter[str]) -> bytes | None:
    """A record of plain PICA+ with the empty line after it; None where it cannot be parsed."""
    lines = (line.rstrip(b"\r") for line in payload.split(b"\n"))
    kept = _kept([line for line in lines if line.strip()], _DOLLARS, table, removed)
    return b"".join(field + b"\n" for field in kept) + b"\n" if kept else None


def _kept(
    fields: list[bytes], subfields: re.Pattern[bytes], table: StayTable, removed: Counter[str]
) -> list[bytes]:
    kept: list[bytes] = []
    for field in fields:
        found = _FIELD.match(field)
        if found is None:
            removed[name_of("?")] += 1
        elif b"\n" in field or b"\r" in field:
            return []  # A line end within a field may hide another field.
        elif table.stays_whole(found["tag"].decode()):
            kept.append(field)
        elif stripped := _strip_field(found, subfields, table, removed):
            kept.append(stripped)
    return kept


def _strip_field(
    field: re.Match[bytes],
    subfields: re.Pattern[bytes],
    table: StayTable,
    removed: Counter[str],
) -> bytes:
    tag, kept = field["tag"].decode(), b""
    if tag not in table.subfields:
        removed[name_of(tag)] += 1
        return b""
    for each in subfields.finditer(field["rest"]):
        code, value = each["code"].decode("latin-1"), each["text"].decode("utf-8", "replace")
        if table.stays(tag, code, value):
            kept += each[0]
        else:
            removed[name_of(tag, code)] += 1
    return field["tag"] + (field["at"] or b"") + b" " + kept if kept else b""

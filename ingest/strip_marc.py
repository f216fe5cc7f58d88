"""ISO 2709 with nothing in it but what a table lets stay."""

from collections import Counter

from ingest.stay_tables import StayTable, name_of

_ENTRY = 12
_LEADER = 24
_FIELD_END, _RECORD_END, _SUBFIELD = b"\x1e", b"\x1d", b"\x1f"


def strip_iso2709(payload: bytes, table: StayTable, removed: Counter[str]) -> bytes | None:
    """The record without what may not stay, counted in `removed`; None where it cannot be parsed.

    Lengths that are wrong do not matter as long as every entry of the directory has its field.
    """
    fields = _fields(payload)
    if fields is None:
        return None
    kept = []
    for tag, content in fields:
        if table.stays_whole(tag):
            kept.append((tag, content))
        elif stripped := _strip_field(tag, content, table, removed):
            kept.append((tag, stripped))
    return _written(payload.lstrip(b"\r\n\x00")[:_LEADER], kept)


def _fields(payload: bytes) -> list[tuple[str, bytes]] | None:
    """Each tag with its content, in the order of the bytes."""
    head, end, rest = payload.strip(b"\r\n\x00\x1a").rstrip(_RECORD_END).partition(_FIELD_END)
    directory = head[_LEADER:]
    if not (end and head[:5].isdigit() and head.isascii()) or len(directory) % _ENTRY:
        return None
    entries = [directory[i : i + _ENTRY] for i in range(0, len(directory), _ENTRY)]
    contents = rest.removesuffix(_FIELD_END).split(_FIELD_END) if rest else []
    if len(entries) != len(contents) or not all(entry[3:].isdigit() for entry in entries):
        return None
    ordered = sorted(entries, key=lambda entry: entry[7:])
    if len({entry[7:] for entry in entries}) != len(entries):
        return None
    return [(entry[:3].decode(), body) for entry, body in zip(ordered, contents, strict=True)]


def _strip_field(tag: str, content: bytes, table: StayTable, removed: Counter[str]) -> bytes:
    if tag not in table.subfields:
        removed[name_of(tag)] += 1
        return b""
    indicators, *subfields = content.split(_SUBFIELD)
    kept = b""
    for each in subfields:
        code, value = each[:1].decode("latin-1"), each[1:].decode("utf-8", "replace")
        if table.stays(tag, code, value):
            kept += _SUBFIELD + each
        else:
            removed[name_of(tag, code or "?")] += 1
    return indicators[:2].ljust(2) + kept if kept else b""


def _written(leader: bytes, fields: list[tuple[str, bytes]]) -> bytes:
    """A record with a directory and lengths of its own."""
    directory, body = "", b""
    for tag, content in fields:
        directory += f"{tag}{min(len(content) + 1, 9999):04}{min(len(body), 99999):05}"
        body += content + _FIELD_END
    base = _LEADER + len(directory) + 1
    length = base + len(body) + 1
    start = b"%05d" % min(length, 99999) + leader[5:12] + b"%05d" % min(base, 99999) + leader[17:]
    return start + directory.encode() + _FIELD_END + body + _RECORD_END

"""Deliveries and pages cut into source records: every format, compressed or not.

Nothing is read here but where a record begins and ends; `normalize/` reads the rest. A record that
is damaged is passed on as the bytes that were found, so every delivery ends counted to the record.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from catalogue.source_record import Format, Place, SourceRecord
from ingest.csv_records import cut_csv
from ingest.formats import HEAD, detect_format, format_of_xml
from ingest.json_records import cut_json
from ingest.landing import Readable
from ingest.unpacking import unpacked
from ingest.xml_records import ONIX_PRODUCT, RECORD, XmlRecord, cut_xml

LONGEST = 1 << 20
"""Longest record outside XML in bytes (ISO 2709 ends at 99,999); longer runs come in pieces."""

_BLOCK = 1 << 20
Cut = Callable[[bytes], list[bytes]]
"""A text to the pieces that end in it, and what is left: the beginning of the next one."""
_BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")
_BEFORE_FIRST = re.compile(rb"[^\x1d-\x1f]*\x1d\r?\n")
"""PICA import format: what stands before the first 0x1D is ignored (PICA::Data::Parser::Import)."""
_PADDING = b"\r\n\x00\x1a"
_EMPTY = b" \t\r\n\x1d"
_XML = (Format.MARCXML, Format.PICA_XML, Format.ONIX, Format.DCX)
_JSON = (Format.MARC_JSON, Format.PICA_JSON)


def frame(
    payload: bytes | Readable, *, source: str, format: Format | None, file: str
) -> Iterator[SourceRecord]:
    """The records of a page or delivery in their order, each with its place in `file`.

    `format` None: told from the content. Numbers are empty: identity is read by `normalize/`. A
    damaged record, a broken tail and a delivery of no known format come as the bytes they are.
    Memory is that of one record, however long the delivery.
    """
    damaged: list[bytes] = []
    head, blocks = _peek(unpacked(_blocks(payload), damaged))
    found = format or detect_format(head)
    if found in _XML:
        cut = cut_xml(blocks, ONIX_PRODUCT if found is Format.ONIX else RECORD)
    else:
        cut = map(XmlRecord, _cut(blocks, found, head))
    for index, record in enumerate(chain(cut, map(XmlRecord, damaged))):
        yield SourceRecord(
            source=source,
            number="",
            format=format or _format_of(record, found),
            payload=record.payload,
            deleted=record.deleted,
            datestamp=record.datestamp,
            locator=record.locator,
            place=Place(file, index),
        )


def delivered_format(payload: bytes | Readable) -> Format | None:
    """The format that the first bytes of a delivery tell of, compressed or not."""
    return detect_format(head_of(payload))


def head_of(payload: bytes | Readable) -> bytes:
    """The first bytes of a delivery, unpacked where it is compressed."""
    return _peek(unpacked(_blocks(payload), []))[0]


def _format_of(record: XmlRecord, found: Format | None) -> Format:
    """The format of one record; the reader of MARC 21 says best of unknown bytes what is wrong."""
    return format_of_xml(record.payload[:2_000]) if found in _XML else found or Format.MARC


def _cut(blocks: Iterable[bytes], format: Format | None, head: bytes) -> Iterator[bytes]:
    if format is Format.CSV:
        yield from cut_csv(_split(blocks, _behind_line_feeds))
        return
    if format in _JSON:
        yield from cut_json(blocks, head)
        return
    preamble = format is Format.PICA and _BEFORE_FIRST.match(head) is not None
    for piece in _split(blocks, _end_of(format, head)):
        record = piece.strip(_PADDING)
        if record.strip(_EMPTY) and not preamble:
            yield record
        preamble = False


def _end_of(format: Format | None, head: bytes) -> Cut:
    """How two records are told apart."""
    if format is Format.PICA_PLAIN or (format is Format.PICA and b"\x1e" not in head):
        return _BLANK_LINE.split
    if format is Format.ISBN_LIST or (format is Format.PICA and b"\x1d" not in head):
        return _at_line_feeds
    return _behind_terminators if format else _nowhere


def _at_line_feeds(text: bytes) -> list[bytes]:
    return text.split(b"\n")


def _behind_line_feeds(text: bytes) -> list[bytes]:
    *pieces, rest = text.split(b"\n")
    return [*[piece + b"\n" for piece in pieces], rest]


def _behind_terminators(text: bytes) -> list[bytes]:
    *pieces, rest = text.split(b"\x1d")
    return [*[piece + b"\x1d" for piece in pieces], rest]


def _nowhere(text: bytes) -> list[bytes]:
    return [text]


def _split(blocks: Iterable[bytes], cut: Cut) -> Iterator[bytes]:
    """The pieces of the blocks, the last one too; none longer than LONGEST."""
    text = b""
    for block in blocks:
        *pieces, text = cut(text + block)
        yield from pieces
        if len(text) > LONGEST:
            yield text
            text = b""
    yield text


def _blocks(payload: bytes | Readable) -> Iterator[bytes]:
    if isinstance(payload, bytes):
        yield payload
        return
    while block := payload.read(_BLOCK):
        yield block


def _peek(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and the blocks with those bytes still in front."""
    head = b""
    while len(head) < HEAD and (block := next(blocks, None)):
        head += block
    return head[:HEAD], chain([head] if head else [], blocks)

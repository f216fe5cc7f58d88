"""Deliveries that can carry a reader, stripped record by record on their way to the landing zone.

What was taken out is counted by field and never kept. A record that cannot be parsed cannot be
stripped: it is refused, and only counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from catalogue.source_record import Format, SourceRecord
from ingest.stay_tables import StayTable
from ingest.strip_csv import strip_csv
from ingest.strip_marc import strip_iso2709
from ingest.strip_pica import strip_normalised, strip_plain
from ingest.strip_xml import strip_xml
from ingest.xml_records import in_envelope

Strip = Callable[[bytes, StayTable, Counter[str]], bytes | None]

_STRIP: Mapping[Format, Strip] = {
    Format.MARC: strip_iso2709,
    Format.PICA: strip_normalised,
    Format.PICA_PLAIN: strip_plain,
    Format.MARCXML: strip_xml,
    Format.PICA_XML: strip_xml,
}
_XML = (Format.MARCXML, Format.PICA_XML)


class Stripped:
    """What may stay of a delivery, as a stream of bytes in the format in which it came.

    `removed` (by field) and `refused` (records or lines) are whole when the stream has ended.
    """

    def __init__(self, records: Iterable[SourceRecord], table: StayTable) -> None:
        """Strip `records` by `table` while the stream is read."""
        self.removed: Counter[str] = Counter()
        self.refused = 0
        self.kept = 0
        self._table = table
        self._pieces = self._written(records)
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        blocks, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            blocks.append(piece)
            length += len(piece)
        whole = b"".join(blocks)
        end = length if size < 0 else size
        self._rest = whole[end:]
        return whole[:end]

    def _written(self, records: Iterable[SourceRecord]) -> Iterator[bytes]:
        is_xml = False
        for record in records:
            payload = self._strip(record)
            if payload is None:
                continue
            if record.format in _XML and not is_xml:
                is_xml = True
                yield b"<collection>\n"
            if record.format is Format.CSV and self.kept:
                payload = payload.partition(b"\n")[2]  # One header line for all of them.
            self.kept += 1
            yield payload
        if is_xml:
            yield b"</collection>\n"

    def _strip(self, record: SourceRecord) -> bytes | None:
        if record.format is Format.CSV:
            payload, refused = strip_csv(record.payload, self._table, self.removed)
            self.refused += refused
            return payload
        strip = _STRIP.get(record.format)
        payload = strip(record.payload, self._table, self.removed) if strip else None
        self.refused += payload is None
        if payload is None or record.format not in _XML:
            return payload
        return in_envelope(payload, record) + b"\n"

"""Records as they would be: what a rehearsal of the batch works on, beside what stands.

Readings that differ are kept in a table of this session alone; nothing of the catalogue is written.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.database import Connection, batches
from catalogue.export import RECORDS, ROW_GROUP, export_records, with_numbers
from catalogue.source_record import RecordKey

RecordRow = tuple[RecordKey, str]
"""A record and its description as JSON."""


class TouchedRecords:
    """The records that read differently, as they would be saved; memory stays flat."""

    def __init__(self, connection: Connection) -> None:
        """An empty table over `connection`, dropped at the end of the block."""
        self._connection = connection

    def __enter__(self) -> Self:
        """The table, still empty."""
        self._connection.execute(
            "CREATE TEMP TABLE touched_record (source text, number text, record text NOT NULL,"
            " PRIMARY KEY (source, number))"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, _trace: TracebackType | None
    ) -> None:
        """Drop the table; the server does it where the connection is lost."""
        if not self._connection.closed and not self._connection.broken:
            self._connection.execute("DROP TABLE IF EXISTS touched_record")

    def add(self, rows: Iterable[RecordRow]) -> None:
        """Take records; one that comes again counts as it came last."""
        given = dict(rows)
        self._connection.execute(
            "INSERT INTO touched_record SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (source, number) DO UPDATE SET record = excluded.record",
            ([k.source for k in given], [k.number for k in given], list(given.values())),
        )

    def of(self, keys: Sequence[RecordKey]) -> dict[RecordKey, str]:
        """Those of the records that are touched, with the numbers they had at predecessors."""
        rows = self._connection.execute(
            f"SELECT source, number, record, {_EARLIER} FROM touched_record t"
            " JOIN unnest(%s::text[], %s::text[]) g(source, number) USING (source, number)",
            ([k.source for k in keys], [k.number for k in keys]),
        )
        return {RecordKey(s, n): _exported(record, earlier) for s, n, record, earlier in rows}

    def new(self) -> list[RecordRow]:
        """The records among them that do not stand in the catalogue yet."""
        rows = self._connection.execute(
            f"SELECT source, number, record, {_EARLIER} FROM touched_record t WHERE NOT EXISTS"
            " (SELECT FROM source_record r WHERE (r.source, r.number) = (t.source, t.number)"
            "  AND NOT r.deleted) ORDER BY source, number"
        )
        return [(RecordKey(s, n), _exported(record, earlier)) for s, n, record, earlier in rows]


_EARLIER = (
    "ARRAY(SELECT a.number FROM record_alias a"
    " WHERE (a.to_source, a.to_number) = (t.source, t.number) ORDER BY 1)"
)


def _exported(record: str, earlier: Sequence[str]) -> str:
    return with_numbers(record, earlier) if earlier else record


def export_both(
    connection: Connection, touched: TouchedRecords, before: Path, after: Path
) -> tuple[int, int]:
    """Write the tables that matching reads: as they are to `before`, as they would be to `after`.

    Returns how many records each holds.
    """
    records = export_records(connection, before).rows["records"]
    after.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(before / "judgements.parquet", after / "judgements.parquet")
    new = touched.new()
    with (
        pq.ParquetFile(before / "records.parquet") as parquet,
        pq.ParquetWriter(after / "records.parquet", RECORDS, compression="zstd") as writer,
    ):
        for batch in parquet.iter_batches(ROW_GROUP):
            rows = list(record_rows(batch))
            found = touched.of([key for key, _ in rows])
            _write(writer, [(key, found.get(key, record)) for key, record in rows])
        for some in batches(new, ROW_GROUP):
            _write(writer, some)
    return records, records + len(new)


def record_rows(batch: pa.RecordBatch) -> Iterator[RecordRow]:
    """The rows of a batch of `records.parquet`."""
    for row in batch.to_pylist():
        yield RecordKey(row["source"], row["number"]), row["record"]


def as_kept(record: str) -> str:
    """A description as it is kept: without the numbers of predecessors that matching is given."""
    if '"based_on"' not in record:
        return record
    body = json.loads(record)
    body["identifiers"] = [each for each in body["identifiers"] if "valid" in each]
    return json.dumps(body, ensure_ascii=False)


def _write(writer: pq.ParquetWriter, rows: Sequence[RecordRow]) -> None:
    columns = [[k.source for k, _ in rows], [k.number for k, _ in rows], [r for _, r in rows]]
    writer.write_table(pa.table(columns, schema=RECORDS))


def standing_records(connection: Connection, keys: Sequence[RecordKey]) -> dict[RecordKey, str]:
    """The descriptions of records as they stand."""
    rows = connection.execute(
        "SELECT r.source, r.number, v.record FROM source_record r"
        " JOIN unnest(%s::text[], %s::text[]) g(source, number) USING (source, number)"
        " JOIN source_record_version v USING (version) WHERE NOT r.deleted",
        ([k.source for k in keys], [k.number for k in keys]),
    )
    return {RecordKey(source, number): record for source, number, record in rows}


def standing_fingerprints(
    connection: Connection, keys: Sequence[RecordKey]
) -> dict[RecordKey, bytes]:
    """32 bytes that differ where a record or its copies as they stand differ."""
    rows = connection.execute(
        "SELECT r.source, r.number, sha256(convert_to("
        "   coalesce(v.record, '') || E'\\x1f' || coalesce(v.items, ''), 'UTF8'))"
        " FROM source_record r"
        " JOIN unnest(%s::text[], %s::text[]) g(source, number) USING (source, number)"
        " JOIN source_record_version v USING (version) WHERE NOT r.deleted",
        ([k.source for k in keys], [k.number for k in keys]),
    )
    return {RecordKey(source, number): bytes(mark) for source, number, mark in rows}

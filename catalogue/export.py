"""Tables for the batch: Parquet written from one snapshot of the truth.

Every file is written aside, synced and moved into place, so a job never reads half a table.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.aliases import STANDS_FOR
from catalogue.changes import Position, horizon
from catalogue.database import Connection, batches
from catalogue.errors import CatalogueError
from catalogue.work_pages import read_work_pages

ROW_GROUP = 5_000
"""Rows a row group: the part of a file that one task of the batch reads."""

RECORDS = pa.schema([(name, pa.string()) for name in ("source", "number", "record")])
JUDGEMENTS = pa.schema(
    [
        (name, pa.string())
        for name in (
            "left_source",
            "left_number",
            "right_source",
            "right_number",
            "verdict",
            "who",
            "why",
        )
    ]
)
CLUSTERS = pa.schema(
    [(name, pa.string()) for name in ("manifestation", "work", "source", "number", "record")]
)
WORKS = pa.schema([("work", pa.string()), ("version", pa.int64()), ("payload", pa.string())])

_RECORDS = f"""
    SELECT r.source, r.number, v.record,
        ARRAY(SELECT a.number FROM record_alias a
              WHERE (a.to_source, a.to_number) = (r.source, r.number) ORDER BY 1)
    FROM source_record r JOIN source_record_version v USING (version)
    WHERE NOT r.deleted
      AND NOT EXISTS (SELECT FROM ({STANDS_FOR}) s
                      WHERE (s.source, s.number) = (r.source, r.number))
    ORDER BY r.source, r.number
"""
_JUDGEMENTS = """
    SELECT left_source, left_number, right_source, right_number, verdict, who, why
    FROM judgement WHERE withdrawn_at IS NULL ORDER BY judgement
"""
_CLUSTERS = """
    SELECT c.manifestation, w.work, c.source, c.number, v.record FROM cluster_member c
    JOIN source_record r USING (source, number) JOIN source_record_version v USING (version)
    LEFT JOIN work_member w ON w.manifestation = c.manifestation
    WHERE NOT r.deleted ORDER BY c.manifestation, c.source, c.number
"""


@dataclass(frozen=True)
class Exported:
    """What an export holds: rows a file, and the place in the change feed where it was taken."""

    rows: dict[str, int]
    position: Position


def export_records(connection: Connection, folder: Path) -> Exported:
    """Write `records.parquet` (source, number, record) and `judgements.parquet` to `folder`.

    Records are the current versions that are not deleted, without those for which a successor
    stands; judgements those not withdrawn.
    """
    with _snapshot(connection) as position:
        return Exported(
            {
                "records": _write(_records(connection), RECORDS, folder / "records.parquet"),
                "judgements": _export(
                    connection, _JUDGEMENTS, JUDGEMENTS, folder / "judgements.parquet"
                ),
            },
            position,
        )


def export_clusters(connection: Connection, folder: Path) -> Exported:
    """Write `clusters.parquet` (manifestation, work, source, number, record) to `folder`.

    One row a record, those of a manifestation together; `work` is null before works are minted.
    """
    with _snapshot(connection) as position:
        rows = _export(connection, _CLUSTERS, CLUSTERS, folder / "clusters.parquet")
        return Exported({"clusters": rows}, position)


def export_works(connection: Connection, folder: Path, *, batch: int = 500) -> Exported:
    """Write `works.parquet` (work, version, payload) to `folder`: what documents are built from.

    `work_pages` tells what a payload holds. A follower started at the position misses nothing.
    """
    with _snapshot(connection) as position:
        works = (row[0] for row in _stream(connection, "SELECT id FROM work ORDER BY id"))
        pages = (
            (page.work, page.version, page.payload)
            for some in batches(works, batch)
            for page in read_work_pages(connection, some)
            if page.payload is not None
        )
        return Exported({"works": _write(pages, WORKS, folder / "works.parquet")}, position)


@contextmanager
def _snapshot(connection: Connection) -> Iterator[Position]:
    """One unchanging view of everything, without holding up followers: it only reads."""
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        raise CatalogueError("an export must not be taken inside a transaction")
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield horizon(connection)


def _export(connection: Connection, query: str, schema: pa.Schema, file: Path) -> int:
    return _write(_stream(connection, query), schema, file)


def _records(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Every record that takes part in matching, with the numbers it had at its predecessors."""
    for source, number, record, earlier in _stream(connection, _RECORDS):
        yield source, number, with_numbers(record, earlier) if earlier else record


def with_numbers(record: str, numbers: Sequence[str]) -> str:
    """A record's description with the numbers it had at its predecessors."""
    body = json.loads(record)
    body["identifiers"] += [{"scheme": "based_on", "value": number} for number in numbers]
    return json.dumps(body, ensure_ascii=False)


def _stream(connection: Connection, query: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="export") as cursor:
        cursor.itersize = ROW_GROUP
        yield from cursor.execute(query)


def _write(rows: Iterable[Sequence[Any]], schema: pa.Schema, file: Path) -> int:
    """Write `rows` to `file` in one step; how many there were."""
    # One name for every run: what a killed run left is written over by the next.
    aside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written = _write_table(rows, schema, aside)
        _sync(aside)
        aside.replace(file)
        _sync(file.parent)
    except OSError as problem:
        raise CatalogueError(f"{file} cannot be written: {problem.strerror}") from problem
    return written


def _write_table(rows: Iterable[Sequence[Any]], schema: pa.Schema, file: Path) -> int:
    written = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for some in batches(rows, ROW_GROUP):
            columns = dict(zip(schema.names, zip(*some, strict=True), strict=True))
            writer.write_table(pa.table(columns, schema=schema))
            written += len(some)
    return written


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Clusters to manifestations and works: `matching/` spread over a table of members."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.identifiers import ManifestationId, WorkId
from catalogue.model import BibliographicRecord, Description, Manifestation, SurvivingValue, Work
from catalogue.source_record import RecordKey
from matching.survivorship import Ranking, merge
from matching.work_titles import describe_work
from matching.works import group_works, work_keys
from spark_jobs.engine import Engine, rows_in, rows_out
from spark_jobs.tables import (
    MANIFESTATIONS,
    MEMBERS,
    MERGED,
    WORK_BODIES,
    WORK_OF,
    files_of,
    read_key,
    written_key,
)

Table = TypeVar("Table")


def merge_clusters(engine: Engine[Table], folder: Path, ranking: Ranking) -> None:
    """Merge the members of every manifestation in `clusters.parquet` to `merged.parquet`."""
    members = engine.map(engine.read(folder / "clusters.parquet"), member_rows, MEMBERS)
    merged = engine.map(
        engine.group(members, "manifestation"), partial(merged_rows, ranking=ranking), MERGED
    )
    engine.write(merged, folder / "merged.parquet")


def find_works(folder: Path) -> tuple[tuple[ManifestationId, ...], ...]:
    """The manifestations of each work, by the keys in `merged.parquet`."""
    narrow = pq.read_table(folder / "merged.parquet", columns=["manifestation", "work_keys"])
    keys = {
        ManifestationId(row["manifestation"]): frozenset(row["work_keys"])
        for batch in narrow.to_batches()
        for row in batch.to_pylist()
    }
    return group_works(keys)


def describe_all(engine: Engine[Table], folder: Path, work_of: Mapping[str, str]) -> None:
    """Write the bodies of manifestations and works, given the work of each manifestation."""
    rows = ({"manifestation": m, "work": w} for m, w in sorted(work_of.items()))
    pq.write_table(
        pa.Table.from_batches(rows_out(rows, WORK_OF), WORK_OF), folder / "work_of.parquet"
    )
    merged = engine.read(folder / "merged.parquet")
    placed = engine.join(merged, engine.read(folder / "work_of.parquet"), "manifestation")
    bodies = engine.map(placed, manifestation_rows, MANIFESTATIONS)
    engine.write(bodies, folder / "manifestations.parquet")
    grouped = engine.group(engine.read(folder / "manifestations.parquet"), "work")
    engine.write(engine.map(grouped, work_rows, WORK_BODIES), folder / "work_bodies.parquet")


def read_manifestations(folder: Path) -> Iterator[Manifestation]:
    """Every manifestation, as `describe_all` left them."""
    for row in _rows(folder / "manifestations.parquet"):
        yield Manifestation.model_validate_json(row["body"])


def read_works(folder: Path) -> Iterator[Work]:
    """Every work, as `describe_all` left them."""
    for row in _rows(folder / "work_bodies.parquet"):
        yield Work.model_validate_json(row["body"])


def _rows(table: Path) -> Iterator[dict[str, Any]]:
    for file in files_of(table):
        with pq.ParquetFile(file) as parquet:
            yield from rows_in(parquet.iter_batches())


def member_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The members of each manifestation, without the columns that merging does not read."""
    return (batch.select(MEMBERS.names) for batch in batches)


def merged_rows(batches: Iterator[pa.RecordBatch], ranking: Ranking) -> Iterator[pa.RecordBatch]:
    """One merged description for each manifestation."""
    return rows_out((_merged_row(row, ranking) for row in rows_in(batches)), MERGED)


def _merged_row(row: dict[str, Any], ranking: Ranking) -> dict[str, Any]:
    records = [BibliographicRecord.model_validate_json(member["record"]) for member in row["rows"]]
    merged = merge(records, ranking)
    return {
        "manifestation": row["manifestation"],
        "standing": merged.standing,
        "description": merged.description.model_dump_json(),
        "provenance": json.dumps([value.model_dump() for value in merged.provenance]),
        "members": [written_key(key) for key in sorted(record.key for record in records)],
        "work_keys": sorted(work_keys(merged.description)),
    }


def manifestation_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The body of each manifestation, now that its work is known."""
    return rows_out(
        (
            {
                "work": row["work"],
                "manifestation": row["manifestation"],
                "body": _manifestation(row).model_dump_json(),
            }
            for row in rows_in(batches)
        ),
        MANIFESTATIONS,
    )


def _manifestation(row: dict[str, Any]) -> Manifestation:
    return Manifestation(
        id=ManifestationId(row["manifestation"]),
        work=WorkId(row["work"]),
        standing=row["standing"],
        description=Description.model_validate_json(row["description"]),
        provenance=tuple(SurvivingValue(**value) for value in json.loads(row["provenance"])),
        members=tuple(RecordKey(*read_key(key)) for key in row["members"]),
    )


def work_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The body of each work."""
    return rows_out((_work_row(row) for row in rows_in(batches)), WORK_BODIES)


def _work_row(row: dict[str, Any]) -> dict[str, Any]:
    bodies = [Manifestation.model_validate_json(member["body"]) for member in row["rows"]]
    return {
        "work": row["work"],
        "body": describe_work(WorkId(row["work"]), bodies).model_dump_json(),
    }

"""Works to what search counts of them, without their copies: `index/` spread over a table."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.copies import ManifestationHoldings, WorkPayload
from catalogue.identifiers import WorkId
from catalogue.model import Manifestation
from holdings.libraries import Network
from index.documents import build_document
from index.filters import FACETS
from matching.work_titles import describe_work
from spark_jobs.engine import Engine, rows_in, rows_out
from spark_jobs.tables import files_of

Table = TypeVar("Table")

WORK_FACETS = pa.schema(
    [
        pa.field("work", pa.string()),
        pa.field("mark", pa.string()),
        pa.field("values", pa.list_(pa.string())),
    ]
)
"""facets.parquet: a work, a mark that differs where its document does, and its facets' values."""

OF_COPIES = ("library",)
"""Facets that count copies: what describes a title does not move them."""


class WorkFacets(NamedTuple):
    """A work as search counts it: `values` are pairs of a facet and a value."""

    work: str
    mark: str
    values: tuple[tuple[str, str], ...]


def find_facets(engine: Engine[Table], folder: Path, network: Network, now: datetime) -> None:
    """Write the facets of every work in `manifestations.parquet` to `facets.parquet`."""
    grouped = engine.group(engine.read(folder / "manifestations.parquet"), "work")
    made = engine.map(grouped, partial(facet_rows, network=network, now=now), WORK_FACETS)
    engine.write(made, folder / "facets.parquet")


def facet_rows(
    batches: Iterator[pa.RecordBatch], network: Network, now: datetime
) -> Iterator[pa.RecordBatch]:
    """The facets of each work, as the whole country sees them: without local titles."""
    return rows_out((_facet_row(row, network, now) for row in rows_in(batches)), WORK_FACETS)


def _facet_row(row: dict[str, Any], network: Network, now: datetime) -> dict[str, Any]:
    bodies = [Manifestation.model_validate_json(member["body"]) for member in row["rows"]]
    payload = WorkPayload(
        work=describe_work(WorkId(row["work"]), bodies),
        version=0,
        manifestations=tuple(ManifestationHoldings(manifestation=body) for body in bodies),
    )
    document = build_document(payload, network, now)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    mark = sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return {"work": row["work"], "mark": mark, "values": sorted(set(_values(document)))}


def _values(document: dict[str, Any]) -> Iterator[str]:
    shared = [part for part in document["manifestations"] if part["standing"] != "local"]
    for facet, (path, _) in FACETS.items():
        for part in shared if facet not in OF_COPIES else ():
            found = part[path.removeprefix("manifestations.")]
            for value in found if isinstance(found, list) else [found]:
                if value not in (None, ""):
                    yield f"{facet}\x1f{value}"


def read_facets(folder: Path) -> Iterator[WorkFacets]:
    """Every work, as `find_facets` left it."""
    for file in files_of(folder / "facets.parquet"):
        with pq.ParquetFile(file) as parquet:
            for row in rows_in(parquet.iter_batches()):
                found: Any = row["values"]
                values = tuple(tuple(each.split("\x1f", 1)) for each in found)
                yield WorkFacets(str(row["work"]), str(row["mark"]), values)

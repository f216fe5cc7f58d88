"""Holdings to manifestations: `holdings/` spread over the records of library systems."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from catalogue.copies import Holding, Item
from catalogue.identifiers import ManifestationId
from catalogue.match_store import LocalRow
from catalogue.outcomes import LocalItem, Problem
from catalogue.source_record import RecordKey
from holdings.items import Delivery, read_item
from holdings.libraries import Network
from holdings.link import LocalRecord, Membership, link
from spark_jobs.engine import Engine, InProcess, Stream, rows_in, rows_out
from spark_jobs.tables import LINKS, LOCAL, files_of, rows_of

Table = TypeVar("Table")

_ITEMS = TypeAdapter(tuple[LocalItem, ...])


def link_all(engine: Engine[Table], folder: Path, network: Network) -> None:
    """Link the records in `local.parquet`; leaves holdings and copies in `links.parquet`."""
    local = engine.read(folder / "local.parquet")
    links = engine.map(local, partial(link_rows, network=network), LINKS)
    engine.write(links, folder / "links.parquet")


def link_rows(batches: Iterator[pa.RecordBatch], network: Network) -> Iterator[pa.RecordBatch]:
    """One row for each local record: its holdings, its copies, and what is to be mended."""
    return rows_out((_link_row(row, network) for row in rows_in(batches)), LINKS)


def _link_row(row: dict[str, Any], network: Network) -> dict[str, Any]:
    key = RecordKey(row["source"], row["number"])
    items, problems = _copies(row, key, network)
    libraries = {item.library for item in items}
    local = LocalRecord(row["installation"], key, tuple(sorted(libraries)))
    holdings = link(local, _memberships(row, key))
    return {
        "installation": row["installation"],
        "local_record": row["number"],
        "holdings": [holding.model_dump_json() for holding in holdings],
        "items": [item.model_dump_json() for item in items],
        "problems": [problem.model_dump_json() for problem in problems],
    }


def _copies(
    row: dict[str, Any], key: RecordKey, network: Network
) -> tuple[list[Item], list[Problem]]:
    delivery = Delivery(row["installation"], key, datetime.fromisoformat(row["seen_at"]))
    items: list[Item] = []
    problems: list[Problem] = []
    for local in _ITEMS.validate_json(row["items"]):
        item, noticed = read_item(local, delivery, network)
        items += [item] if item else []
        problems += noticed
    return items, problems


def _memberships(row: dict[str, Any], key: RecordKey) -> dict[RecordKey, Membership]:
    if row["manifestation"] is None or row["standing"] is None:
        return {}
    candidates = tuple(ManifestationId(found) for found in row["candidates"])
    return {key: Membership(ManifestationId(row["manifestation"]), row["standing"], candidates)}


@dataclass(frozen=True)
class Linked:
    """What linking made of one local record."""

    installation: str
    local_record: str
    holdings: tuple[Holding, ...]
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]


def write_local(folder: Path, rows: Iterable[LocalRow]) -> int:
    """Leave the records of library systems in `local.parquet`; how many there are."""
    listed = (row._asdict() for row in rows)
    InProcess().write(Stream(LOCAL, lambda: rows_out(listed, LOCAL)), folder / "local.parquet")
    return rows_of(folder / "local.parquet")


def read_links(folder: Path) -> Iterator[Linked]:
    """What `link_all` left, one for each record."""
    for file in files_of(folder / "links.parquet"):
        with pq.ParquetFile(file) as parquet:
            yield from map(_linked, rows_in(parquet.iter_batches()))


def _linked(row: dict[str, Any]) -> Linked:
    return Linked(
        installation=row["installation"],
        local_record=row["local_record"],
        holdings=tuple(Holding.model_validate_json(text) for text in row["holdings"]),
        items=tuple(Item.model_validate_json(text) for text in row["items"]),
        problems=tuple(Problem.model_validate_json(text) for text in row["problems"]),
    )

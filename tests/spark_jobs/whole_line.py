"""The batch from records to documents without a store: ids are made from the first members."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.copies import ManifestationHoldings, WorkPayload
from catalogue.export import CLUSTERS, JUDGEMENTS
from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.match_store import LocalRow
from catalogue.model import BibliographicRecord, Manifestation
from catalogue.outcomes import Normalized
from catalogue.source_record import RecordKey
from fixtures.generate import NOW
from holdings.libraries import Network, load_network
from matching.rules import load_rules
from matching.survivorship import load_ranking
from spark_jobs.documents_job import build_all
from spark_jobs.engine import Engine
from spark_jobs.link_job import link_all, read_links, write_local
from spark_jobs.match_job import Matched, match
from spark_jobs.merge_job import (
    describe_all,
    find_works,
    merge_clusters,
    read_manifestations,
    read_works,
)
from spark_jobs.tables import RECORDS, WORKS, files_of
from tests.country import NETWORK

Table = TypeVar("Table")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Results:
    """What a run came to, in an order that does not depend on who carried it."""

    matched: Matched
    comparisons: Rows
    manifestations: Rows
    works: Rows
    links: Rows
    documents: Rows


def run_line(engine: Engine[Table], folder: Path, country: Sequence[Normalized]) -> Results:
    """Take the country's records through the whole batch, its tables in `folder`."""
    network = load_network(NETWORK.read_text(encoding="utf-8"))
    write_records(folder, [each.record for each in country])
    matched = match(engine, folder, load_rules())
    member_of = _write_clusters(folder, matched, country)
    merge_clusters(
        engine, folder, replace(load_ranking(), local=tuple(sorted(network.installations)))
    )
    describe_all(engine, folder, dict(_works_of(folder)))
    write_local(folder, _local(country, member_of, network, folder))
    link_all(engine, folder, network)
    _write_works(folder)
    build_all(engine, folder, network, NOW)
    return Results(
        matched,
        *(rows(folder / f"{name}.parquet") for name in ("comparisons", "manifestations")),
        *(rows(folder / f"{name}.parquet") for name in ("work_bodies", "links", "documents")),
    )


def write_records(folder: Path, records: Iterable[BibliographicRecord]) -> None:
    """Leave `records.parquet` and no judgements, as an export would."""
    listed = [
        {"source": r.source, "number": r.number, "record": r.model_dump_json()} for r in records
    ]
    _write(folder / "records.parquet", listed, RECORDS)
    _write(folder / "judgements.parquet", [], JUDGEMENTS)


def rows(table: Path) -> Rows:
    """The rows of a table, sorted."""
    found = [row for file in files_of(table) for row in pq.read_table(file).to_pylist()]
    return sorted(found, key=lambda row: str(row))


def _write(file: Path, listed: Rows, schema: pa.Schema) -> None:
    pq.write_table(pa.Table.from_pylist(listed, schema=schema), file)


def _write_clusters(
    folder: Path, matched: Matched, country: Sequence[Normalized]
) -> dict[RecordKey, str]:
    member_of = {
        member: mint("m", str(cluster.members[0]), 0)
        for cluster in matched.clusters
        for member in cluster.members
    }
    listed = [
        {
            "manifestation": member_of[each.record.key],
            "work": None,
            "source": each.record.source,
            "number": each.record.number,
            "record": each.record.model_dump_json(),
        }
        for each in country
    ]
    _write(folder / "clusters.parquet", listed, CLUSTERS)
    return member_of


def _works_of(folder: Path) -> Iterator[tuple[str, str]]:
    for group in find_works(folder):
        work = mint("w", group[0], 0)
        yield from ((manifestation, work) for manifestation in group)


def _local(
    country: Sequence[Normalized], member_of: dict[RecordKey, str], network: Network, folder: Path
) -> Iterator[LocalRow]:
    standings = {m.id: m.standing for m in read_manifestations(folder)}
    for each in country:
        key, installation = each.record.key, each.record.source
        if installation in network.installations:
            items = "[" + ",".join(item.model_dump_json() for item in each.items) + "]"
            found = ManifestationId(member_of[key])
            row = LocalRow(installation, *key, items, NOW.isoformat(), found, standings[found], [])
            yield row


def _write_works(folder: Path) -> None:
    """The payload of each work, with the holdings and copies that were linked to it."""
    held: dict[str, list[Any]] = {}
    for linked in read_links(folder):
        for holding in linked.holdings:
            if not holding.reason and holding.manifestation:
                held.setdefault(holding.manifestation, []).append((holding, linked.items))
    parts: dict[WorkId, list[ManifestationHoldings]] = {}
    for manifestation in sorted(read_manifestations(folder), key=lambda m: m.id):
        parts.setdefault(manifestation.work, []).append(_part(manifestation, held))
    listed = [
        {"work": work.id, "version": 1, "payload": payload.model_dump_json()}
        for work in read_works(folder)
        for payload in [WorkPayload(work=work, version=1, manifestations=tuple(parts[work.id]))]
    ]
    _write(folder / "works.parquet", listed, WORKS)


def _part(manifestation: Manifestation, held: dict[str, list[Any]]) -> ManifestationHoldings:
    mine = sorted(held.get(manifestation.id, ()), key=str)
    return ManifestationHoldings(
        manifestation=manifestation,
        holdings=tuple(holding for holding, _ in mine),
        items=tuple(item for holding, items in mine for item in items
                    if item.library == holding.library),
    )  # fmt: skip

"""A catalogue as it is or would be: clusters, ids, merged descriptions, works and facets.

It is worked out whole, in a folder of its own, by the functions of the line itself; ids follow the
rules of minting, and none is minted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from catalogue.aliases import read_stand_ins, with_predecessors
from catalogue.database import Connection, batches
from catalogue.network_store import read_local_sources
from catalogue.rehearsal import TouchedRecords, as_kept, record_rows, standing_records
from catalogue.rehearsed_ids import Minted, Settled, read_minted, settle_clusters, settle_works
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster
from cli.engines import EngineFor
from cli.network import network_or_none_yet
from matching.rules import Rules
from matching.survivorship import load_ranking
from spark_jobs.engine import InProcess, Stream, rows_out
from spark_jobs.facets_job import find_facets
from spark_jobs.match_job import match
from spark_jobs.merge_job import describe_all, find_works, merge_clusters
from spark_jobs.tables import MEMBERS, rows_of

BATCH = 1_000
"""Records looked up at once."""


@dataclass(frozen=True)
class Rehearsal:
    """What both catalogues are worked out from; `now` is the moment of the documents."""

    connection: Connection
    engine_for: EngineFor
    now: datetime
    touched: TouchedRecords


@dataclass(frozen=True)
class AsIf:
    """A catalogue worked out in `folder`: the manifestation of each record, the work of each
    manifestation, and the ids of both."""

    folder: Path
    manifestation_of: Mapping[RecordKey, str]
    work_of: Mapping[str, str]
    manifestations: Settled
    works: Settled


def work_out(rehearsal: Rehearsal, folder: Path, rules: Rules, *, as_touched: bool) -> AsIf:
    """The catalogue that the records in `folder` come to under these rules of matching.

    `as_touched`: records for which a successor stands are taken as they would be.
    """
    connection = rehearsal.connection
    engine = rehearsal.engine_for(rows_of(folder / "records.parquet"))
    matched = match(engine, folder, rules)
    clusters = with_predecessors(matched.clusters, read_stand_ins(connection))
    settled = settle_clusters(clusters, read_minted(connection, "manifestation"))
    placed = _placed(clusters, settled)
    _write_members(rehearsal, folder, placed, as_touched=as_touched)
    ranking = replace(load_ranking(), local=read_local_sources(connection))
    merge_clusters(engine, folder, ranking)
    groups = find_works(folder)
    members = {m: c.members for m, c in zip(settled.ids, clusters, strict=True)}
    minted: Minted = read_minted(connection, "work")
    works = settle_works(groups, members, settled.minted, minted)
    work_of = {str(m): w for group, w in zip(groups, works.ids, strict=True) for m in group}
    describe_all(engine, folder, work_of)
    find_facets(engine, folder, network_or_none_yet(connection), rehearsal.now)
    return AsIf(folder, placed, work_of, settled, works)


def _placed(clusters: list[Cluster], settled: Settled) -> dict[RecordKey, str]:
    return {
        key: spil_id
        for spil_id, each in zip(settled.ids, clusters, strict=True)
        for key in each.members
    }


def _write_members(
    rehearsal: Rehearsal, folder: Path, placed: Mapping[RecordKey, str], *, as_touched: bool
) -> None:
    """Write `clusters.parquet`: the records of each manifestation."""
    rows = (
        {"manifestation": placed[key], "record": record}
        for key, record in _members(rehearsal, folder, as_touched=as_touched)
        if key in placed
    )
    InProcess().write(Stream(MEMBERS, lambda: rows_out(rows, MEMBERS)), folder / "clusters.parquet")


def _members(
    rehearsal: Rehearsal, folder: Path, *, as_touched: bool
) -> Iterator[tuple[RecordKey, str]]:
    """Every record with its description, those too for which a successor stands."""
    with pq.ParquetFile(folder / "records.parquet") as parquet:
        for batch in parquet.iter_batches():
            yield from ((key, as_kept(record)) for key, record in record_rows(batch))
    for some in batches(read_stand_ins(rehearsal.connection), BATCH):
        found = standing_records(rehearsal.connection, some)
        yield from (found | (rehearsal.touched.of(some) if as_touched else {})).items()

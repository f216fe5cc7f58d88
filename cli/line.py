"""The line as functions: match, merge, link, build and publish over what was saved.

Each works from the truth in PostgreSQL through Parquet tables in a folder, and may be killed at any
moment: the next run does the step again and comes to the same truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

import pyarrow.parquet as pq
import structlog

from catalogue.aliases import move_anchors, read_stand_ins, with_predecessors
from catalogue.changes import feed_mark
from catalogue.database import Connection, batches
from catalogue.errors import CatalogueError
from catalogue.export import export_clusters, export_records, export_works
from catalogue.holdings_store import LinkCounts, drop_holdings, write_links
from catalogue.match_store import (
    keep_comparisons,
    keep_match_keys,
    keep_poisoned,
    last_delivered,
    read_local_records,
    read_withdrawn_local,
    read_works_of,
)
from catalogue.merged import write_merged
from catalogue.minting import mint_clusters, mint_works
from catalogue.network_store import read_local_sources
from catalogue.online_store import write_online_access
from catalogue.runs import last_done
from cli.console import progress
from cli.engines import EngineFor
from cli.network import network_or_none_yet
from cli.steps import Done, Outcome, Step, run_step
from holdings.doubled_items import doubled_item
from holdings.libraries import Network
from index.mapping import MAPPING_VERSION
from matching.rules import load_rules
from matching.survivorship import Ranking, load_ranking
from spark_jobs.documents_job import build_all
from spark_jobs.doubled_items import DoubledItems, find_doubled
from spark_jobs.link_job import Linked, link_all, read_links, write_local
from spark_jobs.match_job import match, read_found, read_kept_comparisons, read_keys, write_found
from spark_jobs.merge_job import (
    describe_all,
    find_works,
    merge_clusters,
    read_manifestations,
    read_works,
)
from spark_jobs.tables import rows_of

_RECORDS_AT_ONCE = 500
_MOST_TOLD = 20
"""Numbers on several copies that a log names; all of them are counted."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """What the steps share: the store, the folder of tables, and who carries the batch."""

    connection: Connection
    tables: Path
    engine_for: EngineFor
    dry_run: bool = False

    def run(self, step: Step) -> Done:
        """Run a step of this line."""
        return run_step(self.connection, step, dry_run=self.dry_run)

    @property
    def match_run(self) -> str:
        """The number of the last match, which merging works from; raises where there is none."""
        last = last_done(self.connection, "match")
        if last is None or not (self.tables / "found.parquet").exists():
            raise CatalogueError(f"nothing is matched in {self.tables}: run `spil match` first")
        return str(last.run)


def match_records(line: Line) -> Done:
    """Find pairs, compare and cluster everything that is saved."""
    return line.run(Step("match", lambda: _match(line), lambda: _read(line)))


def _read(line: Line) -> str:
    return f"{feed_mark(line.connection, ['record', 'judgement'])} {load_rules().version}"


def _match(line: Line) -> Outcome:
    move_anchors(line.connection)
    exported = export_records(line.connection, line.tables)
    records = exported.rows["records"]
    matched = match(line.engine_for(records), line.tables, load_rules())
    clusters = with_predecessors(matched.clusters, read_stand_ins(line.connection))
    write_found(line.tables, clusters)
    keep_poisoned(line.connection, matched.rules.poisoned)
    keys = progress(read_keys(line.tables), "keep keys", total=records)
    keep_match_keys(line.connection, keys)
    pairs = progress(read_kept_comparisons(line.tables), "keep comparisons", total=records)
    keep_comparisons(line.connection, pairs)
    return Outcome(records, len(matched.clusters), more={"pairs": matched.pairs})


def merge_records(line: Line) -> Done:
    """Give clusters and works their ids, and merge their descriptions."""

    def fingerprint() -> str:
        return _mark(line.match_run, repr(_ranking(line)))

    return line.run(Step("merge", lambda: _merge(line), fingerprint))


def _merge(line: Line) -> Outcome:
    connection, tables = line.connection, line.tables
    found = rows_of(tables / "found.parquet")
    minted = mint_clusters(connection, progress(read_found(tables), "mint ids", total=found))
    records = export_clusters(connection, tables).rows["clusters"]
    engine = line.engine_for(records)
    merge_clusters(engine, tables, _ranking(line))
    works = find_works(tables)
    minted += mint_works(connection, works)
    describe_all(engine, tables, read_works_of(connection))
    bodies = progress(read_manifestations(tables), "write", total=found)
    written = write_merged(connection, bodies, read_works(tables))
    online = write_online_access(connection, _sources(tables))
    more = {
        "works": len(works),
        "ids_minted": minted.minted,
        "written": written.written + online.written,
        "dropped": written.dropped + online.dropped,
    }
    return Outcome(records, found, more=more)


def _ranking(line: Line) -> Ranking:
    """The survivorship table with the library systems that are known."""
    return replace(load_ranking(), local=read_local_sources(line.connection))


def _sources(tables: Path) -> list[str]:
    column = pq.read_table(tables / "clusters.parquet", columns=["source"]).column("source")
    return sorted(column.unique().to_pylist())


def link_records(line: Line) -> Done:
    """Link what libraries hold to manifestations, or put it on the unlinked desk."""
    network = network_or_none_yet(line.connection)

    def fingerprint() -> str:
        merged = last_done(line.connection, "merge")
        delivered = last_delivered(line.connection)
        return _mark(str(merged.run) if merged else "", network.version, delivered)

    return line.run(Step("link", lambda: _link(line, network), fingerprint))


def _link(line: Line, network: Network) -> Outcome:
    records = write_local(line.tables, read_local_records(line.connection))
    link_all(line.engine_for(records), line.tables, network)
    doubled = find_doubled(line.tables)
    counts = {"copies": 0, "unlinked": 0, "changed": 0, "problems": len(doubled)}
    linked = 0
    waiting = progress(read_links(line.tables), "link", total=records)
    for installation, links in groupby(waiting, key=lambda link: link.installation):
        for some in batches(links, _RECORDS_AT_ONCE):
            written = _write_some(line.connection, some, doubled)
            bare = [link.local_record for link in some if not link.holdings]
            counts["changed"] += drop_holdings(line.connection, installation, bare)
            linked += sum(all(not h.reason for h in link.holdings) for link in some)
            counts["copies"] += written.delivered
            counts["unlinked"] += written.unlinked
            counts["changed"] += written.changed
            counts["problems"] += sum(len(link.problems) for link in some)
    for installation, withdrawn in read_withdrawn_local(line.connection).items():
        counts["changed"] += drop_holdings(line.connection, installation, withdrawn)
    return Outcome(records, linked, more=counts | _tell_doubled(doubled))


def _write_some(
    connection: Connection, some: Sequence[Linked], doubled: DoubledItems
) -> LinkCounts:
    """Write links; of copies with one number only the last of the whole delivery."""
    holdings = [holding for link in some for holding in link.holdings]
    items = (item for link in some for item in link.items)
    kept = [
        item
        for item in items
        if (other := doubled.get((item.installation, item.item_id))) is None
        or other.is_known_as(item)
    ]
    return write_links(connection, holdings, kept)


def _tell_doubled(doubled: DoubledItems) -> dict[str, int]:
    """Tell the first numbers that several copies carry, and count the copies that were left out."""
    for each in islice(doubled.values(), _MOST_TOLD):
        problem = doubled_item(each.installation, each.item_id, each.copies)
        _log.warning("item number on several copies", **problem.model_dump(exclude={"severity"}))
    left_out = sum(len(each.copies) - 1 for each in doubled.values())
    return {"doubled_items": left_out} if left_out else {}


def build_documents(line: Line, now: datetime) -> Done:
    """Build the search document of every work, as it stands at `now`."""
    network = network_or_none_yet(line.connection)

    def fingerprint() -> str:
        runs = (last_done(line.connection, step) for step in ("merge", "link"))
        done = "-".join(str(run.run) if run else "" for run in runs)
        return _mark(done, network.version, str(MAPPING_VERSION))

    return line.run(Step("build", lambda: _build(line, network, now), fingerprint))


def _build(line: Line, network: Network, now: datetime) -> Outcome:
    exported = export_works(line.connection, line.tables)
    works = exported.rows["works"]
    build_all(line.engine_for(works), line.tables, network, now)
    position = {"xid": exported.position.xid, "seq": exported.position.seq}
    return Outcome(works, rows_of(line.tables / "documents.parquet"), for_next=position)


def _mark(*parts: str) -> str:
    """A short text that differs whenever a part does."""
    return sha256("\n".join(parts).encode()).hexdigest()[:16]

"""Harvest: what changed at each source, landed byte for byte and noted page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from catalogue.database import Connection
from catalogue.errors import LandingError, SourceError
from catalogue.journal import SqlJournal
from cli.console import progress
from cli.reconciling import reconcile_if_needed
from cli.steps import Done, Outcome, Step, run_step
from ingest.asking import Reach, http_client
from ingest.file_drop import land_file
from ingest.harvest import HarvestCounts, harvest_pages
from ingest.landing import Shelf
from ingest.rhythm import is_due, last_harvest, note_harvested
from ingest.sources import Source

_log = structlog.get_logger()


@dataclass
class _Tour:
    """A harvest of several sources: what each brought, and why some brought nothing more."""

    counts: dict[str, HarvestCounts] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """The counts of all together and of each, and the sentence of each failure."""
        total = sum(self.counts.values(), HarvestCounts())
        more: dict[str, Any] = {**total.told, "sources": self._each()}
        if self.failures:
            more |= {"failed": len(self.failures), "failures": self.failures}
        return Outcome(total.records, total.records, more=more)

    def _each(self) -> Mapping[str, Mapping[str, Any]]:
        return {
            name: {"records": counts.records, **counts.told, "removed": dict(counts.removed)}
            for name, counts in self.counts.items()
        }


def harvest_sources(
    connection: Connection,
    sources: Sequence[Source],
    landing: Path,
    *,
    now: datetime,
    since: datetime | None = None,
) -> Done:
    """Land what changed at each source since its last harvest, or since `since`.

    A source that fails keeps no other waiting: its failure is told in one sentence, under
    `failures`, what was landed before stays, and its next harvest continues there.
    """

    def work() -> Outcome:
        tour = _Tour()
        with http_client() as client:
            for source in sources:
                _harvest_one(source, connection, landing, (Reach(client, now), since), tour)
        return tour.outcome

    return _or_idle(run_step(connection, Step("harvest", work)))


def _harvest_one(
    source: Source,
    connection: Connection,
    landing: Path,
    how: tuple[Reach, datetime | None],
    tour: _Tour,
) -> None:
    reach, since = how
    journal = SqlJournal(connection)
    tour.counts[source.name] = HarvestCounts()
    try:
        pages = harvest_pages(source, journal, landing, reach=reach, since=since)
        for counts in progress(pages, f"harvest {source.name}"):
            tour.counts[source.name] += counts
        tour.counts[source.name] += reconcile_if_needed(connection, source, landing, reach)
    except (SourceError, LandingError) as problem:
        tour.failures[source.name] = str(problem)
        _log.warning("source failed", source=source.name, reason=str(problem))
    else:
        note_harvested(source, journal, reach.now)


def due_sources(
    connection: Connection, sources: Sequence[Source], now: datetime
) -> tuple[Source, ...]:
    """The sources whose hours have passed since their last harvest."""
    journal = SqlJournal(connection)
    return tuple(source for source in sources if is_due(source, journal, now))


def harvest_plan(
    connection: Connection, sources: Sequence[Source], now: datetime
) -> list[dict[str, Any]]:
    """What a harvest of these sources would ask for: a row each."""
    journal = SqlJournal(connection)
    return [
        {
            "source": source.name,
            "kind": source.kind,
            "from": source.address or source.path,
            "last_harvest": last_harvest(source, journal),
            "due": is_due(source, journal, now),
        }
        for source in sources
    ]


def land_files(
    connection: Connection, files: Sequence[tuple[Source, Path]], landing: Path, *, now: datetime
) -> Done:
    """Land files that were named one by one; a file that was landed before is not landed again."""

    def counts() -> Iterator[HarvestCounts]:
        journal = SqlJournal(connection)
        for source, path in progress(files, "land", total=len(files)):
            yield land_file(source, path, journal, Shelf(landing, source.name, now.date()))

    def work() -> Outcome:
        total = sum(counts(), HarvestCounts())
        return Outcome(total.records, total.records, more=total.told)

    return _or_idle(run_step(connection, Step("harvest", work)))


def _or_idle(done: Done) -> Done:
    outcome = done.outcome
    if outcome.read or "refused" in outcome.more or "failed" in outcome.more:
        return done
    return Done(done.step, outcome, done.seconds, idle=True)

"""Harvest: what changed at each source, landed byte for byte and noted page by page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from catalogue.database import Connection
from catalogue.journal import SqlJournal
from cli.console import progress
from cli.steps import Done, Outcome, Step, run_step
from ingest.file_drop import land_file
from ingest.harvest import HarvestCounts, harvest_pages
from ingest.landing import Shelf
from ingest.oai import http_client
from ingest.oai_harvest import Reach
from ingest.sources import Source


def harvest_sources(
    connection: Connection,
    sources: Sequence[Source],
    landing: Path,
    *,
    now: datetime,
    since: datetime | None = None,
) -> Done:
    """Land what changed at each source since its last harvest, or since `since`.

    Raises SourceError at the first source that does not answer; what was landed before stays.
    """

    def work() -> Outcome:
        with http_client() as client:
            reach = Reach(client, now)
            journal = SqlJournal(connection)
            counts = HarvestCounts()
            for source in sources:
                pages = harvest_pages(source, journal, landing, reach=reach, since=since)
                counts += sum(progress(pages, f"harvest {source.name}"), HarvestCounts())
        return _landed(counts)

    return _or_idle(run_step(connection, Step("harvest", work)))


def land_files(
    connection: Connection, files: Sequence[tuple[Source, Path]], landing: Path, *, now: datetime
) -> Done:
    """Land files that were named one by one; a file that was landed before is not landed again."""

    def counts() -> Iterator[HarvestCounts]:
        journal = SqlJournal(connection)
        for source, path in progress(files, "land", total=len(files)):
            yield land_file(source, path, journal, Shelf(landing, source.name, now.date()))

    step = Step("harvest", lambda: _landed(sum(counts(), HarvestCounts())))
    return _or_idle(run_step(connection, step))


def _landed(counts: HarvestCounts) -> Outcome:
    return Outcome(counts.records, counts.records, more=counts.told)


def _or_idle(done: Done) -> Done:
    outcome = done.outcome
    if outcome.read or "refused" in outcome.more or "failed" in outcome.more:
        return done
    return Done(done.step, outcome, done.seconds, idle=True)

"""Normalize and save: landed pages into versions, page by page, until none waits."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue.authority import Authority
from catalogue.authority_store import AuthorityDelivery, save_authorities
from catalogue.database import Connection, batches
from catalogue.journal import LandedPage, SqlJournal
from catalogue.outcomes import Normalized, Rejected
from catalogue.sql_store import SqlStore
from catalogue.versions import Delivery, SaveCounts
from cli.console import progress
from cli.steps import Done, Outcome, Step, run_step
from ingest.file_drop import delivered_at
from ingest.files import frame
from ingest.known_sources import known_source
from ingest.landing import LandedFile
from ingest.sources import Source, Sources
from normalize.authorities import read_authority
from normalize.read import gather, load_profile, normalize_record

BATCH = 2_000
"""Records saved in one transaction: followers of the feed are never held up for long."""


@dataclass
class Normalizing:
    """What normalizing did while saving went on, and the seconds it took of the whole."""

    read: int = 0
    deleted: int = 0
    rejected: int = 0
    seconds: float = 0.0

    def note(self, outcome: Normalized | Authority | Rejected | None, seconds: float) -> None:
        """Count one record."""
        self.seconds += seconds
        self.read += 1
        self.deleted += outcome is None
        self.rejected += isinstance(outcome, Rejected)

    @property
    def done(self) -> Done:
        """Normalizing as a step of its own."""
        kept = self.read - self.rejected
        more = {"deletions": self.deleted} if self.deleted else {}
        return Done("normalize", Outcome(self.read, kept, self.rejected, more), self.seconds)


def save_landed(connection: Connection, landing: Path, sources: Sources) -> tuple[Done, Done]:
    """Normalize and save every landed page that waits; both as steps that are done.

    Every record ends as saved, unchanged, deleted or rejected. A page counts as saved in the commit
    of its last records, so a killed run repeats at most one page, which changes nothing.
    """
    if not SqlJournal(connection).waiting():
        return Done("normalize", idle=True), Done("save", idle=True)
    normalizing = Normalizing()

    def work() -> Outcome:
        pages = SqlJournal(connection).waiting()
        reader = _Reader(SqlJournal(connection), landing, sources, normalizing)
        counts = SaveCounts()
        for page in progress(pages, "save", total=len(pages)):
            if reader.source(page).holds == "authorities":
                entries = list(reader.authorities(page))
                counts += save_authorities(connection, entries, page.page)
                continue
            counts += _save_page(connection, page.page, reader.deliveries(page))
        return _saved(counts)

    saving = run_step(connection, Step("save", work))
    seconds = max(saving.seconds - normalizing.seconds, 0.0)
    return normalizing.done, Done("save", saving.outcome, seconds)


def _save_page(connection: Connection, page: int, deliveries: Iterator[Delivery]) -> SaveCounts:
    """Save a page in batches, the last of which marks it as saved."""
    store, counts = SqlStore(connection), SaveCounts()
    waiting = batches(deliveries, BATCH)
    batch = next(waiting, [])
    for following in waiting:
        counts += store.save_page(batch)
        batch = following
    return counts + store.save_page(batch, page)


@dataclass(frozen=True)
class _Reader:
    """Reads landed pages, and counts what it reads."""

    journal: SqlJournal
    landing: Path
    sources: Sources
    normalizing: Normalizing

    def source(self, page: LandedPage) -> Source:
        """The source of a page."""
        return known_source(self.sources, self.journal, page.source)

    def authorities(self, page: LandedPage) -> Iterator[AuthorityDelivery]:
        """Each entry of a page of a thesaurus; a page is held whole."""
        source = self.source(page)
        profile = load_profile(source.dialect)
        with LandedFile(self.landing / page.file) as file:
            framed = frame(file, source=page.source, format=source.format, file=page.file)
            for record in gather(framed, profile):
                started = time.perf_counter()
                outcome = None if record.deleted else read_authority(record, profile)
                self.normalizing.note(outcome, time.perf_counter() - started)
                yield record, outcome

    def deliveries(self, page: LandedPage) -> Iterator[Delivery]:
        """Each record of a page, identified, with what it was normalized to."""
        source = self.source(page)
        profile = load_profile(source.dialect)
        delivered = delivered_at(self.journal, page.source, page.file)
        with LandedFile(self.landing / page.file) as file:
            framed = frame(file, source=page.source, format=source.format, file=page.file)
            for record in gather(framed, profile):
                started = time.perf_counter()
                outcome = None if record.deleted else normalize_record(record, profile)
                self.normalizing.note(outcome, time.perf_counter() - started)
                yield replace(record, datestamp=record.datestamp or delivered), outcome


def _saved(counts: SaveCounts) -> Outcome:
    more = {
        name: count
        for name, count in (
            ("saved", counts.saved),
            ("unchanged", counts.unchanged),
            ("deleted", counts.deleted),
        )
        if count
    }
    return Outcome(counts.read, counts.read - counts.rejected, counts.rejected, more)

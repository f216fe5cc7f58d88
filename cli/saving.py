"""Normalize and save: landed pages into versions, page by page; those that wait, or all again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue.authority import Authority
from catalogue.authority_store import AuthorityDelivery, save_authorities
from catalogue.database import Connection, batches
from catalogue.journal import LandedPage, SqlJournal
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import SourceRecord
from catalogue.sql_store import SqlStore
from catalogue.versions import Delivery, SaveCounts
from cli.console import progress
from cli.kept import Kept, newest_kept
from cli.steps import Done, Outcome, Step, run_step
from ingest.file_drop import delivered_at
from ingest.sources import Source, Sources
from normalize.authorities import read_authority
from normalize.profiles import Profile, load_profile
from normalize.read import normalize_record

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
    reader = _Reader(Kept(connection, landing, sources), Normalizing())

    def work() -> Outcome:
        pages = SqlJournal(connection).waiting()
        counts = SaveCounts()
        for page in progress(pages, "save", total=len(pages)):
            counts += _save_records(reader, page, reader.framed(page))
        return _saved(counts)

    return _both(run_step(connection, Step("save", work)), reader.normalizing)


def reread_kept(kept: Kept, of: Sequence[Source]) -> tuple[Done, Done]:
    """Normalize and save the newest kept bytes of every record of these sources once more.

    For a table that was changed: what reads as before is unchanged, and what a source withdrew
    stays withdrawn. A record that has another number now is saved under that one as well. A killed
    run is simply done again.
    """
    reader = _Reader(kept, Normalizing())

    def work() -> Outcome:
        counts = SaveCounts()
        with newest_kept(kept, of) as newest:
            for page in progress(newest.pages, "read again", total=len(newest.pages)):
                records = newest.marked(page, reader.framed(page))
                counts += _save_records(reader, page, records)
        return _saved(counts)

    return _both(run_step(kept.connection, Step("save", work)), reader.normalizing)


def _both(saving: Done, normalizing: Normalizing) -> tuple[Done, Done]:
    seconds = max(saving.seconds - normalizing.seconds, 0.0)
    return normalizing.done, Done("save", saving.outcome, seconds)


def _save_records(
    reader: "_Reader", page: LandedPage, records: Iterator[SourceRecord]
) -> SaveCounts:
    """Save records of a page, as descriptions or as entries of a thesaurus."""
    connection = reader.kept.connection
    if reader.kept.source(page.source).holds == "authorities":
        return save_authorities(connection, list(reader.authorities(page, records)), page.page)
    return _save_page(connection, page.page, reader.deliveries(page, records))


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
    """Reads records of landed pages, and counts what it reads."""

    kept: Kept
    normalizing: Normalizing

    def profile(self, page: LandedPage) -> Profile:
        """The live table of a page's source."""
        return load_profile(self.kept.source(page.source).dialect)

    def framed(self, page: LandedPage) -> Iterator[SourceRecord]:
        """Each record of a page, identified."""
        return self.kept.framed(page, self.profile(page))

    def authorities(
        self, page: LandedPage, records: Iterator[SourceRecord]
    ) -> Iterator[AuthorityDelivery]:
        """Each entry of a page of a thesaurus; a page is held whole."""
        profile = self.profile(page)
        for record in records:
            started = time.perf_counter()
            outcome = None if record.deleted else read_authority(record, profile)
            self.normalizing.note(outcome, time.perf_counter() - started)
            yield record, outcome

    def deliveries(self, page: LandedPage, records: Iterator[SourceRecord]) -> Iterator[Delivery]:
        """Each record with what it was normalized to."""
        profile = self.profile(page)
        delivered = delivered_at(SqlJournal(self.kept.connection), page.source, page.file)
        for record in records:
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

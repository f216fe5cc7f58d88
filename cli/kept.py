"""Kept bytes, read once more: of every record the newest that its source delivered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogue.database import Connection, batches
from catalogue.journal import LandedPage, SqlJournal
from catalogue.newest import NewestDeliveries, saved_pages
from catalogue.source_record import RecordKey, SourceRecord
from catalogue.versions import key_of
from cli.console import progress
from ingest.files import frame
from ingest.known_sources import known_source
from ingest.landing import LandedFile
from ingest.sources import Source, Sources
from normalize.profiles import Profile
from normalize.read import gather, load_profile

BATCH = 2_000
"""Records noted at once."""


@dataclass(frozen=True)
class Kept:
    """Where kept bytes are, and how each source is read."""

    connection: Connection
    landing: Path
    sources: Sources

    def source(self, name: str) -> Source:
        """A source that delivered something."""
        return known_source(self.sources, SqlJournal(self.connection), name)

    def delivered(self) -> list[Source]:
        """Every source that delivered something, in the order of their names."""
        landed = SqlJournal(self.connection).landed()
        return [self.source(each.source) for each in landed]

    def framed(self, page: LandedPage, profile: Profile) -> Iterator[SourceRecord]:
        """The records of a page, identified by the profile."""
        source = self.source(page.source)
        with LandedFile(self.landing / page.file) as file:
            framed = frame(file, source=page.source, format=source.format, file=page.file)
            yield from gather(framed, profile)


@dataclass(frozen=True)
class NewestKept:
    """The newest delivery of each record, by page: `marks` tells which places of a page count."""

    pages: tuple[LandedPage, ...]
    deliveries: NewestDeliveries
    records: int

    def marked(self, page: LandedPage, records: Iterator[SourceRecord]) -> Iterator[SourceRecord]:
        """Those of a page's records that were not delivered again later."""
        marks = self.deliveries.places(page.page)
        if not marks:
            return
        for record in records:
            at = record.place.index if record.place else len(marks)
            if at < len(marks) and marks[at]:
                yield record


@contextmanager
def newest_kept(kept: Kept, sources: Sequence[Source]) -> Iterator[NewestKept]:
    """The newest kept delivery of each record of `sources`, but for those they withdrew.

    Every page is looked through for its records' numbers first; nothing is written.
    """
    pages = tuple(p for s in sources for p in saved_pages(kept.connection, s.name))
    with NewestDeliveries(kept.connection) as deliveries:
        for page in progress(pages, "look through", total=len(pages)):
            profile = load_profile(kept.source(page.source).dialect)
            for some in batches(_placed(kept.framed(page, profile)), BATCH):
                deliveries.note(page.page, some)
        yield NewestKept(pages, deliveries, deliveries.leave_withdrawn())


def _placed(records: Iterator[SourceRecord]) -> Iterator[tuple[RecordKey, int]]:
    for record in records:
        if not record.deleted and record.place:
            yield key_of(record), record.place.index

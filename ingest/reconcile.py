"""What a source lists beside what came from it; what it lists no more becomes a deletion.

Sources that keep no deletions (OAI-PMH 2.0 §2.5.1: `no`, `transient`) never tell that a record is
gone: only their whole list does.
"""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from catalogue.errors import SourceError
from catalogue.source_record import Format
from ingest.asking import Reach
from ingest.counts import HarvestCounts
from ingest.journal import Journal, LandedPage
from ingest.landing import Shelf, land
from ingest.oai import TOKEN_REFUSED, Repository
from ingest.sources import Source
from ingest.xml_records import Header

_MOST_STARTS = 3
_PAGE = 1_000


@dataclass(frozen=True)
class Differences:
    """A source beside the catalogue, by OAI identifier; each list in the order of its names.

    `missing`: listed there, not here; `extra`: here, listed there no more or as deleted;
    `different`: of another datestamp. `oldest`: the first datestamp of what must be fetched again.
    """

    listed: int
    known: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    oldest: datetime | None = None

    @property
    def share_extra(self) -> float:
        """Percent of what is known here that is extra."""
        return 100 * len(self.extra) / self.known if self.known else 0.0


def list_headers(source: Source, reach: Reach) -> dict[str, Header]:
    """Everything that the source lists; raises SourceError unless its list came to its end."""
    repository = Repository.of(source, reach)
    for _ in range(_MOST_STARTS):
        found = _whole_list(source, repository)
        if found is not None:
            return found
    raise SourceError(
        f"source {source.name}: its list of identifiers does not come to its end; run again later"
    )


def _whole_list(source: Source, repository: Repository) -> dict[str, Header] | None:
    """The list, or None where it broke off."""
    asked = {"metadataPrefix": source.metadata_prefix} | ({"set": source.set} if source.set else {})
    found: dict[str, Header] = {}
    tokens: set[str] = set()
    size = 0
    while True:
        what = f"source {source.name}, list of identifiers, page {len(tokens) + 1}"
        answer, headers = repository.list_identifiers(asked, what=what)
        found |= {header.locator: header for header in headers}
        size = max(size, answer.list_size or 0)
        if answer.error == TOKEN_REFUSED or answer.token in tokens or (answer.error and tokens):
            return None
        if not answer.token:
            return found if len(found) >= size else None
        tokens.add(answer.token)
        asked = {"resumptionToken": answer.token}


def compare(
    listed: dict[str, Header], known: Iterable[tuple[str, datetime | None, bool]]
) -> Differences:
    """The two sides beside each other; a deletion on one side alone is a difference."""
    here: dict[str, bool] = {}
    extra, different = [], []
    for locator, datestamp, deleted in known:
        there = listed.get(locator)
        here[locator] = here.get(locator, False) or not deleted
        if deleted:
            continue
        if there is None or there.deleted:
            extra.append(locator)
        elif datestamp and there.datestamp and not _same_moment(datestamp, there.datestamp):
            different.append(locator)
    missing = [
        locator for locator, each in listed.items() if not each.deleted and not here.get(locator)
    ]
    stamps = (listed[locator].datestamp for locator in (*missing, *different))
    return Differences(
        listed=sum(not header.deleted for header in listed.values()),
        known=sum(here.values()),
        missing=tuple(sorted(missing)),
        extra=tuple(sorted(set(extra))),
        different=tuple(sorted(set(different))),
        oldest=min((stamp for stamp in stamps if stamp), default=None),
    )


def require_below(ceiling: float, found: Differences, source: str) -> None:
    """Raise SourceError where more than `ceiling` percent would be deleted."""
    if found.share_extra > ceiling:
        raise SourceError(
            f"source {source} lists {len(found.extra):,} of {found.known:,} records no more "
            f"({found.share_extra:.0f} %), above the ceiling of {ceiling:g} %; if that is right, "
            f"run `spil reconcile source {source} --apply --ceiling {found.share_extra + 1:.0f}`"
        )


def land_deletions(
    source: Source, locators: Iterable[str], journal: Journal, landing: Path, now: datetime
) -> HarvestCounts:
    """Land deletions as pages that the source would have sent; saving reads them like any other."""
    shelf = Shelf(landing, source.name, now.date())
    counts = HarvestCounts()
    waiting = iter(locators)
    while some := list(islice(waiting, _PAGE)):
        landed = land(shelf, b"".join(_deletions(some, now)), "reconciled.xml")
        format = source.format or Format.MARCXML
        journal.page_landed(LandedPage(0, source.name, landed.file, format, len(some)))
        counts += HarvestCounts(pages=1, records=len(some), deleted=len(some))
    return counts


def _deletions(locators: Iterable[str], now: datetime) -> Iterator[bytes]:
    stamp = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>\n'
    for locator in locators:
        yield (
            f'<record><header status="deleted"><identifier>{html.escape(locator)}</identifier>'
            f"<datestamp>{stamp}</datestamp></header></record>\n"
        ).encode()
    yield b"</ListRecords></OAI-PMH>\n"


def _same_moment(left: datetime, right: datetime) -> bool:
    """True for the same second, or the same day where one side knows no more."""
    midnight = (0, 0, 0)
    by_day = midnight in ((each.hour, each.minute, each.second) for each in (left, right))
    first, second = left.astimezone(UTC), right.astimezone(UTC)
    return first.date() == second.date() if by_day else abs((first - second).total_seconds()) < 1

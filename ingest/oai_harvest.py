"""The harvest of one OAI-PMH source: window after window, page after page, each landed once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from catalogue.errors import SourceError
from ingest.asking import Reach
from ingest.counts import HarvestCounts
from ingest.heeding import Heeded, Heeding
from ingest.journal import Journal, LandedPage
from ingest.landing import Shelf, discard
from ingest.oai import TOKEN_REFUSED
from ingest.page_fetch import Page, PageFetch
from ingest.page_marks import PageMarks
from ingest.rhythm import BEGINNING, note_deletions
from ingest.sources import Source
from ingest.windows import GRANULES, Window, floor, next_window, position

_MOST_RESTARTS = 3
_MOST_EMPTY = 100
"""Pages without a record in a row; a list that goes on so never ends."""
_EVERY_DAY = 100_000
"""More days than the history of any source."""
_log = structlog.get_logger()


class OaiHarvest:
    """A harvest under way: its position, and what it needs to go on."""

    def __init__(self, source: Source, journal: Journal, landing: Path, reach: Reach) -> None:
        """A harvest of `source` that continues where the journal says the last one ended."""
        self._source = source
        self._journal = journal
        self._shelf = Shelf(landing, source.name, reach.now.date())
        self._fetch = PageFetch(source, self._shelf, reach)
        self._repository = self._fetch.repository
        self._now = reach.now
        self._found_short: Window | None = None
        self._is_narrowed = False
        self._heeding = Heeding(self._repository, source)
        self._earliest = BEGINNING
        self._checkpoint = f"harvest {source.name}"
        self._position = position(
            journal.checkpoint(self._checkpoint), f"{source.metadata_prefix} {source.set}"
        )
        self._marks = PageMarks(journal, self._checkpoint, self._position)

    def pages(self, since: datetime | None = None) -> Iterator[HarvestCounts]:
        """Land what changed since the last harvest, or since `since`; the counts of each page.

        The end is fixed before the first page is asked for, by the source's own clock: a record
        that changes during the harvest belongs to the next one.
        """
        identity = self._repository.identify(self._source.name)
        note_deletions(self._source, self._journal, identity.deletions)
        granularity = self._source.granularity or identity.granularity
        end = floor(identity.clock or self._now, granularity)
        start, self._earliest = self._start(since, identity.earliest), identity.earliest
        whole = Window(floor(self._earliest, granularity), end, granularity, whole=True)
        if since is not None:
            self._position = self._marks.forget(self._position)
            self._move(window=None, open=False, token="", records=0)
        if self._heeds_dates:
            try:
                yield from self._windows(Window(start, end, granularity))
            except _DatesIgnored:
                yield self._must_take(whole)
        if not self._heeds_dates:
            yield from self._whole(whole)

    @property
    def _heeds_dates(self) -> bool:
        """What is set of the source, else what was found out; True until then."""
        stated = self._source.heeds_dates
        return self._position.heeds_dates if stated is None else stated

    def _windows(self, span: Window) -> Iterator[HarvestCounts]:
        """Land all that changed from its beginning to its end, in windows of some days each."""
        start, end, granularity = span.start, span.end, span.granularity
        begun = self._begun(whole=False)
        days = most = self._source.window_days
        while window := begun or next_window(start, end, days=days, granularity=granularity):
            found, begun = 0, None
            try:
                for counts in self._window(window):
                    found += counts.pages + counts.known
                    yield counts
            except _Stuck as why:
                days = most = self._narrower(window, why)
                start = window.start
                continue
            except _UntilIgnored:
                self._tell_of_one_list()
                start, days, most = window.start, _EVERY_DAY, _EVERY_DAY
                continue
            # Years without a record are passed over in ever longer steps.
            days = most if found else days * 2
            start = window.end + GRANULES[granularity]

    def _whole(self, window: Window) -> Iterator[HarvestCounts]:
        """Land the one list of a source that heeds no dates; pages as they were are known."""
        begun = self._begun(whole=True) or window
        try:
            yield from self._window(begun)
        except _Stuck as why:
            raise self._too_long(begun, why) from why

    def _begun(self, *, whole: bool) -> Window | None:
        """The window that the last harvest was in when it stopped."""
        window = self._position.window if self._position.open else None
        return window if window and window.whole == whole else None

    def _must_take(self, whole: Window) -> HarvestCounts:
        """From now on the list is taken whole; what the window under way has landed is known."""
        self._move(heeds_dates=False, window=whole, open=True, token="", records=0)
        _log.warning(
            "source heeds no dates, its list is taken whole",
            source=self._source.name,
            setting="heeds_dates = false in sources.toml tells it beforehand",
        )
        return HarvestCounts(dates_not_heeded=1)

    def _tell_of_one_list(self) -> None:
        """Say once that windows are no help: each would list again all that comes after it."""
        _log.warning(
            "source heeds no end, all later windows are one list",
            source=self._source.name,
            setting=f"window_days = {_EVERY_DAY} in sources.toml tells it beforehand",
        )

    def _narrower(self, window: Window, why: Exception) -> int:
        """How many days to ask for where a longer list cannot be followed to its end.

        Raises SourceError where a list is of one day already.
        """
        days = (window.end - window.start + GRANULES[window.granularity]).days // 2
        if not days:
            raise self._too_long(window, why) from why
        self._is_narrowed = True
        _log.warning("window made narrower", source=self._source.name, reason=str(why), days=days)
        return days

    def _too_long(self, window: Window, why: Exception) -> SourceError:
        return SourceError(
            f"source {self._source.name}, window {window}: {why} "
            f"after {_MOST_RESTARTS} new starts; run again later"
        )

    def _start(self, since: datetime | None, earliest: datetime) -> datetime:
        """Never later than where the last harvest ended, so that no gap is left."""
        done = self._position.done
        if since is None:
            return done or earliest
        begun = (
            [self._position.window.start] if self._position.open and self._position.window else []
        )
        return max(min([since, *([done] if done else []), *begun]), earliest)

    def _window(self, window: Window) -> Iterator[HarvestCounts]:
        """Land one window whole, from its beginning again where its token has expired."""
        if window != self._position.window:
            self._forget_pages(window)
            self._move(window=window, open=True, token="", records=0)
        elif not self._position.open:
            self._position = self._marks.begin(self._position)
            self._move(open=True, token="", records=0)
        restarts, reached = 0, 0
        while True:
            try:
                yield from self._list(window)
            except _StartAgain as why:
                # A list so long that its tokens expire still ends, as long as every start gets on.
                progress = len(self._marks) > reached
                restarts, reached = 0 if progress else restarts + 1, len(self._marks)
                if restarts > _MOST_RESTARTS:
                    raise _Stuck(str(why)) from why
                _log.warning("window started again", source=self._source.name, reason=str(why))
                self._move(token="", records=0)
            else:
                break
        self._move(done=window.end, open=False, token="", records=0)
        yield HarvestCounts(windows=1)

    def _forget_pages(self, window: Window) -> None:
        """A window knows the pages of one that began where it begins, or that it is a part of."""
        last = self._position.window
        if not self._is_narrowed and (last is None or last.start != window.start):
            self._position = self._marks.begin(self._position)

    def _list(self, window: Window) -> Iterator[HarvestCounts]:
        """Land the pages of a list from the token of the position to its end."""
        asked: set[str] = set()
        size, empty = 0, 0
        while True:
            token, before = self._position.token, self._repository.retries
            asked |= {token} if token else set()
            page = self._fetch.page(window, token, len(self._marks) + 1)
            heeded = self._heeding.seen_in(page, window, self._earliest)
            if heeded is not Heeded.BOTH:
                discard(self._shelf.landing, page.landed)
                raise _DatesIgnored if heeded is Heeded.NONE else _UntilIgnored
            if page.answer.error:
                discard(self._shelf.landing, page.landed)
                if token or page.answer.error == TOKEN_REFUSED:
                    raise _StartAgain(f"the source answers {page.answer.error} to its own token")
                return
            next_token = page.answer.token
            empty = 0 if page.facts.records else empty + 1
            if self._is_known(page) and (next_token in asked or empty > _MOST_EMPTY):
                raise _StartAgain(f"the source hands out token {next_token} again and again")
            size = max(size, page.answer.list_size or 0)
            counts = self._keep(page)
            yield counts + HarvestCounts(retries=self._repository.retries - before)
            if not next_token:
                break
        if self._position.records < size:
            yield self._short(window, size)

    def _is_known(self, page: Page) -> bool:
        return not page.facts.records or page.facts.mark in self._marks

    def _keep(self, page: Page) -> HarvestCounts:
        """Note a page that is new, and move on to the next; a page without records is no page."""
        journal, facts = self._journal, page.facts
        ahead = replace(
            self._position,
            token=page.answer.token,
            records=self._position.records + facts.records,
        )
        if self._is_known(page):
            if not journal.is_landed(page.landed.file):
                discard(self._shelf.landing, page.landed)
            self._position = self._marks.add(facts.mark, ahead) if facts.records else ahead
            journal.set_checkpoint(self._checkpoint, self._position.state())
            return HarvestCounts(known=1 if facts.records else 0)
        self._position = self._marks.add(facts.mark, ahead)
        journal.page_landed(
            LandedPage(0, self._source.name, page.landed.file, facts.format, facts.records),
            checkpoint=self._checkpoint,
            state=self._position.state(),
        )
        return HarvestCounts(
            pages=1,
            records=facts.records,
            deleted=facts.deleted,
            stripped=page.answer.stripped,
            removed=page.removed,
        )

    def _short(self, window: Window, size: int) -> HarvestCounts:
        """A list shorter than announced is asked for once more, then believed and reported."""
        told = f"{self._position.records} of {size} records announced"
        if self._found_short != window:
            self._found_short = window
            raise _StartAgain(f"the list ends after {told}")
        _log.warning("list ends early", source=self._source.name, window=str(window), found=told)
        return HarvestCounts(short=1)

    def _move(self, **changes: Any) -> None:
        self._position = replace(self._position, **changes)
        self._journal.set_checkpoint(self._checkpoint, self._position.state())


class _DatesIgnored(Exception):
    """The source lists every date, whatever it is asked for."""


class _UntilIgnored(Exception):
    """The source lists every date from the first that it is asked for."""


class _StartAgain(Exception):
    """The list cannot be continued from its token; it can be from its beginning."""


class _Stuck(Exception):
    """The list cannot be followed to its end, however often it is begun."""

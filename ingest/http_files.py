"""Deliveries by HTTP: each file of a source's list is fetched once, and landed as it streams in."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from catalogue.xml import SIZE_CAP
from ingest.asking import Asker, Reach, body_of
from ingest.counts import HarvestCounts
from ingest.delivery import Delivery, land_delivery
from ingest.journal import Journal
from ingest.landing import Shelf
from ingest.listings import Listed, read_listing
from ingest.sources import Source

_BLOCK = 1 << 20


class HttpFiles:
    """The files that a source offers over HTTP, and what is known of those fetched before."""

    def __init__(self, source: Source, journal: Journal, shelf: Shelf, reach: Reach) -> None:
        """Fetch for `source` and land on `shelf`."""
        self._source = source
        self._journal = journal
        self._shelf = shelf
        self._now = reach.now
        self._asker = Asker.of(source, reach)

    def pages(self, since: datetime | None = None) -> Iterator[HarvestCounts]:
        """Land every file that is new or changed; those changed since `since` once more.

        Raises SourceError, naming source and file, or LandingError; what is landed stays landed.
        """
        for listed in self._listed():
            before = self._asker.retries
            counts = self._file(listed, since)
            yield counts + HarvestCounts(retries=self._asker.retries - before)

    def _listed(self) -> tuple[Listed, ...]:
        what = f"source {self._source.name}, its list"

        def attempt() -> bytes:
            with self._asker.answer(what) as response:
                return body_of(response, what, SIZE_CAP)

        return read_listing(self._asker.ask(attempt, what), self._source.address, self._source.path)

    def _file(self, listed: Listed, since: datetime | None) -> HarvestCounts:
        name = f"http {self._source.name} {listed.address}"
        known = self._journal.checkpoint(name) or {}
        if since is None and listed.stated and known.get("stated") == listed.stated:
            return HarvestCounts(known=1)
        what = f"source {self._source.name}, file {listed.name}"
        asked = _condition(known) if since is None else {}

        def attempt() -> HarvestCounts:
            with self._asker.answer(what, address=listed.address, headers=asked) as response:
                facts = {"stated": listed.stated, **_facts(response)}
                if not self._is_wanted(response, facts, known, since):
                    counts = HarvestCounts(known=1)
                else:
                    counts = self._land(listed, response, again=since is not None)
            self._journal.set_checkpoint(name, {**known, **facts})
            return counts

        return self._asker.ask(attempt, what)

    def _is_wanted(
        self,
        response: httpx.Response,
        facts: Mapping[str, str],
        known: Mapping[str, Any],
        since: datetime | None,
    ) -> bool:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return False
        if since is not None:
            changed = _moment(response)
            return changed is None or changed >= since
        if facts.get("etag"):
            return known.get("etag") != facts["etag"]
        marks = ("modified", "size")
        same = all(known.get(mark) == facts.get(mark) for mark in marks)
        return not (same and all(facts.get(mark) for mark in marks))

    def _land(self, listed: Listed, response: httpx.Response, *, again: bool) -> HarvestCounts:
        delivery = Delivery(listed.name, _moment(response) or self._now, again)
        body = _Body(response)
        return land_delivery(self._source, body, delivery, self._journal, self._shelf).counts


class _Body:
    """The body of an answer as something that is read."""

    def __init__(self, response: httpx.Response) -> None:
        self._blocks = response.iter_bytes(_BLOCK)
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if size < 0:
            return self._rest + b"".join(self._blocks)
        block = self._rest or next(self._blocks, b"")
        self._rest = block[size:]
        return block[:size]


def _facts(response: httpx.Response) -> dict[str, str]:
    """What the server says of the file; an answer 304 may say nothing."""
    headers = response.headers
    named = {
        "etag": headers.get("ETag", ""),
        "modified": headers.get("Last-Modified", ""),
        "size": headers.get("Content-Length", ""),
    }
    return {} if response.status_code == httpx.codes.NOT_MODIFIED else named


def _condition(known: Mapping[str, Any]) -> dict[str, str]:
    wanted = (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
    return {header: known[mark] for header, mark in wanted if known.get(mark)}


def _moment(response: httpx.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers.get("Last-Modified", "")).astimezone(UTC)
    except ValueError:
        return None

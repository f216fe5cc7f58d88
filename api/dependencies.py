"""What the routes need, made once and injected: the store, the search, the desks, the clock."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request

from catalogue.api_keys import ApiKey
from catalogue.desk_store import LineHealth, SignedJudgement, UnlinkedHolding
from catalogue.errors import NetworkError
from catalogue.identifiers import ManifestationId
from catalogue.item_events import EventCounts, ItemMove
from catalogue.model import Manifestation
from catalogue.oai_feed import Provided, Span
from catalogue.read_store import Copies, Lookup, Page, Weighed, WorkTitles
from catalogue.source_record import RecordKey
from catalogue.terms import Terms
from catalogue.verdicts import Judgement
from holdings.libraries import Network, load_network
from index.answers import SearchAnswer
from index.request import SearchRequest
from ingest.delivery import Receipt
from ingest.sources import Source

NETWORK_SECONDS = 2.0
"""How long a network and the sources' terms are used before the store is asked for newer ones."""


class Titles(Protocol):
    """Reads of titles, copies and the network."""

    async def manifestation(self, spil_id: str) -> Lookup[Manifestation]: ...  # noqa: D102
    async def work(self, spil_id: str) -> Lookup[WorkTitles]: ...  # noqa: D102
    async def living(  # noqa: D102
        self, spil_ids: Sequence[str]
    ) -> dict[str, tuple[ManifestationId, ...]]: ...
    async def copies(self, ids: Iterable[str]) -> dict[str, Copies]: ...  # noqa: D102
    async def page(  # noqa: D102
        self, works: Sequence[str], manifestations: Sequence[str]
    ) -> Page: ...
    async def weighed(self, manifestation: str) -> Weighed: ...  # noqa: D102
    async def network(self) -> tuple[int, str]: ...  # noqa: D102
    async def network_number(self) -> int: ...  # noqa: D102
    async def terms(self) -> Terms: ...  # noqa: D102


class Desk(Protocol):
    """Reads behind a key, and figures for watchers."""

    async def key(self, secret: str) -> ApiKey | None: ...  # noqa: D102
    async def unlinked(  # noqa: D102
        self, libraries: Sequence[str], *, after: Sequence[str] = ..., limit: int = ...
    ) -> list[UnlinkedHolding]: ...
    async def judgements(  # noqa: D102
        self, record: RecordKey | None = None, *, before: int | None = ..., limit: int = ...
    ) -> list[SignedJudgement]: ...
    async def health(self) -> LineHealth: ...  # noqa: D102
    async def answers(self) -> bool: ...  # noqa: D102


class Feed(Protocol):
    """The change feed as harvesters read it."""

    async def span(  # noqa: D102
        self, since: datetime | None, until: datetime | None
    ) -> tuple[int, int]: ...
    async def page(  # noqa: D102
        self, span: Span, *, limit: int, bodies: bool, few: bool = ...
    ) -> list[Provided]: ...
    async def count(self, span: Span, *, most: int) -> int | None: ...  # noqa: D102
    async def cut_at(self, before: int) -> bool: ...  # noqa: D102
    async def record(self, spil_id: str) -> Provided | None: ...  # noqa: D102
    async def earliest(self) -> datetime | None: ...  # noqa: D102
    async def sources(self) -> list[str]: ...  # noqa: D102
    async def libraries(self) -> list[tuple[str, str]]: ...  # noqa: D102


class Search(Protocol):
    """The search cluster; raises SearchUnavailable where it does not answer."""

    async def search(  # noqa: D102
        self, request: SearchRequest, *, now: datetime
    ) -> SearchAnswer: ...
    async def answers(self) -> bool: ...  # noqa: D102


class Writes(Protocol):
    """Everything that the API writes, each call whole or not at all."""

    async def apply(self, moves: Sequence[ItemMove]) -> EventCounts: ...  # noqa: D102
    async def judge(self, judgement: Judgement, key: ApiKey) -> SignedJudgement: ...  # noqa: D102
    async def mark_changes(self) -> datetime: ...  # noqa: D102


class Deliveries(Protocol):
    """Where pushed deliveries are landed."""

    def source(self, name: str) -> Source: ...  # noqa: D102
    async def receive(  # noqa: D102
        self, source: Source, body: AsyncIterator[bytes], now: datetime
    ) -> Receipt: ...


def present() -> datetime:
    """The moment now, with its zone."""
    return datetime.now(UTC)


@dataclass
class Refreshed:
    """The network and the sources' terms as last read; looked at again every few seconds."""

    titles: Titles
    _network: Network | None = None
    _number: int = -1
    _terms: Terms = field(default_factory=dict)
    _looked: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def network(self) -> Network:
        """The network in force; raises NetworkError before one was saved."""
        await self._look()
        if self._network is None:
            raise NetworkError("no libraries are known yet; save the network file first")
        return self._network

    async def terms(self) -> Terms:
        """What each source lets pass through which door."""
        await self._look()
        return self._terms

    async def _look(self) -> None:
        if time.monotonic() - self._looked < NETWORK_SECONDS:
            return
        async with self._lock:
            if time.monotonic() - self._looked < NETWORK_SECONDS:
                return
            if await self.titles.network_number() != self._number:
                number, text = await self.titles.network()
                self._network = load_network(text) if text else None
                self._number = number
            self._terms = await self.titles.terms()
            self._looked = time.monotonic()


@dataclass(frozen=True)
class Services:
    """Everything behind the routes; tests hand in memory forms."""

    titles: Titles
    desk: Desk
    search: Search
    writes: Writes
    feed: Feed
    base_uri: str = "http://127.0.0.1:8490"
    contact: str = "beheer@spil.example"
    harvest_page: int = 100
    max_body_bytes: int = 5_000_000
    max_delivery_bytes: int = 2_000_000_000
    deliveries: Deliveries | None = None
    now: Callable[[], datetime] = present
    refreshed: Refreshed = field(init=False)

    def __post_init__(self) -> None:
        """Keep one network and one set of terms for all routes."""
        object.__setattr__(self, "refreshed", Refreshed(self.titles))


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(_services)]

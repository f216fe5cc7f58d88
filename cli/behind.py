"""What stands behind the API: made from settings, for the server and for questions of a command."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from api.app import Step
from api.deliveries import DeliveryDesk
from api.dependencies import Services
from api.search_cluster import AliasSearch
from api.writes import StoreWrites
from catalogue.database import open_store
from catalogue.desk_store import DeskStore
from catalogue.errors import ServiceError
from catalogue.journal import SqlJournal
from catalogue.oai_feed import OaiFeed
from catalogue.read_pool import ReadPool
from catalogue.read_store import ReadStore
from catalogue.settings import Settings
from cli.embedded_search import search_url
from index.elastic import AsyncCluster
from ingest.sources import load_sources

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Behind:
    """The services of the API, and the steps that open and close them."""

    services: Services
    on_start: tuple[Step, ...]
    on_stop: tuple[Step, ...]


def stand_behind(settings: Settings, url: str) -> Behind:
    """The services over the database at `url` and the search cluster of these settings."""
    search = settings.search
    pool = ReadPool(url, connections=settings.database.pool)
    writes = StoreWrites(url)
    cluster = AsyncCluster(
        search.url or _embedded(settings),
        api_key=search.api_key.get_secret_value() if search.api_key else None,
        ca_file=search.ca_file,
    )
    services = Services(
        titles=ReadStore(pool),
        desk=DeskStore(pool),
        search=AliasSearch(cluster, search.alias),
        writes=writes,
        feed=OaiFeed(pool),
        base_uri=settings.api.base_uri,
        contact=settings.api.contact,
        max_body_bytes=settings.api.max_body_bytes,
        max_delivery_bytes=settings.api.max_delivery_bytes,
        deliveries=_deliveries(settings, url),
    )
    return Behind(services, (pool.open,), (pool.close, cluster.close, writes.close))


def _deliveries(settings: Settings, url: str) -> DeliveryDesk:
    """Deliveries by push, for the sources as their file names them now."""

    @contextmanager
    def open_journal() -> Iterator[SqlJournal]:
        with open_store(url) as connection:
            yield SqlJournal(connection)

    sources = load_sources(settings.sources_file or settings.home / "sources.toml")
    return DeliveryDesk(sources, settings.landing, open_journal)


def _embedded(settings: Settings) -> str:
    """The embedded search; where none was ever started, an address at which nothing answers."""
    with suppress(ServiceError):
        return search_url(settings.home)
    return "http://127.0.0.1:9"  # the port of the discard protocol: what needs no search goes on


class Asking:
    """Asks the functions of the API from a command, one after the other."""

    def __init__(self, runner: asyncio.Runner, services: Services) -> None:
        """Ask over these services, in the runner's loop."""
        self._runner = runner
        self.services = services

    def ask(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """The answer to one question."""
        return self._runner.run(question)


@contextmanager
def asking(settings: Settings, url: str) -> Iterator[Asking]:
    """The services of the API, open for questions of this process."""
    with asyncio.Runner() as runner:
        behind = stand_behind(settings, url)
        try:
            _take(runner, behind.on_start)
            yield Asking(runner, behind.services)
        finally:
            _take(runner, behind.on_stop)


def _take(runner: asyncio.Runner, steps: Sequence[Step]) -> None:
    for step in steps:
        runner.run(cast(Coroutine[Any, Any, None], step()))

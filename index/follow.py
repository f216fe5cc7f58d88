"""What changed since, written to every build that is kept up: the live one too, by nobody else."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from threading import Event

import structlog

from catalogue.builds import FOLLOWED, list_builds
from catalogue.changes import SEARCHED, Position, advance, follower_position, read_after
from catalogue.copies import WorkPayload
from catalogue.database import Connection
from catalogue.errors import CatalogueError, SearchError
from catalogue.network_store import find_network
from catalogue.work_pages import WorkPage, read_work_pages
from holdings.libraries import NO_LIBRARIES, Network, load_network
from index.documents import Document, document_of
from index.mapping import MAPPING_VERSION
from index.publish import SearchCluster, version_of

POLL_SECONDS = 0.2
LIMIT = 1_000
"""Change rows read at a time."""

WORKS_AT_ONCE = 200
SHORTEST_REST = 1.0
LONGEST_REST = 28.0
REST_PER_COST = 50
HUGE = 5_000
"""A work rests a second after it was written. One with more copies than this rests for fifty times
what its writing cost, at most 28 seconds: it may be seen late, and must not starve the others."""

log = structlog.get_logger()
_network = lru_cache(maxsize=2)(load_network)


@dataclass(frozen=True)
class Followed:
    """What looking at the feed did: works read in it, written, gone, and those that still rest."""

    read: int = 0
    written: int = 0
    vanished: int = 0
    resting: int = 0


@dataclass
class Pending:
    """A changed work: not before `due` (monotonic), and where each build stood before it."""

    due: float
    since: dict[str, Position] = field(default_factory=dict)


class Follower:
    """Reads the change feed for every followed build and writes each changed work to all of them.

    A build's stored position never passes a work that still rests, so that a follower that was
    killed reads it again; writing twice changes nothing.
    """

    def __init__(
        self,
        cluster: SearchCluster,
        *,
        alias: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rests: bool = True,
    ) -> None:
        """A follower of the builds under `alias`; without `rests` nothing waits."""
        self._cluster = cluster
        self._alias = alias
        self._now = now
        self._rests = rests
        self._read: dict[str, Position] = {}
        self._stored: dict[str, Position] = {}
        self._pending: dict[str, Pending] = {}
        self._resting: dict[str, float] = {}

    def step(self, connection: Connection) -> Followed:
        """Read what changed, write what is due, remember how far. StoreUnavailable, SearchError."""
        self._find_builds(connection)
        read = sum(
            self._read_after(connection, position, builds)
            for position, builds in self._by_position().items()
        )
        due = [w for w, p in self._pending.items() if p.due <= time.monotonic()][:WORKS_AT_ONCE]
        written, vanished = self._write(connection, due) if due else (0, 0)
        for work in due:
            del self._pending[work]
        self._advance(connection)
        return Followed(read, written, vanished, len(self._pending))

    def _find_builds(self, connection: Connection) -> None:
        """Take up builds that came, forget those that went; of another mapping version neither."""
        names = {build.name for build in list_builds(connection, FOLLOWED)}
        for gone in self._read.keys() - names:
            del self._read[gone], self._stored[gone]
            for pending in self._pending.values():
                pending.since.pop(gone, None)
        for name in names - self._read.keys():
            position = follower_position(connection, name)
            if position is not None and version_of(name) == MAPPING_VERSION:
                self._read[name] = self._stored[name] = position

    def _by_position(self) -> dict[Position, list[str]]:
        groups: dict[Position, list[str]] = {}
        for build, position in self._read.items():
            groups.setdefault(position, []).append(build)
        return groups

    def _read_after(self, connection: Connection, at: Position, builds: list[str]) -> int:
        changes = read_after(connection, at, LIMIT, SEARCHED)
        for work in changes.subjects:
            pending = self._pending.setdefault(work, Pending(self._resting.get(work, 0.0)))
            for build in builds:
                pending.since.setdefault(build, at)
        for build in builds:
            self._read[build] = changes.position
        return len(changes.subjects)

    def _write(self, connection: Connection, works: Sequence[str]) -> tuple[int, int]:
        """Write the works to every build; how many stand and how many are no more."""
        present = [b for b in self._cluster.builds(self._alias) if b in self._read]
        text = find_network(connection)
        network = _network(text) if text else NO_LIBRARIES
        pages = read_work_pages(connection, works)
        documents, costs = _documents(pages, network, self._now())
        began = time.monotonic()
        for build in present:
            for work, reason in self._cluster.write(build, documents).refused:
                log.error("document refused", build=build, work=work, reason=reason)
        self._let_rest(documents, costs, time.monotonic() - began)
        gone = sum(document.body is None for document in documents)
        return len(documents) - gone, gone

    def _let_rest(
        self, documents: Iterable[Document], costs: Mapping[str, float], seconds: float
    ) -> None:
        """Let written works rest by what each cost; forget those that are rested."""
        now = time.monotonic()
        self._resting = {work: until for work, until in self._resting.items() if until > now}
        if not self._rests:
            return
        whole = sum(costs.values()) or 1.0
        for document in documents:
            own = costs[document.id]
            cost = own + seconds * own / whole
            self._resting[document.id] = now + rest_of(document, cost)

    def _advance(self, connection: Connection) -> None:
        for build, read in self._read.items():
            waiting = [p.since[build] for p in self._pending.values() if build in p.since]
            safe = min([read, *waiting])
            if safe > self._stored[build]:
                advance(connection, build, safe)
                self._stored[build] = safe


def _documents(
    pages: Sequence[WorkPage], network: Network, now: datetime
) -> tuple[list[Document], dict[str, float]]:
    """The documents of the works, and the seconds that each took to build."""
    documents: list[Document] = []
    costs: dict[str, float] = {}
    for page in pages:
        began = time.perf_counter()
        documents.append(_document(page, network, now))
        costs[page.work] = time.perf_counter() - began
    return documents, costs


def _document(page: WorkPage, network: Network, now: datetime) -> Document:
    if page.payload is None:
        return Document(page.work, page.version, None)
    return document_of(WorkPayload.model_validate_json(page.payload), network, now)


def rest_of(document: Document, cost: float) -> float:
    """The seconds that a work rests after a writing that cost so many."""
    if document.body is None or document.body["copies"] <= HUGE:
        return SHORTEST_REST
    return min(max(SHORTEST_REST, REST_PER_COST * cost), LONGEST_REST)


def follow_once(connection: Connection, cluster: SearchCluster, *, alias: str) -> Followed:
    """Bring every followed build up to the present end of the feed, without rests."""
    follower = Follower(cluster, alias=alias, rests=False)
    whole = Followed()
    while True:
        step = follower.step(connection)
        whole = Followed(
            whole.read + step.read, whole.written + step.written, whole.vanished + step.vanished
        )
        if not step.read and not step.resting:
            return whole


def run_follower(
    stop: Event,
    open_store: Callable[[], Connection],
    cluster: SearchCluster,
    *,
    alias: str,
    poll: float = POLL_SECONDS,
) -> None:
    """Follow until `stop` is set; while a server is away, wait, tell it once, and go on after."""
    away = 0
    while not stop.is_set():
        try:
            with open_store() as connection:
                follower = Follower(cluster, alias=alias)
                while not stop.is_set():
                    step = follower.step(connection)
                    if away:
                        log.info("follower goes on", alias=alias)
                        away = 0
                    if not step.written:
                        stop.wait(poll)
        except (CatalogueError, SearchError) as problem:
            if not away:
                log.warning("follower waits", alias=alias, problem=str(problem))
            away += 1
            stop.wait(min(0.25 * 2**away, 5.0))

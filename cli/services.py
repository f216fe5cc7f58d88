"""The embedded servers together: both up, both down, and where they are."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from catalogue.errors import ServiceError
from cli import embedded_search, embedded_store
from cli.embedded_search import SearchOptions, search_url, start_search, stop_search
from cli.embedded_store import database_url, start_postgres, stop_postgres
from cli.service_ports import remembered_ports
from cli.service_process import running

NAMES = (embedded_store.NAME, embedded_search.NAME)


@dataclass(frozen=True)
class Endpoints:
    """The addresses of the embedded servers; empty for one that was never started."""

    database_url: str
    search_url: str


@dataclass(frozen=True)
class ServiceStatus:
    """One embedded server: whether it runs, as which process, on which port, logging where."""

    name: str
    running: bool
    pid: int | None
    port: int | None
    log: Path


def start_services(
    home: Path,
    *,
    user: str,
    java_home: Path | None,
    heap_mb: int,
    only: str | None = None,
) -> Endpoints:
    """Start the embedded servers of `home` at once (or `only` one of `NAMES`), unless they run.

    Returns when each answers. `user` is the system user that they run as when we are root.
    Raises `ServiceError` that tells of every server that did not start.
    """
    options = SearchOptions(java_home=java_home, heap_mb=heap_mb)
    starts = {
        embedded_store.NAME: lambda: start_postgres(home, user),
        embedded_search.NAME: lambda: start_search(home, user, options),
    }
    with ThreadPoolExecutor() as pool:
        began = [pool.submit(start) for name, start in starts.items() if only in (None, name)]
    problems = [problem for start in began if (problem := start.exception())]
    for problem in problems:
        if not isinstance(problem, ServiceError):
            raise problem
    if problems:
        raise ServiceError("; ".join(map(str, problems))) from problems[0]
    return _addresses(home)


def stop_services(home: Path, *, only: str | None = None) -> list[str]:
    """Stop the embedded servers of `home` (or `only` one); the names of those that ran."""
    stops = {embedded_store.NAME: stop_postgres, embedded_search.NAME: stop_search}
    return [name for name, stop in stops.items() if only in (None, name) and stop(home)]


def services_status(home: Path) -> list[ServiceStatus]:
    """How each embedded server of `home` stands now."""
    ports = remembered_ports(home)
    places = (embedded_store.place(home), embedded_search.place(home))
    found = [(place, running(place.pid_file)) for place in places]
    return [
        ServiceStatus(place.name, pid is not None, pid, ports.get(place.name), place.log)
        for place, pid in found
    ]


def endpoints(home: Path) -> Endpoints | None:
    """The remembered addresses of the embedded servers; nothing when none was ever started."""
    found = _addresses(home)
    return found if found.database_url or found.search_url else None


def _addresses(home: Path) -> Endpoints:
    ports = remembered_ports(home)
    return Endpoints(
        database_url=database_url(home) if embedded_store.NAME in ports else "",
        search_url=search_url(home) if embedded_search.NAME in ports else "",
    )

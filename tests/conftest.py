"""Servers for the tests: one PostgreSQL a session, and a fresh database for each test."""

import gc
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
import structlog
import typer.testing
from hypothesis import settings
from psycopg import sql
from typer.main import get_command

from catalogue.database import upgrade
from catalogue.settings import default_home
from cli.embedded_search import SearchOptions, start_search, stop_search
from cli.embedded_store import start_postgres, stop_postgres
from tests.made_once import made_once  # noqa: F401 - the place is chosen before workers start
from tests.real_records import ABSENT

# The same examples in every run, so that a red run can be repeated; `explore` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# What a developer's shell says of the developer's own catalogue is no test's.
_OF_TESTS = ("SPIL_TEST_", "SPIL_JAVA_HOME")
for _name in [name for name in os.environ if name.startswith("SPIL_")]:
    if not _name.startswith(_OF_TESTS):
        del os.environ[_name]

# Compiled modules are kept, also where a container's shell forbids it: else every worker, and every
# command that a test starts, compiles all of them anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Commands are put together once, not anew for each of the hundreds of command lines that are tried.
typer.testing._get_command = cache(get_command)

_MEMORY, _ROOM = Path("/dev/shm"), 1 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Keep the files of fast tests in memory where it has room: half their time is a disk's."""
    fast = "not journey" in config.option.markexpr
    if fast and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


_skipped: list[str] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect garbage seldom, and never look at what lives until the end: a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped for any reason but that the real records are elsewhere."""
    if report.skipped and ABSENT not in str(report.longrepr):
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed over a test: what is not run is not proven."""
    if _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that were passed over."""
    for name in _skipped:
        terminalreporter.write_line(f"skipped, which fails the run: {name}", red=True)


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    """Leave no test the way of logging that a command before it has set up."""
    yield
    structlog.reset_defaults()


_TEMPLATE = "template_spil"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def service_home() -> Iterator[Path]:
    """A folder for servers that any system user may enter, which pytest's own is not."""
    home = Path(tempfile.mkdtemp(prefix="spil-tests-"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgres_url(service_home: Path) -> Iterator[str]:
    """The address of an embedded PostgreSQL with a template database that has our schema."""
    url = start_postgres(service_home, "spil")
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            # A power cut during the tests loses nothing that anybody needs.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        upgrade(_database(url, _TEMPLATE))
        yield url
    finally:
        stop_postgres(service_home)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """The address of a fresh database with our schema, dropped after the test."""
    with fresh_database(postgres_url) as url:
        yield url


@contextmanager
def fresh_database(postgres_url: str) -> Iterator[str]:
    """The address of a fresh database with our schema, dropped afterwards."""
    name = f"test_{next(_numbers)}"
    database = sql.Identifier(name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                database, sql.Identifier(_TEMPLATE)
            )
        )
        yield _database(postgres_url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def _database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def search_url(service_home: Path) -> Iterator[str]:
    """The address of an embedded Elasticsearch; its server is built once for this checkout."""
    options = SearchOptions(heap_mb=512, engines=default_home() / "engines")
    try:
        yield start_search(service_home, "spil", options)
    finally:
        stop_search(service_home)

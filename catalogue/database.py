"""The door to PostgreSQL: connections, the schema's version, and one run of a step at a time."""

import os
import socket
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

from catalogue.errors import SettingsError, StepLocked, StoreUnavailable, WrongSchema

SCHEMA = "0001"
"""The schema version that this program reads and writes."""

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK_CLASS = zlib.crc32(b"spil step") >> 1
_LOST = ("08", "53", "57P", "58")
"""SQLSTATE classes of a server that is away or full; others are mistakes of the program."""

Result = TypeVar("Result")
Element = TypeVar("Element")


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that tells of a lost server as StoreUnavailable, whatever was being done.

    It commits each statement by itself: several belong together only inside `transaction()`, so
    no forgotten transaction can hold up those who follow the change feed.
    """

    def wait(
        self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None
    ) -> Result:
        """The result of a step of the protocol; StoreUnavailable where the server is lost."""
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError as problem:
            if self.broken or self.closed or (problem.sqlstate or "08").startswith(_LOST):
                raise StoreUnavailable(
                    f"PostgreSQL at {self.info.host}:{self.info.port} "
                    f"stopped answering: {reason(problem)}"
                ) from problem
            raise

    # The driver asks this before it sends anything; it has no public hook for it.
    def _check_connection_ok(self) -> None:
        try:
            super()._check_connection_ok()
        except psycopg.OperationalError as problem:
            raise StoreUnavailable(f"PostgreSQL was lost before: {reason(problem)}") from problem


def connect(url: str) -> Connection:
    """An open connection to `url` (libpq form); raises StoreUnavailable naming host and port."""
    address = address_of(url)
    try:
        return Connection.connect(
            url, autocommit=True, connect_timeout=10, application_name="spil", keepalives_idle=30
        )
    except psycopg.OperationalError as problem:
        raise StoreUnavailable(
            f"no connection to PostgreSQL at {address}: {reason(problem)}; "
            "start it with `spil services up` or correct SPIL_DATABASE__URL"
        ) from problem


def open_store(url: str) -> Connection:
    """A connection to a database of this program's schema; StoreUnavailable or WrongSchema."""
    connection = connect(url)
    try:
        require_schema(connection)
    except WrongSchema:
        connection.close()
        raise
    return connection


def batches(things: Iterable[Element], size: int) -> Iterator[list[Element]]:
    """`things` in lists of at most `size`: each is written in one transaction."""
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch


def address_of(url: str) -> str:
    """`host:port` of a libpq URL, never more; raises SettingsError if it cannot be read."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise SettingsError(
            "the database address is not a libpq URL such as postgresql://user@host:5432/spil"
        ) from None
    return f"{parts.get('host') or 'localhost'}:{parts.get('port') or 5432}"


def reason(problem: psycopg.Error) -> str:
    """The server's own words within the driver's longer message."""
    first, *_ = str(problem).strip().splitlines() or [type(problem).__name__]
    return first.rpartition("failed: ")[2].removeprefix("FATAL:").strip()


def upgrade(url: str) -> str:
    """Bring the database at `url` to this program's schema and return that schema's version.

    Every migration commits whole; a second upgrade at the same time waits and finds it done.
    """
    # Deferred: alembic brings SQLAlchemy, half a second that no other command needs.
    from alembic import command
    from alembic.config import Config

    with connect(url) as connection:
        found = schema_version(connection)
        if found is not None and found > SCHEMA:
            raise WrongSchema(_wrong(found))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, SCHEMA)
    return SCHEMA


def schema_version(connection: Connection) -> str | None:
    """The version of the database's schema, or None where there is none yet."""
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    return row[0] if row else None


def require_schema(connection: Connection) -> None:
    """Raise WrongSchema unless the database has this program's schema."""
    found = schema_version(connection)
    if found != SCHEMA:
        raise WrongSchema(_wrong(found))


def _wrong(found: str | None) -> str:
    if found is None:
        return "the database is empty; run `spil db upgrade`"
    remedy = "run `spil db upgrade`" if found < SCHEMA else "install a newer Spil"
    return f"the database has schema {found}, this program needs {SCHEMA}; {remedy}"


@contextmanager
def step_lock(connection: Connection, step: str) -> Iterator[None]:
    """Hold `step` for this run alone; raises StepLocked naming the other run's process and start.

    The lock belongs to the connection: a killed run leaves none behind.
    """
    lock = (_LOCK_CLASS, zlib.crc32(step.encode()) >> 1)
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", lock).fetchone()
    if row != (True,):
        raise StepLocked(_holder(connection, step, lock))
    before = connection.execute("SELECT current_setting('application_name')").fetchone()
    _call_itself(connection, f"spil {os.getpid()} {_now()} {socket.gethostname()}")
    try:
        yield
    finally:
        if not connection.closed:
            _call_itself(connection, before[0] if before else "spil")
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", lock)


def _call_itself(connection: Connection, name: str) -> None:
    connection.execute("SELECT set_config('application_name', %s, false)", (name,))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _holder(connection: Connection, step: str, lock: tuple[int, int]) -> str:
    """One sentence on who holds `lock`; the holder wrote itself in its application name."""
    row = connection.execute(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objid = %s AND l.granted"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        lock,
    ).fetchone()
    known = row[0].split(" ", 3) if row else []
    if len(known) == 4:
        return (
            f"another run of {step} is busy: process {known[1]} on {known[3]} since {known[2]}; "
            "wait for it or stop it"
        )
    return f"another run of {step} is busy; wait for it or stop it"

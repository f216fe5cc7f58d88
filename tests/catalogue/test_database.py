"""The door to the database: it tells who is away, what is wrong, and who is busy."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from catalogue.database import (
    SCHEMA,
    Connection,
    address_of,
    batches,
    connect,
    open_store,
    require_schema,
    schema_version,
    step_lock,
    upgrade,
)
from catalogue.errors import SettingsError, StepLocked, StoreUnavailable, WrongSchema

on_postgres = pytest.mark.postgres


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        yield connection


def test_a_database_that_is_away_is_named_by_host_and_port_without_its_password() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(StoreUnavailable) as away:
            connect(f"postgresql://spil:geheim@127.0.0.1:{port}/spil")
    assert f"127.0.0.1:{port}" in str(away.value)
    assert "geheim" not in str(away.value)


def test_an_address_that_cannot_be_read_is_a_wrong_setting_and_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as wrong:
        connect("postgres//geheim")
    assert "geheim" not in str(wrong.value)


def test_the_address_of_a_database_never_holds_more_than_host_and_port() -> None:
    assert address_of("postgresql://spil:geheim@db.example:6000/spil") == "db.example:6000"
    assert address_of("dbname=spil password=geheim") == "localhost:5432"


def test_batches_hold_everything_once_in_order() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []


@on_postgres
def test_a_wrong_password_is_told_without_it(database_url: str) -> None:
    parts = psycopg.conninfo.conninfo_to_dict(database_url, password="geheim")
    with pytest.raises(StoreUnavailable, match="password authentication failed") as refused:
        connect(psycopg.conninfo.make_conninfo("", **parts))
    assert "geheim" not in str(refused.value)


@on_postgres
def test_a_server_lost_in_the_middle_is_told_as_such(
    catalogue: Connection, database_url: str
) -> None:
    def write_and_lose_the_server() -> None:
        with catalogue.transaction(), connect(database_url) as other:
            catalogue.execute("INSERT INTO checkpoint VALUES ('a', '{}')")
            other.execute("SELECT pg_terminate_backend(%s)", (catalogue.info.backend_pid,))
            catalogue.execute("SELECT 1")

    with pytest.raises(StoreUnavailable, match="127.0.0.1"):
        write_and_lose_the_server()
    with connect(database_url) as again:
        assert again.execute("SELECT count(*) FROM checkpoint").fetchone() == (0,)
    with pytest.raises(StoreUnavailable, match="lost before"):
        catalogue.execute("SELECT 1")


@on_postgres
def test_a_mistake_in_a_statement_is_not_taken_for_a_lost_server(catalogue: Connection) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        catalogue.execute("SELEKT 1")


@on_postgres
def test_an_upgrade_makes_the_schema_once(postgres_url: str) -> None:
    with connect(postgres_url) as server:
        server.execute("CREATE DATABASE test_upgrade")
    url = postgres_url.rpartition("/")[0] + "/test_upgrade"
    try:
        with pytest.raises(WrongSchema, match="spil db upgrade"):
            open_store(url)
        assert upgrade(url) == SCHEMA
        assert upgrade(url) == SCHEMA
        with open_store(url) as connection:
            assert schema_version(connection) == SCHEMA
            tables = connection.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchone()
            assert tables is not None
            assert tables[0] > 25
    finally:
        with connect(postgres_url) as server:
            server.execute("DROP DATABASE test_upgrade WITH (FORCE)")


@on_postgres
def test_another_schema_is_refused(catalogue: Connection, database_url: str) -> None:
    require_schema(catalogue)
    catalogue.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongSchema, match="install a newer Spil"):
        open_store(database_url)
    with pytest.raises(WrongSchema, match="9999"):
        upgrade(database_url)
    catalogue.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(WrongSchema, match="spil db upgrade"):
        open_store(database_url)


@on_postgres
def test_a_second_run_is_told_who_is_busy_and_since_when(
    catalogue: Connection, database_url: str
) -> None:
    with connect(database_url) as other:
        with step_lock(catalogue, "match"):
            with pytest.raises(StepLocked) as locked, step_lock(other, "match"):
                pass
            with step_lock(other, "harvest"):
                pass
        sentence = str(locked.value)
        assert f"process {os.getpid()} on {socket.gethostname()} since 20" in sentence
        with step_lock(other, "match"):
            pass


@on_postgres
def test_a_killed_run_leaves_no_lock_behind(catalogue: Connection, database_url: str) -> None:
    hold = (
        "import sys, time; from catalogue.database import connect, step_lock\n"
        "with connect(sys.argv[1]) as c, step_lock(c, 'match'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, database_url], stdout=subprocess.PIPE
    ) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == b"held\n"
        with pytest.raises(StepLocked, match=f"process {busy.pid} "), step_lock(catalogue, "match"):
            pass
        busy.kill()
    _wait_for_lock(catalogue)


def _wait_for_lock(connection: Connection) -> None:
    """The server sees a broken connection a moment later."""
    for _ in range(100):
        try:
            with step_lock(connection, "match"):
                return
        except StepLocked:
            connection.execute("SELECT pg_sleep(0.05)")
    pytest.fail("the lock of a killed run is still held")

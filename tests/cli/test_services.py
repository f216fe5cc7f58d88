import json
import os
import shutil
import signal
import stat
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from catalogue.errors import ServiceError
from catalogue.settings import default_home
from cli import services_commands
from cli.embedded_search import SearchOptions, start_search, stop_search
from cli.embedded_search import place as search_place
from cli.embedded_store import (
    database_url,
    password_file,
    place,
    postgres_binaries,
    start_postgres,
    stop_postgres,
)
from cli.service_process import running
from cli.services import endpoints, services_status, start_services, stop_services

USER = "spil"


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that any system user may enter, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="spil-services-"))
    folder.chmod(0o755)
    yield folder
    stop_services(folder)
    shutil.rmtree(folder)


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def _wait_for_the_end(file: Path) -> None:
    deadline = time.monotonic() + 10
    while running(file) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nothing_runs_before_the_first_start(tmp_path: Path) -> None:
    assert endpoints(tmp_path) is None
    assert [(one.name, one.running) for one in services_status(tmp_path)] == [
        ("database", False),
        ("search", False),
    ]
    assert stop_services(tmp_path) == []
    with pytest.raises(ServiceError, match="start it with `spil services up`"):
        database_url(tmp_path)


def test_the_database_programs_are_found_without_importing_their_package() -> None:
    assert (postgres_binaries() / "initdb").exists()
    assert (postgres_binaries() / "pg_basebackup").exists()


def test_status_tells_machines_what_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    result = CliRunner().invoke(services_commands.app, ["status", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [one["name"] for one in told["servers"]] == ["database", "search"]
    assert not any(one["running"] for one in told["servers"])


def test_servers_elsewhere_are_not_started_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    monkeypatch.setenv("SPIL_DATABASE__URL", "postgresql://elsewhere/spil")
    monkeypatch.setenv("SPIL_SEARCH__URL", "https://elsewhere:9200")
    result = CliRunner().invoke(services_commands.app, ["up", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["changed"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    result = CliRunner().invoke(services_commands.app, ["up", "--dry-run", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["changed"] == ["database", "search"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_a_second_start_finds_the_database_running(home: Path) -> None:
    url = start_postgres(home, USER)
    first = running(place(home).pid_file)
    assert start_postgres(home, USER) == url
    assert running(place(home).pid_file) == first
    found = endpoints(home)
    assert found is not None
    assert (found.database_url, found.search_url) == (url, "")


@pytest.mark.postgres
def test_the_database_is_private_and_made_for_books_of_all_scripts(home: Path) -> None:
    url = start_postgres(home, USER)
    assert stat.S_IMODE(password_file(home).stat().st_mode) == 0o600
    assert _ask(url, "SHOW listen_addresses") == "127.0.0.1"
    assert _ask(url, "SHOW server_encoding") == "UTF8"
    assert _ask(url, "SELECT datlocale FROM pg_database WHERE datname = 'spil'") == "C.UTF-8"
    assert (
        _ask(url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")
        == 0
    )
    process = running(place(home).pid_file)
    owner = Path(f"/proc/{process}").stat().st_uid
    assert owner != 0
    assert owner == (home / "postgres").stat().st_uid
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "wrong"))


@pytest.mark.postgres
def test_the_database_keeps_its_data_and_port_over_a_kill(home: Path) -> None:
    url = start_postgres(home, USER)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    process = running(place(home).pid_file)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    _wait_for_the_end(place(home).pid_file)
    assert start_postgres(home, USER) == url
    assert _ask(url, "SELECT answer FROM kept") == 42


@pytest.mark.postgres
def test_the_database_stops_while_clients_are_connected(home: Path) -> None:
    url = start_postgres(home, USER)
    with psycopg.connect(url) as client:
        assert stop_postgres(home)
        assert running(place(home).pid_file) is None
        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")
    assert not stop_postgres(home)


@pytest.mark.postgres
def test_a_start_that_was_killed_half_way_is_begun_anew(home: Path) -> None:
    (home / "postgres.new" / "base").mkdir(parents=True)
    (home / "database.password").write_text("left over\n")
    assert _ask(start_postgres(home, USER), "SELECT 1") == 1
    assert not (home / "postgres.new").exists()


if os.geteuid() == 0:  # a closed folder is no obstacle to its own user

    @pytest.mark.postgres
    def test_a_closed_home_is_named_before_anything_starts(home: Path) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(ServiceError, match=f"{closed} cannot be entered by {USER}"):
            start_postgres(closed / "home", USER)
        assert list(closed.iterdir()) == []


@pytest.mark.elasticsearch
def test_the_search_server_keeps_its_data_and_port_over_a_kill(home: Path) -> None:
    options = SearchOptions(heap_mb=512, engines=default_home() / "engines")
    url = start_search(home, USER, options)
    document = urllib.request.Request(
        f"{url}/kept/_doc/1?refresh",
        b'{"title": "De avonden"}',
        {"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(document) as answer:
        assert answer.status == 201
    process = running(search_place(home).pid_file)
    assert process is not None
    assert Path(f"/proc/{process}").stat().st_uid != 0
    os.killpg(process, signal.SIGKILL)
    _wait_for_the_end(search_place(home).pid_file)
    assert start_search(home, USER, options) == url
    with urllib.request.urlopen(f"{url}/kept/_doc/1") as answer:
        assert json.load(answer)["_source"] == {"title": "De avonden"}
    assert stop_search(home)
    assert not stop_search(home)


@pytest.mark.elasticsearch
def test_every_server_that_does_not_start_is_told_of(home: Path) -> None:
    with pytest.raises(ServiceError, match="SPIL_JAVA_HOME /nowhere is no JDK"):
        start_services(home, user=USER, java_home=Path("/nowhere"), heap_mb=512, only="search")

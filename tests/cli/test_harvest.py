"""`spil harvest` over a real store: what is due, from whom, and what a failing source leaves."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import Connection, open_store
from catalogue.journal import SqlJournal
from cli.harvesting import due_sources, harvest_sources
from cli.main import app
from ingest.rhythm import BEGINNING
from ingest.sources import Source, load_sources

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PICA = "003@ $0{0}\n021A $aHet @diner {0}\n\n"


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ggc", "obcp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.pica").write_text(PICA.format(name), encoding="utf-8")
    (tmp_path / "sources.toml").write_text(
        '[sources.ggc]\nkind = "files"\ndialect = "ggc"\npath = "ggc/*.pica"\nevery_hours = 24\n'
        '[sources.nbd]\nkind = "oai"\ndialect = "nbd_marc21"\naddress = "http://127.0.0.1:9/oai"\n'
        '[sources.obcp]\nkind = "files"\ndialect = "obcp"\npath = "obcp/*.pica"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    monkeypatch.setenv("SPIL_DATABASE__URL", database_url)
    monkeypatch.setattr("ingest.oai.Patience.wait", lambda *_: None)
    return tmp_path


def spil(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def sources_of(home: Path, *names: str) -> list[Source]:
    known = load_sources(home / "sources.toml")
    return [known.named(name) for name in names or known.sources]


def pages(connection: Connection) -> list[str]:
    return [page.source for page in SqlJournal(connection).waiting()]


def test_only_sources_whose_hours_have_passed_are_due(home: Path, database_url: str) -> None:
    files = sources_of(home, "ggc", "obcp")
    with open_store(database_url) as connection:
        assert due_sources(connection, files, NOW) == tuple(files)
        harvest_sources(connection, files, home / "landing", now=NOW)
        assert due_sources(connection, files, NOW + timedelta(hours=23)) == (files[1],)
        assert due_sources(connection, files, NOW + timedelta(hours=24)) == tuple(files)


def test_files_are_landed_again_when_asked_to_reach_back(home: Path, database_url: str) -> None:
    files = sources_of(home, "ggc", "obcp")
    with open_store(database_url) as connection:
        landing = home / "landing"
        first = harvest_sources(connection, files, landing, now=NOW)
        again = harvest_sources(connection, files, landing, now=NOW)
        full = harvest_sources(connection, files, landing, now=NOW, since=BEGINNING)
        later = datetime.now(UTC) + timedelta(days=1)
        none = harvest_sources(connection, files, landing, now=NOW, since=later)
        assert [each.outcome.read for each in (first, again, full, none)] == [2, 0, 2, 0]
        assert (again.idle, full.idle) == (True, False)
        assert pages(connection) == ["ggc", "obcp"]


def test_a_source_that_fails_keeps_no_other_waiting(home: Path, database_url: str) -> None:
    result = spil("harvest", "--json")
    assert result.exit_code == 1
    (told,) = json.loads(result.stdout)
    assert told["failed"] == 1
    assert told["failures"]["nbd"].startswith("source nbd, Identify: http://127.0.0.1:9/oai")
    assert told["sources"]["obcp"] == {"records": 1, "pages": 1, "removed": {}}
    assert result.stderr.count("spil: source nbd") == 1
    with open_store(database_url) as connection:
        assert pages(connection) == ["ggc", "obcp"]


def test_a_dry_run_tells_what_is_due_and_asks_nobody(home: Path, database_url: str) -> None:
    assert spil("harvest", "--source", "ggc").exit_code == 0
    result = spil("harvest", "--dry-run", "--json")
    assert [row["source"] for row in json.loads(result.stdout)] == ["nbd", "obcp"]
    result = spil("harvest", "--all", "--dry-run", "--json")
    due = {row["source"]: row["due"] for row in json.loads(result.stdout)}
    assert due == {"ggc": False, "nbd": True, "obcp": True}
    with open_store(database_url) as connection:
        assert pages(connection) == ["ggc"]


def test_a_source_that_is_named_is_taken_whether_due_or_not(home: Path) -> None:
    assert spil("harvest", "ggc").exit_code == 0
    result = spil("harvest", "ggc", "--full", "--json")
    assert json.loads(result.stdout)[0]["read"] == 1
    assert spil("harvest", "--source", "unheard").exit_code == 1
    assert spil("harvest", "ggc", "--full", "--from", "2026-11-01").exit_code == 2

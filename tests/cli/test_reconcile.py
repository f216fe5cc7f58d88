"""A source that keeps no deletions: what it lists no more leaves the catalogue."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import open_store
from cli.main import app
from nation.provider import Provider, serve_folder
from nation.repository import FolderRepository
from tests.made_up_source import fill

pytestmark = pytest.mark.postgres


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    fill(tmp_path / "source", 40)
    identify = FolderRepository.identify

    def keeps_none(self: FolderRepository):  # type: ignore[no-untyped-def]
        found = identify(self)
        found._deletedRecord = "no"
        return found

    monkeypatch.setattr(FolderRepository, "identify", keeps_none)
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    monkeypatch.setenv("SPIL_DATABASE__URL", database_url)
    with serve_folder(tmp_path / "source", prefix="marcxml", page_size=10) as provider:
        _sources(tmp_path, provider)
        yield tmp_path


def _sources(home: Path, provider: Provider, days: int = 0) -> None:
    (home / "sources.toml").write_text(
        f'[sources.nbd]\nkind = "oai"\ndialect = "nbd_marc21"\naddress = "{provider.address}"\n'
        f"window_days = 400\nreconcile_days = {days}\n",
        encoding="utf-8",
    )


def spil(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def reconciled(*more: str) -> dict:  # type: ignore[type-arg]
    result = spil("reconcile", "source", "nbd", "--json", *more)
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)
    return {name: len(v) if isinstance(v, list) else v for name, v in row.items()}


def standing(database_url: str) -> int:
    with open_store(database_url) as connection:
        row = connection.execute("SELECT count(*) FROM source_record WHERE NOT deleted").fetchone()
        return int(row[0]) if row else 0


def test_what_a_source_lists_no_more_is_withdrawn_below_the_ceiling(
    home: Path, database_url: str
) -> None:
    assert spil("harvest").exit_code == spil("save").exit_code == 0
    same = {"source": "nbd", "listed": 40, "known": 40, "missing": 0, "extra": 0, "different": 0}
    assert reconciled() == same
    fill(home / "source", 38)
    assert (reconciled()["extra"], standing(database_url)) == (2, 40)
    assert reconciled("--apply")["withdrawn"] == 2
    spil("save")
    assert standing(database_url) == 38
    assert reconciled() == same | {"listed": 38, "known": 38}
    fill(home / "source", 30)
    result = spil("reconcile", "source", "nbd", "--apply")
    assert result.exit_code == 1
    assert "above the ceiling of 5 %" in result.stderr
    assert reconciled("--apply", "--ceiling", "30")["withdrawn"] == 8
    spil("save")
    assert standing(database_url) == 30


def test_what_was_missed_is_fetched_again(home: Path, database_url: str) -> None:
    spil("harvest")
    spil("save")
    with open_store(database_url) as connection:
        connection.execute("DELETE FROM source_record WHERE locator LIKE '%00003'")
        connection.execute(
            "UPDATE source_record SET datestamp = '2020-01-01' WHERE locator LIKE '%00005'"
        )
    found = reconciled("--apply")
    assert (found["missing"], found["different"]) == (1, 1)
    spil("save")
    assert (reconciled()["missing"], reconciled()["different"]) == (0, 0)


def test_a_harvest_reconciles_such_a_source_by_itself(home: Path, database_url: str) -> None:
    path = home / "sources.toml"
    path.write_text(path.read_text().replace("reconcile_days = 0", "reconcile_days = 0.0000001"))
    spil("harvest")
    spil("save")
    fill(home / "source", 39)
    assert spil("harvest").exit_code == 0
    spil("save")
    assert standing(database_url) == 39
    fill(home / "source", 20)
    result = spil("harvest")
    assert result.exit_code == 1
    assert "run `spil reconcile source nbd --apply --ceiling" in result.stderr
    spil("save")
    assert standing(database_url) == 39

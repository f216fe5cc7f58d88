"""`spil harvest` of a source that is asked over OAI-PMH, by the command and its options."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import open_store
from catalogue.journal import SqlJournal
from cli.main import app
from nation.provider import Provider, serve_oddly
from nation.quirks import Quirks
from nation.records_folder import write_index
from tests.made_up_source import fill, marcxml, number

pytestmark = pytest.mark.postgres

COUNT = 23
PASSWORD = "geheim"


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    fill(tmp_path / "source", COUNT, deleted=(4, 11))
    quirks = Quirks(login=f"spil:{PASSWORD}", deletions="no")
    with serve_oddly(tmp_path / "source", quirks, prefix="marcxml", page_size=5) as provider:
        yield provider


@pytest.fixture
def home(
    provider: Provider, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Path:
    (tmp_path / "sources.toml").write_text(
        f'[sources.nbd]\nkind = "oai"\ndialect = "nbd_marc21"\naddress = "{provider.address}"\n'
        'credentials_from = "NBD_LOGIN"\nwindow_days = 400\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("SPIL_HOME", str(tmp_path))
    monkeypatch.setenv("SPIL_DATABASE__URL", database_url)
    monkeypatch.setenv("NBD_LOGIN", f"spil:{PASSWORD}")
    return tmp_path


def spil(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def told(*arguments: str) -> dict[str, Any]:
    """What the command says of the harvest; no line of it holds the password."""
    result = spil("harvest", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    assert PASSWORD not in result.output
    (row,) = json.loads(result.stdout)
    return dict(row)


def test_a_named_source_is_harvested_again_as_far_back_as_is_asked(
    home: Path, database_url: str
) -> None:
    assert told("--source", "nbd")["read"] == COUNT - 2
    assert told("--source", "nbd")["read"] == 0
    assert told("--source", "nbd", "--from", "2026-09-21")["read"] == 3
    assert told("--source", "nbd", "--full")["read"] == COUNT - 2
    with open_store(database_url) as connection:
        assert SqlJournal(connection).checkpoint("deletions nbd") == {"keeps": "no"}


def test_a_dry_run_asks_the_source_nothing_and_lands_nothing(
    home: Path, provider: Provider
) -> None:
    row = told("--source", "nbd", "--dry-run", "--from", "2026-09-21")
    assert (row["source"], row["due"], row["last_harvest"]) == ("nbd", True, None)
    assert provider.requests == 0
    assert not (home / "landing").exists()


def test_credentials_that_are_missing_are_named_by_their_variable(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBD_LOGIN")
    result = spil("harvest", "--source", "nbd")
    assert result.exit_code == 1
    assert "environment variable NBD_LOGIN does not hold its credentials" in result.stderr


def test_an_address_with_a_password_is_refused_and_not_repeated(home: Path) -> None:
    text = (home / "sources.toml").read_text(encoding="utf-8")
    (home / "sources.toml").write_text(text.replace("http://", f"http://spil:{PASSWORD}@"))
    result = spil("harvest", "--source", "nbd")
    assert result.exit_code == 1
    assert "credentials_from" in result.stderr
    assert PASSWORD not in result.output
    assert number(0) not in result.output


def test_a_list_that_is_taken_whole_is_saved_once_and_unchanged_afterwards(
    home: Path, tmp_path: Path
) -> None:
    entries = fill(tmp_path / "undated", COUNT, deleted=(4, 11))
    quirks = Quirks(dates="ignored")
    with serve_oddly(tmp_path / "undated", quirks, prefix="marcxml", page_size=5) as provider:
        (home / "sources.toml").write_text(
            f'[sources.nbd]\nkind = "oai"\ndialect = "nbd_marc21"\n'
            f'address = "{provider.address}"\nwindow_days = 7\n',
            encoding="utf-8",
        )
        first = spil("harvest", "--source", "nbd", "--json")
        assert "source heeds no dates, its list is taken whole" in first.stderr
        (row,) = json.loads(first.stdout)
        assert (row["read"], row["sources"]["nbd"]["dates_not_heeded"]) == (COUNT, 1)
        assert saved() == {"read": COUNT, "saved": COUNT - 2, "deleted": 2}
        second = spil("harvest", "--source", "nbd", "--json")
        assert "heeds no dates" not in second.stderr
        assert json.loads(second.stdout)[0]["read"] == 0
        (tmp_path / "undated" / f"{number(7)}.xml").write_bytes(marcxml(7, "Zomerhuis"))
        write_index(tmp_path / "undated", entries[1:])
        assert told("--source", "nbd")["read"] == COUNT - 1
        counts = saved()
    assert counts == {"read": COUNT - 1, "saved": 1, "unchanged": COUNT - 4, "deleted": 2}


def saved() -> dict[str, int]:
    """What `spil save` counted; what it read is what became of it."""
    result = spil("save", "--json")
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)[-1]
    ends = {
        name: row[name] for name in ("saved", "unchanged", "deleted", "rejected") if row.get(name)
    }
    assert sum(ends.values()) == row["read"]
    return {"read": row["read"], **ends}

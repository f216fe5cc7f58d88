"""`spil db` tells which schema there is, and makes it the one that is needed."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import SCHEMA, connect
from cli.database import app

pytestmark = pytest.mark.postgres


@pytest.fixture
def empty_url(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address, by the settings too, of a database without a schema."""
    with connect(postgres_url) as server:
        server.execute("CREATE DATABASE empty")
        url = postgres_url.rpartition("/")[0] + "/empty"
        monkeypatch.setenv("SPIL_DATABASE__URL", url)
        yield url
        server.execute("DROP DATABASE empty WITH (FORCE)")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_an_upgrade_is_shown_first_done_once_and_then_has_nothing_to_do(empty_url: str) -> None:
    assert run("status").exit_code == 1
    assert "would go from schema none" in run("upgrade", "--dry-run").stdout
    assert run("status").exit_code == 1
    done = json.loads(run("upgrade", "--json").stdout)
    assert (done["before"], done["schema"]) == (None, SCHEMA)
    assert run("status").exit_code == 0
    assert "nothing to do" in run("upgrade").stdout


def test_a_database_that_is_away_is_told_in_one_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPIL_DATABASE__URL", "postgresql://spil:geheim@127.0.0.1:1/spil")
    told = run("status")
    assert told.exit_code == 1
    assert told.stdout == ""
    assert "127.0.0.1:1" in told.stderr
    assert "geheim" not in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1

"""`spil check --from-source`: the quality of what the catalogue keeps of a source."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.normalize.records import marcxml

pytestmark = pytest.mark.postgres

Spil = Callable[..., Result]
UNTITLED = marcxml("001 2")


def zee(number: str, isbn: str) -> bytes:
    return marcxml(f"001 {number}", f"020 ## $a{isbn}", "245 10 $aZee", "300 ## $a120 p")


@pytest.fixture
def spil(tmp_path: Path, database_url: str) -> Spil:
    environment = {"SPIL_HOME": str(tmp_path), "SPIL_DATABASE__URL": database_url}

    def run(*words: object) -> Result:
        return CliRunner(env=environment).invoke(app, list(map(str, words)))

    return run


def deliver(spil: Spil, folder: Path, *records: bytes, name: str, source: str = "zeeland") -> None:
    file = folder / name
    file.write_bytes(b"<collection>" + b"".join(records) + b"</collection>")
    assert spil("ingest", "--only-land", "--source", source, file).exit_code == 0
    assert spil("save").exit_code == 0


def lines(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_newest_of_each_kept_record_is_checked_and_what_was_rejected_too(
    spil: Spil, tmp_path: Path
) -> None:
    wrong, right = "9789499001018", "9789499900015"
    deliver(spil, tmp_path, zee("1", wrong), zee("3", wrong), UNTITLED, name="eerste.xml")
    deliver(spil, tmp_path, zee("1", right), name="tweede.xml")
    *problems, counts = lines(spil("check", "--from-source", "zeeland", "--json"))
    assert (counts["read"], counts["kept"], counts["rejected"]) == (3, 2, 1)
    found = {(each["record"], each["rule"]) for each in problems}
    assert ("zeeland:3", "isbn_check_digit") in found
    assert ("zeeland:1", "isbn_check_digit") not in found
    assert ("zeeland:2", "title_missing") in found
    assert ("zeeland:1", "year_missing") in found


def test_several_sources_come_into_one_report(spil: Spil, tmp_path: Path) -> None:
    deliver(spil, tmp_path, zee("1", "9789499900015"), name="a.xml")
    deliver(spil, tmp_path, zee("1", "9789499900022"), name="b.xml", source="drenthe")
    report = tmp_path / "kwaliteit.html"
    asked = ("--from-source", "zeeland", "--from-source", "drenthe")
    assert spil("check", *asked, "--html", report).exit_code == 0
    page = report.read_text(encoding="utf-8")
    assert 'href="#source-1">drenthe</a>' in page
    assert 'href="#source-2">zeeland</a>' in page


def test_a_source_that_nobody_knows_is_named(spil: Spil) -> None:
    result = spil("check", "--from-source", "atlantis")
    assert result.exit_code == 1
    assert "atlantis" in result.stderr


def test_a_thesaurus_is_not_checked_as_if_it_described_publications(
    spil: Spil, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(
        '[sources.nta]\nkind = "files"\ndialect = "authority_marc21"\nholds = "authorities"\n'
        'path = "*.mrc"\n',
        encoding="utf-8",
    )
    result = spil("check", "--from-source", "nta")
    assert result.exit_code == 1
    assert "nta is a thesaurus" in result.stderr

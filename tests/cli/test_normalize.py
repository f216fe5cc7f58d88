"""`spil normalize` and `spil formats`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.reading_files import guess_dialect
from tests.normalize.records import marcxml

runner = CliRunner()
ZEE = marcxml("001 1", "020 ## $a9789499001018", "245 10 $aZee")


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A MARCXML file with a record that can be read and one without title."""
    file = tmp_path / "levering.xml"
    untitled = marcxml("001 2")
    file.write_bytes(b"<collection>" + ZEE + untitled + b"</collection>")
    return file


def test_a_file_becomes_one_json_record_a_line_and_rejections_go_to_stderr(delivery: Path) -> None:
    result = runner.invoke(app, ["normalize", str(delivery)])
    assert result.exit_code == 0
    kept = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["record"]["title"]["main"] for each in kept] == ["Zee"]
    rejected, summary = result.stderr.splitlines()
    assert json.loads(rejected)["number"] == "2"
    assert summary.startswith("normalize: read 2, kept 1, rejected 1")


def test_a_record_can_be_printed_as_marcxml_and_as_linked_data(delivery: Path) -> None:
    marc = runner.invoke(app, ["normalize", "--to", "marcxml", str(delivery)])
    assert marc.stdout.startswith("<collection")
    assert 'tag="245"' in marc.stdout
    linked = runner.invoke(app, ["normalize", "--to", "jsonld", str(delivery)])
    assert json.loads(linked.stdout)["name"] == "Zee"
    turtle = runner.invoke(app, ["normalize", "--to", "turtle", str(delivery)])
    assert '"Zee"' in turtle.stdout


def test_a_stream_is_read_from_a_dash() -> None:
    result = runner.invoke(app, ["normalize", "-"], input=ZEE)
    assert json.loads(result.stdout)["record"]["source"] == "stdin"


def test_a_file_that_is_not_there_ends_with_one_sentence() -> None:
    result = runner.invoke(app, ["normalize", "/nowhere.mrc"])
    assert result.exit_code == 1
    assert "/nowhere.mrc cannot be read" in result.stderr


def test_an_unknown_dialect_ends_with_the_known_ones(delivery: Path) -> None:
    result = runner.invoke(app, ["normalize", "--dialect", "latin", str(delivery)])
    assert result.exit_code == 1
    assert "plain_marc21" in result.stderr


def test_formats_tells_what_a_dialect_covers_and_what_it_does_not() -> None:
    rows = {r["dialect"]: r for r in json.loads(runner.invoke(app, ["formats", "--json"]).stdout)}
    assert rows["plain_marc21"]["covers"] == "24 of 24"
    assert rows["isbn"]["covers"] == "1 of 24"
    assert rows["onix"]["standing"] == "provisional"
    local = runner.invoke(app, ["formats", "local_alma"]).stdout
    assert "branch_code=H52 b" in local
    assert "not filled" in runner.invoke(app, ["formats", "online"]).stdout


def test_formats_lists_the_dialects_and_the_rules_of_one() -> None:
    assert "ggc" in runner.invoke(app, ["formats"]).stdout
    rules = json.loads(runner.invoke(app, ["formats", "ggc", "--json"]).stdout)
    assert ("045B/*", "classification") in [(rule["tag"], rule["field"]) for rule in rules]


@pytest.mark.parametrize(
    ("payload", "dialect"),
    [
        (ZEE, "plain_marc21"),
        (b"003@ $0900000015\n021A $aZee\n", "plain_pica"),
        (b"id,isbn,title\n1,,Zee\n", "online"),
        (b"titelnr;isbn;titel\n1;;Zee\n", "local_csv"),
    ],
)
def test_the_dialect_is_told_from_the_content(payload: bytes, dialect: str) -> None:
    assert guess_dialect(payload) == dialect

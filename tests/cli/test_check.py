"""`spil check`: problems as lines, as JSON and as a report of quality."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.outcomes import Problem
from cli.main import app
from tests.country import NETWORK, make_country
from tests.normalize.records import marcxml
from tests.real_records import REAL, needs_real_records

ROOT = Path(__file__).resolve().parents[2]
GOOD = marcxml(
    "001 3",
    "008 260101s2026    ne                  dut  ",
    "007 ta",
    "020 ## $a9789499900015",
    "100 1# $aZee, Els$eauteur",
    "245 13 $aDe zee",
    "264 #1 $aUtrecht$bVoorbeeld$c2026",
    "300 ## $a120 p",
    "336 ## $btxt",
    "338 ## $bnc",
)
WRONG_ISBN = GOOD.replace(b">3<", b">1<").replace(b"9789499900015", b"9789499001018")
UNTITLED = marcxml("001 2")

Spil = Callable[..., Result]


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A good record, one with a wrong ISBN, and one without title."""
    file = tmp_path / "levering.xml"
    file.write_bytes(b"<collection>" + GOOD + WRONG_ISBN + UNTITLED + b"</collection>")
    return file


@pytest.fixture
def check(tmp_path: Path) -> Spil:
    """`spil check` in an installation of its own."""

    def run(*words: object, **environment: str) -> Result:
        given = {"SPIL_HOME": str(tmp_path), **environment}
        return CliRunner(env=given).invoke(app, ["check", *map(str, words)])

    return run


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_problem_is_a_line_with_record_field_value_rule_and_remedy(
    check: Spil, delivery: Path
) -> None:
    result = check(delivery)
    assert result.exit_code == 0
    warning, error = result.stdout.splitlines()
    assert warning.startswith("warning: levering:1 020 [9789499001018] isbn_check_digit: correct")
    assert error.startswith("error: levering:2 title [] title_missing: give the record a title")
    assert result.stderr.startswith("check: read 3, kept 2, rejected 1, errors 1, warnings 1, ")


def test_remedies_are_told_in_dutch_where_asked(check: Spil, delivery: Path) -> None:
    warning, error = check(delivery, "--language", "nl").stdout.splitlines()
    assert warning.startswith("waarschuwing: levering:1 020 [9789499001018] isbn_check_digit: verb")
    assert error.startswith("fout: levering:2 title [] title_missing: geef het record een titel")


def test_as_json_a_problem_is_a_line_and_the_last_line_has_the_counts(
    check: Spil, delivery: Path
) -> None:
    *problems, counts = lines(check(delivery, "--json"))
    assert [Problem(**each).rule for each in problems] == ["isbn_check_digit", "title_missing"]
    assert problems[0]["remedy_nl"].startswith("verbeter het ISBN")
    assert problems[0]["remedy_en"].startswith("correct the ISBN")
    rules = counts.pop("rules")
    assert counts == {"read": 3, "kept": 2, "rejected": 1, "errors": 1, "warnings": 1}
    assert rules == {
        "isbn_check_digit": {"severity": "warning", "problems": 1, "records": 1},
        "title_missing": {"severity": "error", "problems": 1, "records": 1},
    }


def test_what_validation_expects_is_told_beside_what_reading_noticed(
    check: Spil, tmp_path: Path
) -> None:
    file = tmp_path / "kaal.xml"
    file.write_bytes(marcxml("001 1", "245 10 $aZEE EN STRAND"))
    rules = {each["rule"] for each in lines(check(file, "--json"))[:-1]}
    assert rules >= {"year_missing", "language_missing", "title_in_capitals"}


def test_one_isbn_in_two_files_is_noticed(check: Spil, delivery: Path, tmp_path: Path) -> None:
    other = tmp_path / "tweede.xml"
    other.write_bytes(GOOD.replace(b">3<", b">8<"))
    assert "tweede:8 isbns [9789499900015] isbn_repeated" in check(delivery, other).stdout


def test_nothing_to_mend_is_said(check: Spil, tmp_path: Path) -> None:
    file = tmp_path / "goed.xml"
    file.write_bytes(GOOD)
    assert check(file).stdout == "nothing to mend\n"
    assert check(file, "--language", "nl").stdout == "niets te verbeteren\n"
    assert lines(check(file, "--json")) == [
        {"read": 1, "kept": 1, "rejected": 0, "errors": 0, "warnings": 0, "rules": {}}
    ]


def test_only_strictness_makes_rejected_records_a_failure(
    check: Spil, delivery: Path, tmp_path: Path
) -> None:
    warned = tmp_path / "fout-isbn.xml"
    warned.write_bytes(WRONG_ISBN)
    assert check(delivery).exit_code == 0
    strict = check("--strict", delivery)
    assert (strict.exit_code, len(strict.stdout.splitlines())) == (1, 2)
    assert check("--strict", warned).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("{file}", "--from-source", "nbd"),
        ("--from-source", "nbd", "--dialect", "ggc"),
        ("{file}", "--history", "h.jsonl"),
        ("{file}", "--language", "fr"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_misuse(
    words: tuple[str, ...], check: Spil, delivery: Path
) -> None:
    assert check(*(word.format(file=delivery) for word in words)).exit_code == 2


def test_a_value_with_line_ends_stays_on_its_line(check: Spil, tmp_path: Path) -> None:
    file = tmp_path / "regels.xml"
    file.write_bytes(GOOD.replace(b"9789499900015", b"978&#10;9499001018"))
    assert len(check(file).stdout.splitlines()) == 1


def test_a_report_is_written_instead_of_lines(check: Spil, delivery: Path, tmp_path: Path) -> None:
    report = tmp_path / "kwaliteit.html"
    result = check(delivery, "--html", report, "--language", "nl")
    assert (result.exit_code, result.stdout) == (0, "")
    page = report.read_text(encoding="utf-8")
    assert '<html lang="nl">' in page
    assert "ISBN met fout controlecijfer" in page
    assert not list(tmp_path.glob("*.part"))
    both = check(delivery, "--html", report, "--json")
    assert lines(both)[-1]["read"] == 3


def test_every_run_is_added_to_the_history_and_shows_in_the_trend(
    check: Spil, delivery: Path, tmp_path: Path
) -> None:
    report = tmp_path / "kwaliteit.html"
    for _ in range(3):
        check(delivery, "--html", report)
    runs = (tmp_path / "kwaliteit.history.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(run)["sources"]["levering"]["read"] for run in runs] == [3, 3, 3]
    assert "The last 3 times" in report.read_text(encoding="utf-8")
    elsewhere = tmp_path / "alle.jsonl"
    check(delivery, "--html", report, "--history", elsewhere)
    assert len(elsewhere.read_text(encoding="utf-8").splitlines()) == 1
    assert "second time" in report.read_text(encoding="utf-8")


def test_a_damaged_history_is_named_with_its_line_and_loses_nothing(
    check: Spil, delivery: Path, tmp_path: Path
) -> None:
    report, history = tmp_path / "kwaliteit.html", tmp_path / "kwaliteit.history.jsonl"
    check(delivery, "--html", report)
    page, kept = report.read_bytes(), history.read_text(encoding="utf-8")
    history.write_text(kept + '{"half":\n', encoding="utf-8")
    result = check(delivery, "--html", report)
    assert result.exit_code == 1
    assert f"line 2 of the history {history}" in result.stderr
    assert report.read_bytes() == page


def test_a_report_that_cannot_be_written_is_told_before_anything_is_read(
    check: Spil, delivery: Path, tmp_path: Path
) -> None:
    result = check(delivery, "--html", tmp_path / "weg" / "kwaliteit.html", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no such folder" in result.stderr


def test_libraries_are_called_as_the_network_has_them(check: Spil, tmp_path: Path) -> None:
    country, report = make_country(tmp_path / "country"), tmp_path / "noord.html"
    files = sorted((country / "deliveries" / "wise-noord").iterdir())
    words = (*files, "--source", "wise-noord", "--dialect", "local_pica", "--html", report)
    assert check(*words, SPIL_NETWORK_FILE=str(NETWORK)).exit_code == 0
    named = report.read_text(encoding="utf-8")
    assert "Forum Groningen (NL-0890010000)" in named
    # A code that no network knows stays as it is.
    assert "wise-noord 8900199" in named
    assert check(*words).exit_code == 0
    assert "wise-noord 8900101" in report.read_text(encoding="utf-8")


def test_without_matplotlib_a_report_says_what_to_install_and_lines_need_none(
    delivery: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None\nfrom cli.main import app; app(sys.argv[1:])"
    )

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, "check", *map(str, words)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    report = run(delivery, "--html", tmp_path / "kwaliteit.html")
    assert report.returncode == 1
    assert "install Spil with its report part (spil[report])" in report.stderr
    plain = run(delivery)
    assert (plain.returncode, len(plain.stdout.splitlines())) == (0, 2)


@needs_real_records
def test_real_records_of_other_countries_are_checked_to_the_last(
    check: Spil, tmp_path: Path
) -> None:
    file, report = REAL / "marc" / "evergreen" / "jazz_1k.mrc.gz", tmp_path / "jazz.html"
    result = check(file, "--html", report, "--json")
    *problems, counts = lines(result)
    assert counts["read"] == counts["kept"] + counts["rejected"] > 900
    assert len(problems) == counts["errors"] + counts["warnings"]
    assert "jazz_1k" in report.read_text(encoding="utf-8")

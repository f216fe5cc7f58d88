"""docs/quality-report.md: every command in it runs, and what it says of them is so."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.project.quality_rules import DOCUMENT, written_anew

ROOT = Path(__file__).resolve().parents[2]
TEXT = DOCUMENT.read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
OF_FILES = [command for command in COMMANDS if "--from-source" not in command]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the document names."""
    shutil.copy(ROOT / "fixtures" / "records" / "ggc" / "E.pica", tmp_path / "levering.pica")
    shutil.copy(ROOT / "fixtures" / "records" / "local_only" / "C.pica", tmp_path / "noord.pica")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPIL_HOME", str(tmp_path / "home"))
    return tmp_path


def run(command: str) -> Result:
    spil, *words = shlex.split(command)
    assert spil == "spil"
    return CliRunner().invoke(app, words)


def test_the_document_has_commands() -> None:
    assert len(COMMANDS) == 9
    assert len(OF_FILES) == 7


@pytest.mark.parametrize("command", OF_FILES)
def test_every_command_runs_and_writes_what_it_names(command: str, folder: Path) -> None:
    result = run(command)
    assert result.exit_code == 0, result.stderr
    assert "check: read " in result.stderr
    for option, named in re.findall(r"(--html|--history) (\S+)", command):
        assert (folder / named).stat().st_size > 0, option
    if "--html" not in command:
        assert len(result.stdout.splitlines()) > 5


@pytest.mark.postgres
@pytest.mark.parametrize("command", sorted(set(COMMANDS) - set(OF_FILES)))
def test_every_command_over_kept_records_runs(
    command: str, folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPIL_DATABASE__URL", database_url)
    for source in ("nbd", "ggc"):
        land = f"spil ingest --only-land --source {source} --dialect ggc levering.pica"
        assert run(land).exit_code == 0
    assert run("spil save").exit_code == 0
    result = run(command)
    assert result.exit_code == 0, result.stderr
    assert re.search(r"read [1-9]", result.stderr)


def test_the_line_that_is_shown_is_what_the_command_prints(folder: Path) -> None:
    (shown,) = re.findall(r"^warning: .*$", TEXT, re.MULTILINE)
    file = ROOT / "fixtures" / "broken" / "ppn_with_wrong_check.pica"
    assert shown in run(f"spil check {file} --dialect ggc").stdout.splitlines()


def test_the_keys_of_the_json_are_those_that_are_named(folder: Path) -> None:
    told = TEXT[TEXT.index("## For machines") : TEXT.index("## The report")]
    named = set(re.findall(r"`([a-z_]+)`", told))
    problem, *_, counts = map(json.loads, run(OF_FILES[3]).stdout.splitlines())
    assert named == {*problem, *counts}


def test_the_rules_in_the_document_are_those_of_the_table() -> None:
    assert written_anew(TEXT) == TEXT, "run python -m tests.project.quality_rules"

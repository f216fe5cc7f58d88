"""The words and names of the made-up country are an extra: all but making goes without them."""

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.nation.served_country import copied

WITHOUT = """
import json, sys
for name in ("wordfreq", "faker", "numpy", "matplotlib"):
    sys.modules[name] = None
from typer.testing import CliRunner
from cli.main import app
told = [CliRunner().invoke(app, words, catch_exceptions=False) for words in json.load(sys.stdin)]
print(json.dumps([(each.exit_code, each.stdout, each.stderr) for each in told]))
"""
"""Command lines in one process, which takes a second to start; an error of ours ends it."""


class Told(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What the commands say where the extra is not installed."""
    made, folder = copied(tmp_path_factory.mktemp("served")), tmp_path_factory.mktemp("land")
    lines = {
        "help": ["--help"],
        "make": ["make", "--seed", "1", "--records", "10", "--out", str(folder / "n")],
        "serve": ["serve", str(made), "--port", "0", "--seconds", "0.01"],
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        input=json.dumps([["nation", *words] for words in lines.values()]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {name: Told(*answer) for name, answer in zip(lines, answers, strict=True)}


def test_the_command_starts_without_the_extra(told: dict[str, Told]) -> None:
    assert told["help"].code == 0, told["help"].stderr
    assert "make" in told["help"].stdout


def test_who_makes_a_country_without_the_extra_is_told_which(told: dict[str, Told]) -> None:
    assert told["make"].code == 1
    assert "the extra `nation`" in told["make"].stderr


def test_words_and_names_are_not_needed_to_serve(told: dict[str, Told]) -> None:
    assert told["serve"].code == 0, told["serve"].stderr
    assert "nbd" in told["serve"].stdout

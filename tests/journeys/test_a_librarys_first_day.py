"""The first day: one command takes a small country from harvest to search, and serves it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.settings import default_home
from cli.service_ports import port_for
from cli.services import stop_services
from tests.country import NETWORK

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

STEPS = ("harvest", "normalize", "save", "match", "merge", "link", "build", "publish", "events")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home of its own, which borrows the built search server of this checkout."""
    folder = Path(tempfile.mkdtemp(prefix="spil-first-day-"))
    folder.chmod(0o755)
    engines = default_home() / "engines"
    engines.mkdir(parents=True, exist_ok=True)
    (folder / "engines").symlink_to(engines)
    try:
        yield folder
    finally:
        stop_services(folder)
        shutil.rmtree(folder)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from cli.main import main; main()", *arguments]


def _demo(home: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = dict(os.environ) | {"SPIL_HOME": str(home)} | settings
    done = subprocess.run(
        _command("demo", "--no-serve", *arguments), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def first(home: Path) -> str:
    """What the first demo printed; Spark carried it."""
    return _demo(home).stdout


@pytest.fixture(scope="module")
def again(home: Path, first: str) -> "subprocess.CompletedProcess[str]":
    """A second demo."""
    return _demo(home)


def _row(printed: str, step: str) -> list[str]:
    line = next(line for line in printed.splitlines() if line.startswith(f"│ {step} "))
    return [cell.strip() for cell in line.strip("│").split("│")]


def _answer(printed: str, number: int) -> str:
    start = re.search(rf"^{number}\. ", printed, re.MULTILINE)
    assert start
    return printed[start.start() :].split(f"\n{number + 1}. ")[0]


def test_the_table_accounts_for_every_record(first: str) -> None:
    counts = {step: _row(first, step) for step in STEPS}
    read, kept, rejected = (int(cell.replace(",", "")) for cell in counts["save"][1:4])
    assert read == kept + rejected > 3_000
    assert counts["harvest"][1] == counts["normalize"][1]
    works = int(counts["publish"][2].replace(",", ""))
    assert works == int(counts["build"][2].replace(",", "")) >= 250
    assert all(float(counts[step][4]) >= 0 for step in STEPS)


def test_three_answers_follow(first: str) -> None:
    assert "on the shelf" in _answer(first, 1)
    assert "Bibliotheek" in _answer(first, 2)
    lending = _answer(first, 3)
    assert "ready in" in lending
    assert "night line" in lending
    assert "€" in lending


def test_a_second_demo_reuses_everything(again: "subprocess.CompletedProcess[str]") -> None:
    assert {_row(again.stdout, step)[-1] for step in STEPS} == {"nothing to do"}
    assert all(f"{step}: nothing to do" in again.stderr for step in STEPS)


def test_another_van_day_is_another_lending_answer(
    home: Path, again: "subprocess.CompletedProcess[str]", tmp_path: Path
) -> None:
    before = _answer(again.stdout, 3)
    changed = tmp_path / "network.toml"
    text = NETWORK.read_text(encoding="utf-8")
    for name in _vans_of(text, before):
        table = re.search(rf"^\[vans\.{name}\]\n(?:.*\n)*?days = \[.*?\]", text, re.MULTILINE)
        assert table
        text = text.replace(table[0], re.sub(r"days = \[.*?\]", 'days = ["sat"]', table[0]))
    changed.write_text(text, encoding="utf-8")
    after = _answer(_demo(home, "--engine", "in-process", SPIL_NETWORK_FILE=str(changed)).stdout, 3)
    assert after.splitlines()[0] != before.splitlines()[0]


def _vans_of(text: str, answer: str) -> list[str]:
    """The vans that call at the branch that the answer is for."""
    network: dict[str, Any] = tomllib.loads(text)
    heading = answer.splitlines()[0]
    branches = [isil for isil, b in network["branches"].items() if f", {b['name']}:" in heading]
    return [n for n, van in network["vans"].items() if set(branches) & set(van["branches"])]


def test_then_readers_and_systems_are_served_until_it_is_stopped(
    home: Path, again: "subprocess.CompletedProcess[str]"
) -> None:
    environment = dict(os.environ) | {
        "SPIL_HOME": str(home),
        "SPIL_API__PORT": str(port_for(home, "api of the tests")),
    }
    with subprocess.Popen(
        _command("demo", "--engine", "in-process"),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        try:
            serving = next(line for line in process.stderr if line.startswith("serving on "))
            address = serving.split()[2]
            found = json.loads(_read(f"{address}/v1/search?q=roald+dahl"))
            page = _read(f"{address}/nl/search?q=roald+dahl").decode()
        finally:
            process.send_signal(signal.SIGINT)
            told = process.stderr.read()
    assert found["total"] > 0
    assert found["hits"][0]["publications"][0]["availability"]["copies"] > 0
    assert found["hits"][0]["title"] in page
    assert process.returncode == 0, told
    assert "stopped serving" in told


def _read(address: str) -> bytes:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(address, timeout=30) as answer:
        return bytes(answer.read())

"""A made country as an operator meets it: served, harvested and saved by commands, day after day.

The commands of docs/nation-serve.md are run as they stand there.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from catalogue.database import open_store
from ingest.file_drop import waiting_files
from ingest.files import frame
from ingest.sources import Source, load_sources
from tests.nation.served_country import DAYS, OAI, changes, country, gone, listed

pytestmark = [pytest.mark.postgres, pytest.mark.journey]

ROOT = Path(__file__).resolve().parents[2]
SET_BY_PAGE = ("SPIL_SOURCES_FILE", "SPIL_NETWORK_FILE")
COMMAND = "from cli.main import main; main()"


class Operator:
    """Someone who types commands in a terminal."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.country = home / "nation"
        shutil.copytree(country(), self.country)
        self.environment = {
            **os.environ,
            "SPIL_HOME": str(home / "spil"),
            "SPIL_DATABASE__URL": database_url,
            "SPIL_SOURCES_FILE": str(self.country / "sources.toml"),
            "SPIL_NETWORK_FILE": str(self.country / "network/network.toml"),
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", COMMAND, *words]

    def counts(self, *words: str) -> dict[str, dict[str, Any]]:
        """What each step of a command counted."""
        done = subprocess.run(
            self.command(*words, "--json"), env=self.environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return {row["step"]: row for row in json.loads(done.stdout)}

    @contextmanager
    def serving(self, day: int, *words: str) -> Iterator[dict[str, Any]]:
        """The sources, served by a process of their own until the block ends."""
        asked = ("--day", str(day), "--port", "0", "--json", *words)
        with subprocess.Popen(
            self.command("nation", "serve", str(self.country), *asked),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                assert process.stdout is not None
                yield json.loads(process.stdout.readline())
            finally:
                process.send_signal(signal.SIGINT)
                _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told.decode()
        assert told.decode().strip() == "stopped serving"


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> Operator:
    return Operator(tmp_path, database_url)


def standing(database_url: str, source: str) -> tuple[set[str], set[str]]:
    """The numbers of a source's records that stand in the store, and of those that went."""
    with open_store(database_url) as store:
        rows = store.execute(
            "SELECT number, deleted FROM source_record WHERE source = %s", (source,)
        ).fetchall()
    return {n for n, deleted in rows if not deleted}, {n for n, deleted in rows if deleted}


def dropped(operator: Operator, day: int) -> int:
    """How many records stand in files that a day brought, and that no day had brought before."""
    found = 0
    for source in load_sources(operator.country / "sources.toml").sources.values():
        known: set[bytes] = set()
        for path in waiting_files(source.path) if source.path else ():
            is_new = path.name.startswith(f"day-{day:02}-") and path.read_bytes() not in known
            known.add(path.read_bytes())
            found += _records(path, source) if is_new else 0
    return found


def _records(path: Path, source: Source) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in frame(file, source=source.name, format=source.format, file=""))


def adds_up(harvested: dict[str, Any], saved: dict[str, dict[str, Any]]) -> bool:
    """Whether all that was read became saved, unchanged, deleted or rejected."""
    ends = ("saved", "unchanged", "deleted")
    ended = sum(saved["save"].get(name, 0) for name in ends)
    read = int(harvested["read"])
    return read == saved["normalize"]["read"] == ended + saved["normalize"]["rejected"]


def test_each_day_brings_a_catalogue_what_the_country_says_it_brought(
    operator: Operator, database_url: str
) -> None:
    for day in range(1, DAYS + 1):
        with operator.serving(day) as served:
            harvested = operator.counts("harvest")["harvest"]
            again = operator.counts("harvest")["harvest"]
        saved = operator.counts("save")
        fresh = {name: listed(1, name) if day == 1 else changes(day, name) for name in OAI}
        asked = {name: harvested["sources"][name]["records"] for name in OAI}
        assert asked == {name: len(each) for name, each in fresh.items()}
        assert {s["name"]: s["records"] for s in served["sources"]} == {
            name: len(listed(day, name)) for name in OAI
        }
        assert harvested["read"] == sum(asked.values()) + dropped(operator, day)
        assert adds_up(harvested, saved)
        assert again["read"] == 0
    for name in OAI:
        went = {number for day in range(2, DAYS + 1) for number in gone(day, name)}
        assert standing(database_url, name) == (listed(DAYS, name) - went, went)


def test_sources_that_fail_lose_and_double_nothing(operator: Operator, database_url: str) -> None:
    rehearsal = operator.country / "faults.toml"
    rehearsal.write_text(
        "[sources.nbd]\npage_size = 30\nquirks = { overlap = 2 }\n"
        'faults = [{ kind = "half_page", request = 3 }, { kind = "expired_token", request = 5 }]\n'
        '[sources.ggc]\nfaults = [{ kind = "retry_after_seconds", seconds = 1 }]\n'
    )
    with operator.serving(1, "--faults", str(rehearsal)):
        harvested = operator.counts("harvest", "nbd", "ggc")["harvest"]
    assert harvested["retries"] >= 2
    operator.counts("save")
    for name in ("nbd", "ggc"):
        assert standing(database_url, name) == (listed(1, name), set())


def test_the_commands_of_the_page_do_what_it_says(operator: Operator) -> None:
    page = (ROOT / "docs" / "nation-serve.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", page, re.S)
    shutil.rmtree(operator.country)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    told = run_script("set -e\n" + block.replace("8490", port), operator)
    harvests = re.findall(r"^harvest: .*", told, re.M)
    assert len(harvests) == len(re.findall(r"^save: .*", told, re.M)) == 2
    assert not any("nothing to do" in line for line in harvests)
    assert told.count("stopped serving") == 2


def run_script(script: str, operator: Operator) -> str:
    """Run lines of shell beside the country; returns what they told. Nothing outlives them."""
    home = operator.country.parent
    ours = home / "bin" / "spil"
    ours.parent.mkdir()
    ours.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{COMMAND}" "$@"\n')
    ours.chmod(0o755)
    environment = {
        **{name: v for name, v in operator.environment.items() if name not in SET_BY_PAGE},
        "PATH": f"{ours.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    log = home / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            ["bash", "-c", script],
            cwd=home,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        ) as process,
    ):
        try:
            ended = process.wait(timeout=200)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    told = log.read_text(encoding="utf-8")
    assert ended == 0, told
    return told

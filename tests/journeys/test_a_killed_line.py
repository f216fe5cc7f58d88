"""A line that was killed anywhere comes, run again, to the catalogue of one that was not.

SPIL_TEST_KILLS sets how many rounds; SPIL_TEST_ENGINE what carries the batch.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalogue.database import open_store
from fixtures.generate import NOW
from index.elastic import ElasticCluster
from tests.cli.lines import only, what_stands
from tests.conftest import fresh_database
from tests.country import NETWORK, make_country

pytestmark = pytest.mark.journey

ROUNDS = int(os.environ.get("SPIL_TEST_KILLS", "3"))
ENGINE = os.environ.get("SPIL_TEST_ENGINE", "in-process")


@dataclass(frozen=True)
class Place:
    """Where one line runs: the environment of its command, and how it is looked at."""

    environment: dict[str, str]
    database_url: str
    cluster: ElasticCluster
    alias: str

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the line as its own process group."""
        command = [sys.executable, "-c", "from cli.main import main; main()", "run"]
        return subprocess.Popen(
            [*command, "--engine", ENGINE, "--now", f"{NOW:%Y-%m-%dT%H:%M:%S}"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def finish(self) -> str:
        """Run the line to its end; what it told."""
        process = self.start()
        _, told = process.communicate(timeout=280)
        assert process.returncode == 0, told.decode()
        return told.decode()

    def stands(self) -> dict[str, Any]:
        """Everything in the store and in the live index, without times and numbers of runs."""
        with open_store(self.database_url) as connection:
            tables: dict[str, Any] = what_stands(connection)
        live = self.cluster.live(self.alias)
        assert live
        found = self.cluster.search(live, {"size": 1000, "query": {"match_all": {}}})
        hits = sorted((hit["_id"], hit["_source"]) for hit in found["hits"]["hits"])
        return tables | {"documents": hits, "builds": len(self.cluster.builds(self.alias))}


@contextmanager
def a_place(postgres_url: str, search_url: str, country: Path) -> Iterator[Place]:
    with fresh_database(postgres_url) as url, tempfile.TemporaryDirectory() as home:
        alias = f"killed{random.randrange(10**9)}"
        settings = {
            "SPIL_HOME": home,
            "SPIL_DATABASE__URL": url,
            "SPIL_SEARCH__URL": search_url,
            "SPIL_SEARCH__ALIAS": alias,
            "SPIL_SOURCES_FILE": str(country),
            "SPIL_NETWORK_FILE": str(NETWORK),
        }
        cluster = ElasticCluster(search_url)
        try:
            yield Place(dict(os.environ) | settings, url, cluster, alias)
        finally:
            for build in cluster.builds(alias):
                cluster.delete(build)
            cluster.close()


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(make_country(tmp_path_factory.mktemp("country")))


@pytest.fixture(scope="module")
def unkilled(postgres_url: str, search_url: str, country: Path) -> tuple[dict[str, Any], float]:
    """What stands after a line that nobody killed, and how long it took."""
    with a_place(postgres_url, search_url, country) as place:
        started = time.monotonic()
        place.finish()
        return place.stands(), time.monotonic() - started


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_line_killed_at_a_random_moment_ends_where_an_unkilled_one_does(
    round_: int,
    unkilled: tuple[dict[str, Any], float],
    country: Path,
    postgres_url: str,
    search_url: str,
) -> None:
    stood, seconds = unkilled
    moment = random.uniform(0, seconds)
    with a_place(postgres_url, search_url, country) as place:
        process = place.start()
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        place.finish()
        after = place.stands()
        differing = {name: _differing(stood[name], after[name]) for name in stood}
        assert {name: rows for name, rows in differing.items() if rows} == {}, (
            f"killed after {moment:.2f} s"
        )
        told = place.finish()
        assert told.count("nothing to do") == told.count("\n"), told


def _differing(one: Any, other: Any) -> list[Any]:
    """How two tables differ: their lengths, and a few rows that only one has."""
    if one == other or not isinstance(one, list):
        return [] if one == other else [one, other]
    rows = [row for row in one if row not in other][:3] + [row for row in other if row not in one][
        :3
    ]
    return [len(one), len(other), *rows]

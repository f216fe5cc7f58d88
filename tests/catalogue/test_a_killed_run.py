"""A run killed at any moment loses and doubles nothing: the next one ends where it would have."""

import random
import subprocess
import sys
import time
from typing import Any

import pytest

from catalogue.database import Connection, connect, open_store, upgrade
from catalogue.journal import LandedPage, SqlJournal
from catalogue.runs import list_runs
from catalogue.source_record import Format
from tests.catalogue.a_run import PAGES, RECORDS_A_PAGE, run

pytestmark = pytest.mark.postgres

KILLS = 8
WHAT_STANDS = {
    "source_record_version": "source, number, sha256, landed_file, record",
    "source_record": "source, number, deleted, locator",
    "dead_letter": "source, number, reason, payload",
    "landed_page": "file, saved",
    "minted_id": "id, kind, anchor_source, anchor_number, row_number() OVER (ORDER BY minted)",
    "cluster_member": "source, number, manifestation",
    "work_member": "manifestation, work",
    "manifestation": "id, body",
    "work": "id, body",
    "redirect": "id, target",
    "change": "kind, subject",
}


def what_stands(connection: Connection) -> dict[str, list[Any]]:
    """Every table without times and numbers of transactions."""
    return {
        table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in WHAT_STANDS.items()
    }


def land_pages(url: str) -> None:
    with open_store(url) as connection:
        for number in range(PAGES):
            SqlJournal(connection).page_landed(
                LandedPage(0, "nbd", str(number), Format.MARCXML, RECORDS_A_PAGE)
            )


def kill_a_run(url: str, seconds: float) -> None:
    """Start a run as its own process and kill it `seconds` after it began to work."""
    command = [sys.executable, "-m", "tests.catalogue.a_run", url]
    with connect(url) as connection:
        with subprocess.Popen(command) as process:
            while process.poll() is None and not any(
                run.outcome == "running" for run in list_runs(connection, 1)
            ):
                time.sleep(0.005)
            time.sleep(seconds)
            process.kill()
        while others(connection):  # the server sees a broken connection a moment later
            time.sleep(0.005)


def others(connection: Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    return int(row[0]) if row else 0


def test_killed_runs_end_with_the_tables_of_an_unkilled_one(
    database_url: str, postgres_url: str
) -> None:
    unkilled = postgres_url.rpartition("/")[0] + "/unkilled"
    with connect(postgres_url) as server:
        server.execute("CREATE DATABASE unkilled")
        try:
            upgrade(unkilled)
            land_pages(unkilled)
            began = time.monotonic()
            run(unkilled)
            whole = time.monotonic() - began
            with connect(unkilled) as connection:
                expected = what_stands(connection)
        finally:
            server.execute("DROP DATABASE unkilled WITH (FORCE)")
    land_pages(database_url)
    chance = random.Random(20_240_601)
    for _ in range(KILLS):
        kill_a_run(database_url, chance.uniform(0, whole))
    run(database_url)
    with connect(database_url) as connection:
        assert what_stands(connection) == expected
        before = what_stands(connection)
        run(database_url)
        assert what_stands(connection) == before
        outcomes = [run.outcome for run in list_runs(connection)]
    assert outcomes[:2] == ["done", "done"]
    assert "failed" in outcomes
    assert len(expected["source_record_version"]) == PAGES * RECORDS_A_PAGE

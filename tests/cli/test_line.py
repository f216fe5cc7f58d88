"""The line over a real store: everything accounted for, and nothing done twice."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from catalogue.database import open_store, step_lock
from catalogue.errors import CatalogueError, StepLocked
from catalogue.settings import Search
from cli.line import Line, match_records, merge_records
from cli.pipeline import Desk
from cli.publishing import publish_documents
from cli.steps import LOCKS, Outcome, Step, run_step
from index.memory_cluster import MemoryCluster
from spark_jobs.engine import InProcess
from tests.cli.lines import only, open_part, run_all, what_stands
from tests.country import make_country

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(make_country(tmp_path_factory.mktemp("country")))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_every_record_ends_saved_deleted_or_rejected_and_the_next_run_is_idle(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        first = run_all(desk, line)
        saved = first["save"].outcome
        assert (
            saved.read
            == sum(saved.more.get(name, 0) for name in ("saved", "unchanged", "deleted"))
            + saved.rejected
        )
        assert first["normalize"].outcome.read == saved.read > 500
        assert first["match"].outcome.read == saved.more["saved"]
        assert 0 < first["merge"].outcome.kept < first["merge"].outcome.read
        assert first["link"].outcome.more["copies"] > 300
        assert first["build"].outcome.kept == first["merge"].outcome.more["works"]
        stood = what_stands(desk.connection)
        again = run_all(desk, line)
        assert [each.step for each in again.values() if not each.idle] == []
        assert what_stands(desk.connection) == stood


def test_a_line_without_its_tables_comes_to_the_same_catalogue(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        stood = what_stands(desk.connection)
        shutil.rmtree(line.tables)
        desk.connection.execute("DELETE FROM run")
        done = run_all(desk, line)
        assert not done["match"].idle
        assert done["merge"].outcome.more["written"] == 0
        assert done["link"].outcome.more["changed"] == 0
        assert what_stands(desk.connection) == stood


def test_a_judgement_parts_two_records_and_the_page_of_the_other_comes_back(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        manifestation, left, right = _a_pair(desk)
        desk.connection.execute(
            "INSERT INTO judgement (left_source, left_number, right_source, right_number, verdict,"
            " who) VALUES (%s, %s, %s, %s, 'different', 'een catalograaf')",
            (*left, *right),
        )
        desk.connection.execute("INSERT INTO change (kind, subject) VALUES ('judgement', 'pair')")
        done = run_all(desk, line)
        assert not done["match"].idle
        assert _where(desk, left) != _where(desk, right)
        assert manifestation in (_where(desk, left), _where(desk, right))


def _a_pair(desk: Desk) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """A manifestation of exactly two records."""
    row = desk.connection.execute(
        "SELECT manifestation, min(source), min(number), max(source), max(number)"
        " FROM cluster_member GROUP BY manifestation"
        " HAVING count(*) = 2 AND min(source) < max(source) ORDER BY 1 LIMIT 1"
    ).fetchone()
    assert row
    members = desk.connection.execute(
        "SELECT source, number FROM cluster_member WHERE manifestation = %s ORDER BY 1, 2",
        (row[0],),
    ).fetchall()
    return row[0], members[0], members[1]


def _where(desk: Desk, key: tuple[str, str]) -> str:
    row = desk.connection.execute(
        "SELECT manifestation FROM cluster_member WHERE (source, number) = (%s, %s)", key
    ).fetchone()
    return str(row[0]) if row else ""


def test_what_a_library_withdraws_is_held_no_more(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        row = desk.connection.execute(
            "UPDATE source_record SET deleted = true WHERE source = 'zeeland' AND number ="
            " (SELECT min(number) FROM source_record WHERE source = 'zeeland') RETURNING number"
        ).fetchone()
        desk.connection.execute("INSERT INTO change (kind, subject) VALUES ('record', 'zeeland')")
        run_all(desk, line)
        held = desk.connection.execute(
            "SELECT count(*) FROM holding WHERE installation = 'zeeland' AND local_record = %s", row
        ).fetchone()
        copies = desk.connection.execute(
            "SELECT count(*) FROM item WHERE installation = 'zeeland' AND local_record = %s"
            " AND NOT gone",
            row,
        ).fetchone()
        assert (held, copies) == ((0,), (0,))


def test_a_delivery_that_changes_nothing_confirms_the_copies(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        before = _seen(desk)
        desk.connection.execute(
            "UPDATE source_record SET datestamp = datestamp + interval '1 day'"
            " WHERE source = 'zeeland'"
        )
        done = run_all(desk, line)
        assert done["match"].idle
        assert not done["link"].idle
        assert _seen(desk) == before + timedelta(days=1)


def _seen(desk: Desk) -> datetime:
    """When the copies of Zeeland were last confirmed, at the latest."""
    row = desk.connection.execute(
        "SELECT min(seen_at) FROM item WHERE installation = 'zeeland'"
    ).fetchone()
    assert row
    assert isinstance(row[0], datetime)
    return row[0]


def test_a_record_without_copies_is_held_no_more(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        row = desk.connection.execute(
            "UPDATE source_record_version SET items = '[]' WHERE source = 'zeeland' AND number ="
            " (SELECT min(local_record) FROM holding WHERE installation = 'zeeland')"
            " RETURNING number"
        ).fetchone()
        desk.connection.execute("DELETE FROM run WHERE step = 'link'")
        run_all(desk, line)
        for held in ("holding WHERE", "item WHERE NOT gone AND"):
            found = desk.connection.execute(
                f"SELECT count(*) FROM {held} installation = 'zeeland' AND local_record = %s", row
            ).fetchone()
            assert found == (0,)


def test_documents_that_went_live_before_a_kill_are_not_published_twice(
    database_url: str, home: Path, country: Path
) -> None:
    cluster = MemoryCluster()
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        assert not publish_documents(line, cluster, Search()).idle
        assert publish_documents(line, cluster, Search()).idle
        desk.connection.execute("UPDATE run SET outcome = 'failed' WHERE step = 'publish'")
        done = publish_documents(line, cluster, Search())
        assert not done.idle
        assert cluster.builds("spil") == (done.outcome.more["index"],)


def test_a_second_run_at_the_same_time_says_who_holds_the_lock(
    database_url: str, home: Path, country: Path
) -> None:
    with (
        open_part(database_url, home, country) as (_, line),
        open_store(database_url) as other,
        step_lock(other, LOCKS["match"]),
        pytest.raises(StepLocked, match="process"),
    ):
        match_records(line)


def test_merging_before_matching_names_what_to_run(database_url: str, home: Path) -> None:
    with open_store(database_url) as connection:
        line = Line(connection, home / "tables", lambda _: InProcess())
        with pytest.raises(CatalogueError, match="run `spil match` first"):
            merge_records(line)


def test_a_dry_run_tells_what_would_run_and_writes_nothing(
    database_url: str, home: Path, country: Path
) -> None:
    with open_part(database_url, home, country) as (desk, line):
        stood = what_stands(desk.connection)
        dry = Line(line.connection, line.tables, line.engine_for, dry_run=True)
        assert match_records(dry).summary == "match: would run"
        assert what_stands(desk.connection) == stood
        assert not line.tables.exists()


def test_a_step_that_failed_is_done_again(database_url: str) -> None:
    def fail() -> Outcome:
        raise CatalogueError("a disk that is full")

    with open_store(database_url) as connection:
        step = Step("match", lambda: Outcome(2, 1), lambda: "what it read")
        with pytest.raises(CatalogueError):
            run_step(connection, Step("match", fail, lambda: "what it read"))
        assert not run_step(connection, step).idle
        assert run_step(connection, step).idle
        assert not run_step(connection, Step("match", step.work, step.fingerprint, again=True)).idle

"""Kept bytes are read again after a table was changed: the newest of each record, no others."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalogue.newest import NewestDeliveries
from catalogue.source_record import RecordKey
from catalogue.sql_store import SqlStore
from catalogue.versions import Version
from cli.kept import Kept
from cli.main import app
from cli.saving import reread_kept
from tests.cli.lines import only, open_part, run_all, what_stands
from tests.cli.suppliers import Suppliers, open_suppliers, pica
from tests.country import make_country

pytestmark = pytest.mark.postgres

FIRST, SECOND, THIRD = "910000010", "910000011", "910000012"


def versions(suppliers: Suppliers, number: str) -> list[Version]:
    return list(SqlStore(suppliers.connection).versions(RecordKey("ggc", number)))


def test_only_the_newest_delivery_of_what_stands_is_read_again(
    database_url: str, tmp_path: Path
) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver(
            "ggc", pica(FIRST, "Het dinner"), pica(SECOND, "De aanslag"), pica(THIRD, "Zomerhuis")
        )
        suppliers.deliver("ggc", pica(FIRST, "Het diner"))
        suppliers.withdraw("ggc", THIRD)
        suppliers.sources = suppliers.read_by({"ggc": "local_pica"})
        done = suppliers.reread("ggc").outcome
        assert (done.read, done.more) == (2, {"saved": 2})
        titles = [v.record.title.main for v in versions(suppliers, FIRST) if v.record]
        assert titles == ["Het dinner", "Het diner", "Het diner"]
        newest = versions(suppliers, FIRST)[-1].record
        assert newest is not None
        assert [i.value for i in newest.identifiers if i.scheme == "based_on"] == [FIRST]
        assert versions(suppliers, THIRD)[-1].deleted


def test_read_again_by_the_same_table_changes_nothing(database_url: str, tmp_path: Path) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica(FIRST, "Het diner"), pica(SECOND, "De aanslag"))
        stood = what_stands(suppliers.connection)
        changes = suppliers.connection.execute("SELECT count(*) FROM change").fetchone()
        done = suppliers.reread("ggc").outcome
        assert (done.read, done.more) == (2, {"unchanged": 2})
        assert what_stands(suppliers.connection) == stood
        assert suppliers.connection.execute("SELECT count(*) FROM change").fetchone() == changes


def test_what_the_old_table_did_not_look_at_is_taken_from_the_newest_bytes(
    database_url: str, tmp_path: Path
) -> None:
    """The second delivery changed nothing under the table of its day, so no version names it."""
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica(FIRST, "Het diner", "044N $aeten"))
        suppliers.deliver("ggc", pica(FIRST, "Het diner", "044N $aouders"))
        assert len(versions(suppliers, FIRST)) == 1
        suppliers.sources = suppliers.read_by({"ggc": "k10plus"})
        suppliers.reread("ggc")
        record = versions(suppliers, FIRST)[-1].record
        assert record is not None
        assert [subject.term for subject in record.subjects] == ["ouders"]


def test_a_record_that_comes_twice_in_one_file_counts_as_it_came_last(
    database_url: str, tmp_path: Path
) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica(FIRST, "Het dinner"), pica(FIRST, "Het diner"))
        suppliers.sources = suppliers.read_by({"ggc": "local_pica"})
        assert suppliers.reread("ggc").outcome.more == {"saved": 1}
        titles = [v.record.title.main for v in versions(suppliers, FIRST) if v.record]
        assert titles == ["Het dinner", "Het diner", "Het diner"]


def test_a_table_that_cannot_read_it_rejects_and_keeps_the_last_good_version(
    database_url: str, tmp_path: Path
) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica(FIRST, "Het diner"))
        suppliers.sources = suppliers.read_by({"ggc": "plain_marc21"})
        assert suppliers.reread("ggc").outcome.rejected == 1
        stands = versions(suppliers, FIRST)[-1].record
        assert stands is not None
        (letter,) = SqlStore(suppliers.connection).list_rejected("ggc")
        assert "cannot be read by the dialect plain_marc21" in letter.reason
        suppliers.sources = suppliers.read_by({"ggc": "ggc"})
        assert suppliers.reread("ggc").outcome.more == {"unchanged": 1}
        assert SqlStore(suppliers.connection).rejected_keys("ggc") == []


def test_the_table_of_newest_deliveries_is_gone_when_it_was_used(
    database_url: str, tmp_path: Path
) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        for _ in range(2):
            with NewestDeliveries(suppliers.connection) as newest:
                newest.note(1, [(RecordKey("ggc", FIRST), 3), (RecordKey("ggc", SECOND), 0)])
                assert list(newest.places(1)) == [1, 0, 0, 1]
                newest.note(2, [(RecordKey("ggc", FIRST), 1)])
                assert (list(newest.places(1)), list(newest.places(2))) == ([1], [0, 1])
                assert newest.leave_withdrawn() == 2


def test_the_command_rereads_and_can_be_rehearsed(database_url: str, tmp_path: Path) -> None:
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica(FIRST, "Het diner"))
        (tmp_path / "sources.toml").write_text(
            '[sources.ggc]\nkind = "files"\ndialect = "local_pica"\npath = "ggc/*.pica"\n'
        )
        given = {"SPIL_HOME": str(tmp_path), "SPIL_DATABASE__URL": database_url}
        run = CliRunner(env=given)
        planned = run.invoke(app, ["save", "--reread", "--dry-run"])
        assert planned.exit_code == 0, planned.output
        assert "source ggc" in planned.stdout
        assert len(versions(suppliers, FIRST)) == 1
        done = run.invoke(app, ["save", "--reread", "--source", "ggc"])
        assert done.exit_code == 0, done.output
        assert "save: read 1, kept 1, rejected 0" in done.stderr
        assert len(versions(suppliers, FIRST)) == 2
        assert run.invoke(app, ["save", "--source", "ggc"]).exit_code == 2
        unknown = run.invoke(app, ["save", "--reread", "--source", "gcc"])
        assert unknown.exit_code == 1
        assert "there is no source gcc" in unknown.stderr


def test_every_source_of_the_country_reads_again_as_it_stands(
    database_url: str, tmp_path: Path
) -> None:
    country = only(make_country(tmp_path / "country"))
    with open_part(database_url, tmp_path / "home", country) as (desk, line):
        run_all(desk, line)
        stood = what_stands(desk.connection)
        kept = Kept(desk.connection, desk.settings.landing, desk.sources)
        normalized, saved = reread_kept(kept, kept.delivered())
        assert {source.name for source in kept.delivered()} == set(desk.sources.sources)
        assert set(saved.outcome.more) == {"unchanged"}
        standing = desk.connection.execute(
            "SELECT count(*) FROM source_record WHERE NOT deleted"
        ).fetchone()
        assert (saved.outcome.more["unchanged"],) == standing
        assert normalized.outcome.read == saved.outcome.read
        assert what_stands(desk.connection) == stood

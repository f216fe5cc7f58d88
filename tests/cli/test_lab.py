"""A changed table tried beside the live one: what it tells comes true, and nothing is written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from catalogue.database import Connection
from catalogue.errors import SettingsError, SourceError
from catalogue.rehearsal import TouchedRecords, export_both
from catalogue.rehearsed_ids import read_members
from catalogue.settings import Settings
from catalogue.sql_store import SqlStore
from catalogue.succession import succeed
from cli.kept import newest_kept
from cli.lab_budget import parse_budget
from cli.lab_catalogue import AsIf, Rehearsal, work_out
from cli.lab_effects import Effects, compare_catalogues
from cli.lab_mapping import Asked, Trial, kept_by, live_dialect, tables_of, try_table
from cli.lab_reading import FieldCount, Lab, Tables, Tally, read_both
from cli.lab_report import MappingFindings, as_data, as_text
from cli.lab_samples import Samples
from cli.line import Line, match_records, merge_records
from cli.main import app
from cli.pipeline import Desk
from fixtures.generate import NOW
from matching.rules import load_rules
from normalize.profiles import Profile, load_profile
from normalize.read import normalize_record
from normalize.table_check import profile_from, read_table
from spark_jobs.engine import InProcess
from tests.cli.lines import only, open_part, run_all
from tests.cli.suppliers import Suppliers, open_suppliers, pica
from tests.country import make_country

pytestmark = pytest.mark.postgres

FREE = parse_budget(["1"], identity=True)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(make_country(tmp_path_factory.mktemp("country")))


def table_file(folder: Path, extends: str, *rules: str, without: str = "") -> Path:
    """A table that says only what differs from one of ours."""
    file = folder / f"my_{extends}.toml"
    file.write_text(
        f'dialect = "{extends}"\nextends = "{extends}"\nwithout = [{without}]\n'
        f"rules = [\n{''.join(f'  {rule},{chr(10)}' for rule in rules)}]\n",
        encoding="utf-8",
    )
    return file


def desk_of(suppliers: Suppliers) -> Desk:
    return Desk(suppliers.connection, Settings(home=suppliers.home), suppliers.sources)


def tried(desk: Desk, file: Path, live: str, asked: Asked | None = None) -> MappingFindings:
    table = read_table(file)
    tables = tables_of(kept_by(desk), table, live_dialect(table, live))
    trial = Trial(file.name, live, tables)
    return try_table(desk, lambda _: InProcess(), trial, asked or Asked(FREE))


@dataclass(frozen=True)
class Predicted:
    """What a rehearsal says the catalogue will be."""

    tally: Tally
    effects: Effects
    after: AsIf
    merged: Mapping[str, str]


def predicted(desk: Desk, folder: Path, source: str, tables: Tables) -> Predicted:
    """A rehearsal whose tables are kept to be compared with what happened."""
    connection, kept = desk.connection, kept_by(desk)
    sides = folder / "before", folder / "after"
    with TouchedRecords(connection) as touched, newest_kept(kept, [kept.source(source)]) as newest:
        lab = Lab(kept, {source: tables}, load_rules(), touched, Tally(), Samples(5, 1))
        read_both(lab, newest)
        export_both(connection, touched, *sides)
        rehearsal = Rehearsal(connection, lambda _: InProcess(), NOW, touched)
        before, after = (
            work_out(rehearsal, side, load_rules(), as_touched=side is sides[1]) for side in sides
        )
    rows = pq.read_table(sides[1] / "merged.parquet").to_pylist()
    effects = compare_catalogues(before, after, read_members(connection))
    merged = {row["manifestation"]: row["description"] for row in rows}
    return Predicted(lab.tally, effects, after, merged)


def release(desk: Desk, line: Line, source: str, table: Profile) -> None:
    """Save what the kept bytes read as by a table, and run the line."""
    kept = kept_by(desk)
    with newest_kept(kept, [kept.source(source)]) as newest:
        for page in newest.pages:
            records = newest.marked(page, kept.framed(page, table))
            SqlStore(desk.connection).save_page(
                [(record, normalize_record(record, table)) for record in records]
            )
    match_records(line)
    merge_records(line)


def stands_as(connection: Connection, told: Predicted) -> None:
    """The catalogue is what was told of it: members, ids, redirects, works and descriptions."""
    assert read_members(connection) == told.after.manifestation_of
    redirects = dict(connection.execute("SELECT id, target FROM redirect").fetchall())
    assert redirects == {**told.after.manifestations.redirects, **told.after.works.redirects}
    works = dict(connection.execute("SELECT manifestation, work FROM work_member").fetchall())
    assert works == told.after.work_of
    bodies = connection.execute("SELECT id, body FROM manifestation").fetchall()
    said = {spil_id: json.loads(body)["description"] for spil_id, body in bodies}
    assert said == {spil_id: json.loads(text) for spil_id, text in told.merged.items()}


def test_what_the_lab_tells_is_what_the_release_does(
    database_url: str, tmp_path: Path, country: Path
) -> None:
    """Without ISBNs clusters part; with them again they meet, and the old ids come back."""
    live = load_profile("obcp")
    bare = profile_from(
        table_file(
            tmp_path,
            "obcp",
            '{ field = "subject", tag = "045B/*", parts = { term = "a" } }',
            without='"004A", "028A", "034D"',
        )
    )
    with open_part(database_url, tmp_path / "home", country) as (desk, line):
        run_all(desk, line)
        told = predicted(desk, tmp_path / "there", "obcp", Tables(live, bare))
        assert told.effects.splits
        assert told.effects.behind == told.tally.kept_otherwise == 0
        assert told.effects.ids.new
        release(desk, line, "obcp", bare)
        stands_as(desk.connection, told)
        back = predicted(desk, tmp_path / "back", "obcp", Tables(bare, live))
        assert back.effects.merges
        assert len(back.effects.ids.redirected) == len(told.effects.ids.new)
        assert back.tally.changed == told.tally.changed
        release(desk, line, "obcp", live)
        stands_as(desk.connection, back)


def test_a_record_that_a_successor_stands_for_is_told_of_too(
    database_url: str, tmp_path: Path
) -> None:
    """Both copies are one witness to matching; the merged description has words of both."""
    bare = profile_from(table_file(tmp_path, "ggc", without='"033A", "034D"'))
    with open_suppliers(database_url, tmp_path, ggc="ggc", obcp="obcp") as suppliers:
        suppliers.deliver("ggc", pica("910000010", "Het diner", "044Z $aeten"))
        suppliers.deliver("obcp", pica("N1", "Het diner"), pica("N2", "De aanslag"))
        succeed(suppliers.connection, "ggc", "obcp", [("910000010", "N1")])
        suppliers.match()
        desk = desk_of(suppliers)
        told = predicted(desk, tmp_path / "there", "ggc", Tables(load_profile("ggc"), bare))
        assert (told.tally.changed, told.effects.clusters_changed) == (1, 0)
        release(desk, suppliers.line, "ggc", bare)
        stands_as(desk.connection, told)


def test_fields_problems_and_rejections_are_counted(database_url: str, tmp_path: Path) -> None:
    file = table_file(
        tmp_path,
        "ggc",
        '{ field = "subject", tag = "044N", parts = { term = "a" } }',
        '{ field = "title", tag = "021B", parts = { main = "a" } }',
        without='"034D", "021A", "004A"',
    )
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver(
            "ggc",
            pica("910000010", "Het diner", "021B $a@Het diner", "044N $aeten", "004A $09789041415"),
            pica("910000011", "De aanslag", "021B $a@De aanslag", "044Z $aoorlog", "044N $avrede"),
            pica("910000012", "Zomerhuis"),
            "003@ $0910000013\n021B $aZonder titel\n\n",
        )
        found = tried(desk_of(suppliers), file, "ggc", Asked(FREE, clusters=False))
        tally = found.tally
        assert (tally.read, tally.changed) == (4, 4)
        assert (tally.newly_rejected, tally.newly_accepted) == (1, 1)
        assert tally.fields["subjects"] == FieldCount(changed=2, filled=1)
        assert tally.fields["extent"] == FieldCount(changed=2, emptied=2)
        assert "title" not in tally.fields
        assert tally.problems_before["isbn_check_digit"] == 1
        assert tally.problems_after["isbn_check_digit"] == 0
        assert tally.problems_after["title_missing"] == 1
        assert (tally.identity_changes, tally.kept_otherwise) == (0, 0)
        kinds = {kind for kind, _ in found.samples}
        assert kinds > {"accepted", "rejected", "extent"}
        assert found.effects is None


def test_another_number_is_another_identity_and_over_every_budget(
    database_url: str, tmp_path: Path
) -> None:
    file = table_file(tmp_path, "ggc")
    text = file.read_text(encoding="utf-8")
    file.write_text(f'number = {{ tag = "003O", subfield = "0" }}\n{text}', encoding="utf-8")
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica("910000010", "Het diner", "003O $0123"))
        suppliers.match()
        loose = parse_budget(["1"], identity=False)
        found = tried(desk_of(suppliers), file, "ggc", Asked(loose))
        assert found.tally.identity_changes == 1
        assert [over.name for over in found.over] == ["identity"]
        assert as_data(found)["samples"][0]["becomes"] == "ggc:123"
        assert found.effects is not None
        assert found.effects.clusters_after == 1  # Both numbers meet: one cluster, two members.
        assert tried(desk_of(suppliers), file, "ggc").over == []


def test_only_the_newest_bytes_of_what_stands_are_read(database_url: str, tmp_path: Path) -> None:
    file = table_file(
        tmp_path, "ggc", '{ field = "subject", tag = "044N", parts = { term = "a" } }'
    )
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        suppliers.deliver("ggc", pica("910000010", "Het diner", "044N $aeten"))
        suppliers.deliver("ggc", pica("910000010", "Het diner"), pica("910000011", "Weg"))
        suppliers.withdraw("ggc", "910000011")
        found = tried(desk_of(suppliers), file, "ggc")
        assert (found.tally.read, found.tally.changed) == (1, 0)
        assert found.changes_nothing
        assert as_text(found) == "my_ggc.toml beside ggc: read 1 records; nothing changes"


def test_a_record_that_stands_as_another_table_read_it_is_told(
    database_url: str, tmp_path: Path
) -> None:
    with open_suppliers(database_url, tmp_path, ggc="local_pica") as suppliers:
        suppliers.deliver("ggc", pica("910000010", "Het diner"))
        suppliers.sources = suppliers.read_by({"ggc": "ggc"})
        found = tried(desk_of(suppliers), table_file(tmp_path, "ggc"), "ggc")
        assert found.tally.kept_otherwise == 1
        assert "`spil save --reread` first" in as_text(found)


def test_a_limit_reads_the_same_few_records_each_time(database_url: str, tmp_path: Path) -> None:
    file = table_file(tmp_path, "ggc", without='"034D"')
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        records = (pica(f"91000{i:04}", f"Titel {i}") for i in range(40))
        suppliers.deliver("ggc", *records)
        asked = Asked(FREE, sample=5, limit=7, clusters=False)
        first, second = (tried(desk_of(suppliers), file, "ggc", asked) for _ in range(2))
        assert (first.tally.read, first.kept, len(first.samples)) == (7, 40, 5)
        assert as_data(first) == as_data(second)
        other = Asked(FREE, sample=5, seed=2, limit=7, clusters=False)
        third = tried(desk_of(suppliers), file, "ggc", other)
        assert as_data(third)["samples"] != as_data(first)["samples"]


def test_a_table_that_others_extend_is_tried_on_their_sources_too(
    database_url: str, tmp_path: Path
) -> None:
    file = table_file(tmp_path, "plain_marc21", without='"245"')
    with open_suppliers(database_url, tmp_path, vlacc="open_vlacc", ggc="ggc") as suppliers:
        suppliers.deliver("vlacc", "01234")
        suppliers.deliver("ggc", pica("910000010", "Het diner"))
        table, kept = read_table(file), kept_by(desk_of(suppliers))
        tables = tables_of(kept, table, "plain_marc21")
        assert set(tables) == {"vlacc"}
        assert tables["vlacc"].live == load_profile("open_vlacc")
        assert tables["vlacc"].changed.dialect == "open_vlacc"
        assert tables["vlacc"].live.wanted - tables["vlacc"].changed.wanted == {"245"}
        with pytest.raises(SourceError, match="source ggc is read by ggc, not by plain_marc21"):
            tables_of(kept, table, "plain_marc21", ["ggc"])
        with pytest.raises(SourceError, match="nothing was delivered by a source .* nbd_pica"):
            tables_of(kept, table, "nbd_pica")


def test_a_table_is_compared_with_the_live_one_of_its_name_or_that_it_extends() -> None:
    assert live_dialect({"dialect": "ggc", "family": "pica"}) == "ggc"
    assert live_dialect({"dialect": "mine", "extends": "ggc"}) == "ggc"
    assert live_dialect({"dialect": "mine", "family": "pica"}, "obcp") == "obcp"
    with pytest.raises(SettingsError, match="there is no live table mine; name one with --dialect"):
        live_dialect({"dialect": "mine", "family": "pica"})
    with pytest.raises(SettingsError, match="online is a table of csv, the changed one of pica"):
        live_dialect({"dialect": "ggc", "family": "pica"}, "online")
    with pytest.raises(SettingsError, match="no dialect gcc"):
        live_dialect({"dialect": "ggc", "family": "pica"}, "gcc")


def everything(connection: Connection, home: Path) -> dict[str, object]:
    """A mark for every table and every file: it differs wherever anything was written."""
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    marks: dict[str, object] = {}
    for (name,) in tables:
        row = connection.execute(
            f"SELECT md5(string_agg(t::text || t.ctid::text, ' ' ORDER BY t.ctid)) FROM {name} t"
        ).fetchone()
        marks[name] = row
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    return marks | {str(path): path.stat().st_mtime_ns for path in files}


def test_nothing_is_written_to_the_catalogue_or_beside_it(
    database_url: str, tmp_path: Path, country: Path
) -> None:
    home = tmp_path / "home"
    file = table_file(tmp_path, "obcp", without='"004A", "028A", "034D"')
    with open_part(database_url, home, country) as (desk, line):
        run_all(desk, line)
        before = everything(desk.connection, home)
        assert len(before) > 30
        found = tried(desk, file, "obcp")
        assert found.effects is not None
        assert found.effects.splits
        assert everything(desk.connection, home) == before
        assert [path for path in home.iterdir() if path.name.startswith("lab-")] == []


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[tuple[Path, CliRunner]]:
    """A home with a catalogue of six titles of the GGC, and a command line in it."""
    with open_suppliers(database_url, tmp_path, ggc="ggc") as suppliers:
        for i, title in enumerate(("Het diner", "De aanslag", "Zomerhuis", "Publieke werken")):
            suppliers.deliver("ggc", pica(f"91000001{i}", title, f"044N $aonderwerp {i % 2}"))
        suppliers.match()
        (tmp_path / "sources.toml").write_text(
            '[sources.ggc]\nkind = "files"\ndialect = "ggc"\npath = "ggc/*.pica"\n'
        )
        given = {"SPIL_HOME": str(tmp_path), "SPIL_DATABASE__URL": database_url}
        yield tmp_path, CliRunner(env=given)


SUBJECTS = '{ field = "subject", tag = "044N", parts = { term = "a" } }'


def lab(shop: tuple[Path, CliRunner], *words: str, file: Path | None = None) -> Result:
    home, run = shop
    table = file or table_file(home, "ggc", SUBJECTS)
    return run.invoke(app, ["lab", "normalize", "--table", str(table), *words])


def test_over_budget_ends_with_exit_code_1_and_names_what(shop: tuple[Path, CliRunner]) -> None:
    done = lab(shop)
    assert done.exit_code == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "spil: over budget: records 100 % (budget 1 %), subjects 100 % (budget 1 %)"
    )
    assert "4 read otherwise" in done.stdout
    assert "subjects                     4         4         0" in done.stdout
    assert "facet subject: onderwerp 0 0 → 2, onderwerp 1 0 → 2" in done.stdout
    within = lab(shop, "--budget", "0", "--budget", "records=1", "--budget", "subjects=1")
    assert (within.exit_code, within.stderr) == (0, "")


def test_a_table_that_changes_nothing_says_so_and_ends_well(shop: tuple[Path, CliRunner]) -> None:
    done = lab(shop, file=table_file(shop[0], "ggc"))
    assert done.exit_code == 0, done.output
    assert done.stdout.strip().endswith("read 4 records; nothing changes")


def test_everything_is_given_as_data(shop: tuple[Path, CliRunner]) -> None:
    done = lab(shop, "--json", "--sample", "3", "--budget", "1")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["fields"] == {"subjects": {"changed": 4, "filled": 4, "emptied": 0}}
    assert data["sources"] == {"ggc": 4}
    assert data["effects"]["merged"] == {"changed": 4, "fields": {"subjects": 4}}
    assert data["effects"]["documents_changed"] == 4
    assert data["effects"]["ids"]["redirected"] == 0
    assert data["over_budget"] == []
    assert len(data["samples"]) == 3
    sample = data["samples"][0]
    assert sample["fields"]["subjects"]["before"] == []
    assert sample["fields"]["subjects"]["after"][0]["term"].startswith("onderwerp")
    assert (shop[0] / "landing" / sample["file"]).is_file()
    assert (sample["index"], sample["bytes"] > 100) == (0, True)


def test_clusters_can_be_left_out(shop: tuple[Path, CliRunner]) -> None:
    data = json.loads(lab(shop, "--json", "--no-clusters").stdout)
    assert data["effects"] is None
    assert set(data["shares"]) == {"records", "rejected", "subjects"}


def test_a_table_that_is_wrong_is_told_before_anything_is_read(
    shop: tuple[Path, CliRunner],
) -> None:
    file = table_file(shop[0], "ggc", '{ field = "titel", tag = "021A", parts = { main = "a" } }')
    done = lab(shop, file=file)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"spil: {file} is not right:\n  rule 1 (021A), field: nothing")
    assert done.stdout == ""
    assert lab(shop, "--budget", "titel=1").exit_code == 2
    unread = lab(shop, "--dialect", "obcp")
    assert unread.exit_code == 1
    assert "nothing was delivered by a source that is read by obcp" in unread.stderr


def test_copies_that_a_table_reads_otherwise_are_told(
    database_url: str, tmp_path: Path, country: Path
) -> None:
    """The lines of one title in a list of copies are read as one record by both tables."""
    file = table_file(tmp_path, "local_csv")
    columns = '{ item_id = "exemplaarnr", branch_code = "vestiging" }'
    file.write_text(f"{file.read_text('utf-8')}[[items]]\ncolumns = {columns}\n", encoding="utf-8")
    with open_part(database_url, tmp_path / "home", country) as (desk, line):
        run_all(desk, line)
        found = tried(desk, file, "local_csv", Asked(FREE, clusters=False))
        rows = desk.connection.execute(
            "SELECT count(*) FROM source_record WHERE source = 'zeeland' AND NOT deleted"
        ).fetchone()
        assert rows == (found.tally.read,)
        assert set(found.tally.fields) == {"copies"}
        assert found.tally.fields["copies"].changed == found.tally.changed == found.tally.read > 50
        before, after = as_data(found)["samples"][0]["fields"]["copies"].values()
        assert [copy["item_id"] for copy in before] == [copy["item_id"] for copy in after]
        assert before[0]["status_code"]
        assert not after[0]["status_code"]


@pytest.mark.spark
def test_spark_tells_the_same(shop: tuple[Path, CliRunner]) -> None:
    """On Spark, as for a catalogue that this process cannot match."""
    file = table_file(shop[0], "ggc", SUBJECTS, without='"004A", "011@", "028A", "034D"')
    words = ("--json", "--budget", "1")
    here = lab(shop, *words, "--engine", "in-process", file=file)
    there = lab(shop, *words, "--engine", "spark", file=file)
    assert (there.exit_code, json.loads(there.stdout)) == (0, json.loads(here.stdout))
    assert json.loads(there.stdout)["effects"]["documents_changed"] == 4

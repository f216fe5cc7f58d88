"""A changed table of authorities tried beside the live one: what entries would gain and lose."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalogue.authority_store import save_authorities
from catalogue.source_record import Format, RecordKey, SourceRecord
from catalogue.standing_authorities import standing_authorities
from cli.kept import newest_kept
from cli.lab_budget import overruns, parse_budget
from cli.lab_mapping import Asked, Trial, kept_by, live_dialect, tables_of, try_table
from cli.lab_report import MappingFindings, as_data, as_text
from cli.main import app
from ingest.sources import Sources
from normalize.authorities import read_authority
from normalize.profiles import Profile
from normalize.table_check import profile_from, read_table
from spark_jobs.engine import InProcess
from tests.cli.suppliers import Suppliers, open_suppliers, pica
from tests.cli.test_lab import desk_of, everything, table_file

pytestmark = pytest.mark.postgres

FREE = parse_budget(["1"], identity=False)
PERSON = """002@ $0Tp1
003@ $0068512345
028A $aBerg$cvan den$dJan
028@ $aBergh$cvan den$dJ.
028@ $PJan van Parijs
028R $aSchuilnaam$dKarel$9068599999$4pseu
047A $aJ. v.d. Berg

"""
TOPIC = """002@ $0Ts1
003@ $0075600000
041A $aFietsen
041@ $aRijwielen
041R $aVervoermiddelen$9075600001$4obal
041R $aRacefietsen$9075600002$4nbal

"""
BARE = """002@ $0Ts1
003@ $0075600009
041A $aKoken

"""
ANOTHER_NAME = '{ field = "variant", tag = "047A", parts = { name = "a" } }'


@pytest.fixture
def nta(database_url: str, tmp_path: Path) -> Iterator[Suppliers]:
    """A thesaurus of three entries beside a source of one title."""
    with open_suppliers(database_url, tmp_path, nta="authority_pica", ggc="ggc") as suppliers:
        known = suppliers.sources.sources
        entries = known["nta"].model_copy(update={"holds": "authorities"})
        suppliers.sources = Sources(sources={**known, "nta": entries})
        suppliers.deliver("nta", PERSON, TOPIC, BARE)
        suppliers.deliver("ggc", pica("910000010", "Het diner"))
        suppliers.match()
        yield suppliers


def tried(suppliers: Suppliers, file: Path, asked: Asked | None = None) -> MappingFindings:
    desk, table = desk_of(suppliers), read_table(file)
    live = live_dialect(table)
    trial = Trial(file.name, live, tables_of(kept_by(desk), table, live))
    return try_table(desk, lambda _: InProcess(), trial, asked or Asked(FREE))


def counted(found: MappingFindings) -> dict[str, dict[str, int]]:
    """The fields that would differ, with the counts that are not nought."""
    fields = as_data(found)["fields"]
    return {name: {k: n for k, n in count.items() if n} for name, count in fields.items()}


def test_entries_that_would_lose_their_variants_are_counted_and_named(
    nta: Suppliers, tmp_path: Path
) -> None:
    found = tried(nta, table_file(tmp_path, "authority_pica", without='"028@", "041@"'))
    assert (found.tally.read, found.tally.changed, found.effects) == (3, 2, None)
    assert counted(found) == {"variants": {"changed": 2, "emptied": 2, "lost": 2}}
    text = as_text(found)
    assert "nta:068512345 Berg, Jan van den [variants lost]" in text
    assert "  variants: lost ['Bergh, J. van den', 'Jan van Parijs']" in text
    assert "variants                     2         0         2         0         2" in text


def test_entries_that_would_gain_a_variant_are_counted_and_named(
    nta: Suppliers, tmp_path: Path
) -> None:
    found = tried(nta, table_file(tmp_path, "authority_pica", ANOTHER_NAME))
    assert counted(found) == {"variants": {"changed": 1, "gained": 1}}
    assert "  variants: gained ['J. v.d. Berg']" in as_text(found)
    (sample,) = as_data(found)["samples"]
    assert (sample["name"], sample["kind"]) == ("Berg, Jan van den", "variants gained")
    assert sample["fields"]["variants"]["lost"] == []
    assert sample["fields"]["variants"]["after"][-1] == "J. v.d. Berg"


def test_relations_to_other_entries_are_told_each_under_its_own_name(
    nta: Suppliers, tmp_path: Path
) -> None:
    found = tried(nta, table_file(tmp_path, "authority_pica", without='"028R", "041R"'))
    assert counted(found) == {
        name: {"changed": 1, "emptied": 1, "lost": 1}
        for name in ("broader", "narrower", "see_also")
    }
    assert {kind for kind, _ in found.samples} <= {
        "broader lost",
        "narrower lost",
        "see_also lost",
    }
    assert "see_also: lost [{'name': 'Schuilnaam, Karel', 'number': '068599999'}]" in as_text(found)


def test_an_entry_without_a_name_would_be_rejected_and_stay_as_it_was(
    nta: Suppliers, tmp_path: Path
) -> None:
    file = table_file(tmp_path, "authority_pica", without='"041A"')
    found = tried(nta, file)
    assert (found.tally.newly_rejected, found.tally.changed) == (2, 2)
    assert {kind for kind, _ in found.samples} == {"rejected"}
    assert "after: rejected: " in as_text(found)
    budget = parse_budget(["records=1"], identity=False)
    assert [str(each) for each in overruns(budget, found.tally, None)] == [
        "rejected 66.7 % (budget 1 %)"
    ]


def release(suppliers: Suppliers, table: Profile) -> None:
    """Save what the kept entries read as by a table."""
    kept = suppliers.kept
    with newest_kept(kept, [kept.source("nta")]) as newest:
        for page in newest.pages:
            records = list(newest.marked(page, kept.framed(page, table)))
            read = [(record, read_authority(record, table)) for record in records]
            save_authorities(suppliers.connection, read)


def test_what_is_told_of_entries_is_what_reading_them_again_does(
    nta: Suppliers, tmp_path: Path
) -> None:
    file = table_file(tmp_path, "authority_pica", ANOTHER_NAME, without='"041@", "041R"')
    told = {reading.key: reading.after for _, reading in tried(nta, file).samples}
    assert {key.number for key in told} == {"068512345", "075600000"}
    before = standing_authorities(nta.connection, list(told))
    assert before != told
    release(nta, profile_from(file))
    assert standing_authorities(nta.connection, list(told)) == told
    found = tried(nta, table_file(tmp_path, "authority_pica"))
    assert (found.tally.kept_otherwise, found.changes_nothing) == (2, True)
    assert "2 records stand otherwise than the live table reads them" in as_text(found)


def test_an_entry_that_was_withdrawn_is_not_read(nta: Suppliers, tmp_path: Path) -> None:
    gone = SourceRecord("nta", "075600000", Format.PICA_PLAIN, b"", deleted=True)
    save_authorities(nta.connection, [(gone, None)])
    assert standing_authorities(nta.connection, [RecordKey("nta", "075600000")]) == {}
    found = tried(nta, table_file(tmp_path, "authority_pica", without='"041@"'))
    assert (found.tally.read, found.tally.changed) == (2, 0)


def test_a_number_from_elsewhere_makes_another_entry(nta: Suppliers, tmp_path: Path) -> None:
    file = table_file(tmp_path, "authority_pica")
    other = 'number = { tag = "041A", subfield = "a" }\n'
    file.write_text(file.read_text("utf-8") + other, encoding="utf-8")
    text = file.read_text("utf-8").replace("rules = [\n]\n", "")
    file.write_text(text, encoding="utf-8")
    found = tried(nta, file)
    assert found.tally.identity_changes == 3
    assert "nta:075600000 becomes nta:Fietsen Fietsen [identity]" in as_text(found)


def test_a_few_entries_are_read_where_a_limit_is_given(nta: Suppliers, tmp_path: Path) -> None:
    file = table_file(tmp_path, "authority_pica", without='"028@"')
    found = tried(nta, file, Asked(FREE, limit=1))
    assert (found.tally.read, found.kept) == (1, 3)


def test_nothing_of_a_thesaurus_or_a_catalogue_is_written(nta: Suppliers, tmp_path: Path) -> None:
    file = table_file(tmp_path, "authority_pica", ANOTHER_NAME, without='"028@"')
    before = everything(nta.connection, tmp_path)
    assert tried(nta, file).tally.changed == 1
    assert everything(nta.connection, tmp_path) == before


def test_the_command_holds_a_thesaurus_to_its_budget(
    nta: Suppliers, tmp_path: Path, database_url: str
) -> None:
    (tmp_path / "sources.toml").write_text(
        '[sources.nta]\nkind = "files"\ndialect = "authority_pica"\nholds = "authorities"\n'
        'path = "nta/*.pica"\n'
    )
    file = table_file(tmp_path, "authority_pica", without='"028@"')
    run = CliRunner(env={"SPIL_HOME": str(tmp_path), "SPIL_DATABASE__URL": database_url})
    words = ["lab", "normalize", "--table", str(file)]
    done = run.invoke(app, words)
    assert done.exit_code == 1
    assert done.stderr.strip() == (
        "spil: over budget: records 33.3 % (budget 1 %), variants 33.3 % (budget 1 %)"
    )
    meant = run.invoke(app, [*words, "--budget", "records=0.4", "--budget", "variants=0.4"])
    assert (meant.exit_code, meant.stderr) == (0, "")
    told = json.loads(run.invoke(app, [*words, "--json", "--budget", "1"]).stdout)
    assert told["fields"] == {
        "variants": {"changed": 1, "filled": 0, "emptied": 1, "gained": 0, "lost": 1}
    }
    assert told["effects"] is None

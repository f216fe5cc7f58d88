"""A source that is succeeded by another: every id stays, every judgement holds, and back again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalogue.aliases import with_predecessors
from catalogue.database import Connection, open_store
from catalogue.errors import CatalogueError, SourceError
from catalogue.source_record import RecordKey
from catalogue.succession import preview, succeed, undo
from catalogue.verdicts import Cluster
from cli.harvesting import harvest_sources
from cli.line import Line, match_records, merge_records
from cli.main import app
from cli.saving import save_landed
from cli.succession import read_concordance
from ingest.sources import load_sources
from spark_jobs.engine import InProcess
from tests.made_up_source import NOW

TITLES = (
    "Het diner",
    "De aanslag",
    "Turks fruit",
    "Zomerhuis",
    "Nooit meer slapen",
    "Publieke werken",
)
PAIRS = [(f"91000001{i}", f"N{i}") for i in range(len(TITLES))]


def pica(number: str, title: str, year: int = 2009) -> str:
    return (
        f"002@ $0Aav\n003@ $0{number}\n010@ $aned\n011@ $a{year}\n021A $a@{title}\n"
        f"028A $aSchrijver$dA.\n033A $pAmsterdam$nAnthos\n034D $a301 p\n\n"
    )


class Country:
    """Two suppliers that describe the same titles, and the line over them."""

    def __init__(self, home: Path, connection: Connection) -> None:
        self.home, self.connection = home, connection
        self.line = Line(connection, home / "tables", lambda _: InProcess())
        (home / "sources.toml").write_text(
            "".join(
                f'[sources.{name}]\nkind = "files"\ndialect = "{name}"\npath = "{name}/*.pica"\n'
                "national = true\n"
                for name in ("ggc", "obcp")
            )
        )
        self.sources = load_sources(home / "sources.toml")

    def deliver(self, source: str, records: str) -> None:
        folder = self.home / source
        folder.mkdir(exist_ok=True)
        (folder / f"{len(list(folder.iterdir()))}.pica").write_text(records, encoding="utf-8")

    def run(self) -> None:
        landing = self.home / "landing"
        found = list(self.sources.sources.values())
        harvest_sources(self.connection, found, landing, now=NOW)
        save_landed(self.connection, landing, self.sources)
        match_records(self.line)
        merge_records(self.line)

    def ids(self, source: str) -> dict[str, str]:
        rows = self.connection.execute(
            "SELECT number, manifestation FROM cluster_member WHERE source = %s ORDER BY 1",
            (source,),
        )
        return dict(rows.fetchall())

    def anchors(self) -> dict[str, tuple[str, str]]:
        rows = self.connection.execute("SELECT id, anchor_source, anchor_number FROM minted_id")
        return {row[0]: (row[1], row[2]) for row in rows}

    def withdraw(self, source: str) -> None:
        self.connection.execute(
            "UPDATE source_record SET deleted = true WHERE source = %s", (source,)
        )
        self.connection.execute("INSERT INTO change (kind, subject) VALUES ('record', 'all')")


@pytest.fixture
def country(tmp_path: Path, database_url: str) -> Iterator[Country]:
    with open_store(database_url) as connection:
        found = Country(tmp_path, connection)
        found.deliver(
            "ggc", "".join(pica(old, t) for (old, _), t in zip(PAIRS, TITLES, strict=True))
        )
        found.run()
        yield found


@pytest.mark.postgres
def test_every_id_stays_while_both_deliver_and_after_the_old_one_ends(country: Country) -> None:
    before = country.ids("ggc")
    assert len(set(before.values())) == len(TITLES)
    # The new source spells some titles so that nothing but the concordance tells what they are.
    country.deliver(
        "obcp", "".join(pica(new, f"Titel {i}", 1990) for i, (_, new) in enumerate(PAIRS))
    )
    counts = succeed(country.connection, "ggc", "obcp", PAIRS)
    assert (counts.pairs, counts.known, counts.delivered, counts.ids) == (6, 6, 0, 0)
    country.run()
    both = country.ids("obcp")
    assert country.ids("ggc") == before
    assert [both[new] for _, new in PAIRS] == [before[old] for old, _ in PAIRS]
    country.withdraw("ggc")
    country.run()
    assert country.ids("ggc") == {}
    assert country.ids("obcp") == both
    redirects = country.connection.execute(
        "SELECT count(*) FROM redirect WHERE id LIKE 'm%'"
    ).fetchone()
    assert redirects == (0,)


@pytest.mark.postgres
def test_ids_that_both_sources_had_come_together_under_the_oldest(country: Country) -> None:
    before = country.ids("ggc")
    country.deliver(
        "obcp", "".join(pica(new, f"Titel {i}", 1990) for i, (_, new) in enumerate(PAIRS))
    )
    country.run()
    apart = country.ids("obcp")
    assert not set(apart.values()) & set(before.values())
    stood = country.anchors()
    planned = preview(country.connection, "ggc", "obcp", PAIRS)
    assert country.anchors() == stood
    assert succeed(country.connection, "ggc", "obcp", PAIRS) == planned
    country.run()
    assert country.ids("obcp") == {new: before[old] for old, new in PAIRS}
    undone = undo(country.connection, "ggc", "obcp")
    assert (undone.pairs, undone.ids) == (6, planned.ids)
    assert country.anchors() == stood
    country.run()
    assert (country.ids("ggc"), country.ids("obcp")) == (before, apart)
    with pytest.raises(CatalogueError, match="does not succeed"):
        undo(country.connection, "ggc", "obcp")


@pytest.mark.postgres
def test_judgements_go_along_and_a_persons_different_outranks_the_concordance(
    country: Country,
) -> None:
    country.deliver(
        "obcp", "".join(pica(new, t) for (_, new), t in zip(PAIRS, TITLES, strict=True))
    )
    country.run()
    for left, right in ((PAIRS[0][0], PAIRS[1][0]), (PAIRS[2][0], PAIRS[2][1])):
        other = "obcp" if right.startswith("N") else "ggc"
        country.connection.execute(
            "INSERT INTO judgement (left_source, left_number, right_source, right_number, verdict,"
            " who) VALUES ('ggc', %s, %s, %s, 'different', 'een catalograaf')",
            (left, other, right),
        )
    counts = succeed(country.connection, "ggc", "obcp", PAIRS)
    assert (counts.kept_apart, counts.judgements) == (1, 1)
    pairs = "SELECT left_source, left_number, right_source, right_number FROM judgement ORDER BY 2"
    moved = country.connection.execute(pairs).fetchall()
    assert ("obcp", "N0", "obcp", "N1") in moved
    country.run()
    assert country.ids("ggc")[PAIRS[2][0]] != country.ids("obcp")["N2"]
    undo(country.connection, "ggc", "obcp")
    back = country.connection.execute(pairs).fetchall()
    assert ("ggc", PAIRS[0][0], "ggc", PAIRS[1][0]) in back


@pytest.mark.postgres
def test_the_command_reads_a_concordance(
    country: Country, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("SPIL_HOME", str(country.home))
    monkeypatch.setenv("SPIL_DATABASE__URL", database_url)
    file = country.home / "ppn.csv"
    file.write_text("oud;nieuw\n" + "".join(f"{old};{new}\n" for old, new in PAIRS))
    call = ["source", "succeed", "ggc", "obcp", "--concordance", str(file), "--json"]
    told = json.loads(CliRunner().invoke(app, [*call, "--dry-run"]).stdout)
    assert (told["pairs"], told["known"], told["dry_run"]) == (6, 6, True)
    assert json.loads(CliRunner().invoke(app, call).stdout)["pairs"] == 6
    undone = CliRunner().invoke(app, ["source", "succeed", "ggc", "obcp", "--undo", "--json"])
    assert json.loads(undone.stdout)["pairs"] == 6
    assert CliRunner().invoke(app, ["source", "succeed", "ggc", "obcp"]).exit_code == 2


def test_a_concordance_that_is_not_right_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "ppn.csv"
    file.write_text("old,new\n1,a\n2\n")
    with pytest.raises(SourceError, match="line 3"):
        read_concordance(file)
    file.write_text("1,a\n1,b\n")
    with pytest.raises(SourceError, match="line 2: 1 has two new numbers"):
        read_concordance(file)


def test_a_record_stands_behind_the_last_of_its_successors() -> None:
    a, b, c, x = (RecordKey("s", name) for name in "abcx")
    found = with_predecessors([Cluster((c, x))], {a: b, b: c})
    assert found == [Cluster((c, x, a, b))]
    with_predecessors([Cluster((c,))], {a: b, b: a})

"""Real files of many libraries, sound and broken: every record is accounted for."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from catalogue.database import Connection, connect
from catalogue.settings import Database, Settings
from catalogue.sql_store import SqlStore
from catalogue.versions import DeadLetter, Delivery
from cli.engines import EngineChoice
from cli.line import link_records, match_records, merge_records
from cli.main import app
from cli.pipeline import ingest_files, open_desk, open_line
from cli.reading_files import guess_dialect
from cli.saving import save_landed
from ingest.files import frame
from ingest.sources import Source, Sources
from normalize.read import gather, load_profile, normalize_record
from tests.real_records import REAL, needs_real_records

FOLDERS = ("marc", "marc-bad", "pica", "authority", "holdings", "oai")
NO_DESCRIPTIONS = (".csv", ".json", ".txt", ".csv.gz", ".json.gz")

pytestmark = needs_real_records


def files(folder: str) -> list[Path]:
    """The files of MARC 21, MARCXML and PICA+ under a folder, whatever their names."""
    found = (path for path in sorted((REAL / folder).rglob("*")) if path.is_file())
    return [path for path in found if not path.name.endswith(NO_DESCRIPTIONS)]


def deliveries(path: Path, source: str) -> Iterator[Delivery]:
    payload = path.read_bytes()
    profile = load_profile(guess_dialect(payload))
    framed = frame(payload, source=source, format=None, file=path.name)
    for record in gather(framed, profile):
        yield record, None if record.deleted else normalize_record(record, profile)


def is_told(letter: DeadLetter) -> bool:
    remedies = [(problem.remedy_nl, problem.remedy_en) for problem in letter.problems]
    return bool(letter.reason and remedies and all(nl and en for nl, en in remedies))


@pytest.mark.postgres
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_record_of_every_file_ends_saved_or_rejected_with_a_reason(
    folder: str, database_url: str
) -> None:
    paths = files(folder)
    assert len(paths) > 1
    with connect(database_url) as connection:
        store = SqlStore(connection)
        for number, path in enumerate(paths):
            source = f"{folder}-{number}"
            everything = list(deliveries(path, source))
            counts = store.save_page(everything)
            told = sum((counts.saved, counts.unchanged, counts.deleted, counts.rejected))
            assert (counts.read, told) == (len(everything), counts.read), path
            letters = store.list_rejected(source, 10_000)
            assert bool(letters) == bool(counts.rejected), path
            assert all(map(is_told, letters)), path
            again = store.save_page(deliveries(path, source))
            assert again.rejected == counts.rejected, path
            assert (again.deleted, again.read) == (counts.deleted, counts.read), path
            assert again.saved <= counts.saved, path


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", database=Database(url=SecretStr(database_url)))


@pytest.mark.postgres
def test_a_real_file_is_matched_merged_and_linked(settings: Settings) -> None:
    file = REAL / "marc" / "evergreen" / "jazz_1k.mrc.gz"
    source = Source(name="jazz", kind="files", dialect="plain_marc21", path=str(file))
    with open_desk(settings) as desk:
        (landed,) = ingest_files(desk, [(source, file)], datetime.now(UTC), only_land=True)
        _, saved = save_landed(
            desk.connection, settings.landing, Sources(sources={source.name: source})
        )
        assert landed.outcome.read == saved.outcome.read == 1000
        with open_line(desk, EngineChoice.IN_PROCESS) as line:
            matched, merged, linked = (
                step(line) for step in (match_records, merge_records, link_records)
            )
            assert matched.outcome.read == merged.outcome.read == saved.outcome.more["saved"]
            assert linked.outcome.read == 0
            assert match_records(line).idle
        assert titles(desk.connection) == merged.outcome.kept > 900


def titles(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM manifestation").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.postgres
@pytest.mark.elasticsearch
def test_real_files_become_searchable_by_one_command(
    database_url: str, search_url: str, tmp_path: Path
) -> None:
    runner = CliRunner(
        env={
            "SPIL_HOME": str(tmp_path / "home"),
            "SPIL_DATABASE__URL": database_url,
            "SPIL_SEARCH__URL": search_url,
            "SPIL_SEARCH__ALIAS": "real-files",
        }
    )
    names = ("marc/rijksmuseum-sru-example.marcxml", "pica/catmandu-pica/picaplus.dat",
             "marc-bad/pymarc/bad_records.mrc")  # fmt: skip
    several = [str(REAL / name) for name in names]
    national = ["--source", "nbd", str(REAL / "marc" / "solrmarc" / "demoRecs.mrc")]
    for paths in (national, several):
        first = runner.invoke(app, ["ingest", "--json", *paths])
        assert first.exit_code == 0, first.stderr
        steps = {step["step"]: step for step in json.loads(first.stdout)}
        assert steps["harvest"]["read"] > 5
        assert told(steps["save"]) == steps["save"]["read"] == steps["harvest"]["read"]
        assert steps["publish"]["kept"] == steps["build"]["read"]
        again = runner.invoke(app, ["ingest", "--json", *paths])
        assert all(step["nothing_to_do"] for step in json.loads(again.stdout))
    everything = steps["publish"]["kept"]
    status = json.loads(runner.invoke(app, ["index", "status", "--json"]).stdout)
    assert [build["documents"] for build in status if build["live"]] == [everything]
    found = json.loads(runner.invoke(app, ["search", "--json"]).stdout)
    assert 0 < found["total"] == everything  # none of these sources is one library's own system


def told(saved: dict[str, int]) -> int:
    return sum(saved.get(name, 0) for name in ("saved", "unchanged", "deleted", "rejected"))

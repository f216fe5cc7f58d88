"""What goes wrong around a library's records: one clear sentence, and nothing lost or doubled."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import connect, open_store, step_lock, upgrade
from catalogue.journal import SqlJournal
from cli.embedded_store import start_postgres, stop_postgres
from cli.main import app
from index.elastic import ElasticCluster
from nation.faults import Fault
from nation.provider import serve_folder
from tests.journeys.cut_wire import CutWire
from tests.made_up_source import fill, marcxml

RECORDS = 23


class Spil:
    """The command, over a home of its own."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.environment = {"SPIL_HOME": str(home), **settings}

    def __call__(self, *words: str) -> Result:
        return CliRunner(env=self.environment).invoke(app, list(words))

    def counts(self, *words: str) -> dict[str, dict[str, int]]:
        """What each step of a command that goes well counted."""
        done = self(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return {step["step"]: step for step in json.loads(done.stdout)}

    def refusal(self, *words: str) -> str:
        """The one sentence with which a command ends that cannot go on."""
        done = self(*words)
        assert done.exit_code == 1, done.output
        assert isinstance(done.exception, SystemExit)
        *_, sentence = done.stderr.strip().splitlines()
        assert sentence.startswith("spil: ")
        assert "Traceback" not in done.output
        return sentence


@pytest.fixture
def spil(tmp_path: Path, database_url: str) -> Spil:
    (tmp_path / "home").mkdir()
    return Spil(tmp_path / "home", SPIL_DATABASE__URL=database_url)


def delivery(folder: Path, name: str, first: int, count: int) -> Path:
    """A file of `count` titles, numbered from `first`."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.xml"
    titles = b"".join(marcxml(number) for number in range(first, first + count))
    file.write_bytes(b"<collection>" + titles + b"</collection>")
    return file


def versions(url: str) -> list[tuple[str, str]]:
    with connect(url) as connection:
        return connection.execute(
            "SELECT source, number FROM source_record_version ORDER BY version"
        ).fetchall()


# The database ------------------------------------------------------------------------------------
@pytest.fixture
def own_home() -> Iterator[Path]:
    """A home with a database server of its own, which may be stopped."""
    home = Path(tempfile.mkdtemp(prefix="spil-bad-day-"))
    home.chmod(0o755)
    upgrade(start_postgres(home, "spil"))
    yield home
    stop_postgres(home)
    shutil.rmtree(home)


@pytest.mark.postgres
def test_a_database_that_stops_between_two_pages_loses_and_doubles_nothing(
    own_home: Path, tmp_path: Path
) -> None:
    spil = Spil(own_home)
    files = [delivery(tmp_path, f"dag-{day}", day * 10, 10) for day in (1, 2)]
    spil.counts("ingest", "--only-land", "--source", "nbd", *map(str, files))
    url = start_postgres(own_home, "spil")
    with open_store(url) as connection:
        _, second = SqlJournal(connection).waiting()
    page = own_home / "landing" / second.file
    landed = page.read_bytes()
    page.unlink()
    os.mkfifo(page)  # whoever reads the second page waits until this test gives it
    sentences: list[str] = []
    saving = Thread(target=lambda: sentences.append(spil.refusal("save")))
    saving.start()
    with page.open("wb") as slow_disk:
        stop_postgres(own_home)
        slow_disk.write(landed)
    saving.join(60)
    assert re.search(r"PostgreSQL at .*:\d+ stopped answering", sentences[0])
    assert "no connection to PostgreSQL at 127.0.0.1" in spil.refusal("save")
    page.unlink()
    page.write_bytes(landed)
    start_postgres(own_home, "spil")
    assert len(versions(url)) == 10  # the first page was whole before the server went
    assert spil.counts("save")["save"]["saved"] == 10
    assert len(versions(url)) == len(set(versions(url))) == 20
    assert spil.counts("save")["save"]["nothing_to_do"]


@pytest.mark.postgres
def test_a_database_of_another_release_is_refused_and_left_alone(
    spil: Spil, database_url: str, tmp_path: Path
) -> None:
    file = delivery(tmp_path, "levering", 0, 3)
    with connect(database_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (("save",), ("ingest", str(file)), ("rejected", "list"), ("db", "upgrade")):
        assert "schema 9999" in spil.refusal(*words)
    assert versions(database_url) == []
    with connect(database_url) as connection:
        connection.execute("DROP TABLE alembic_version")
    assert "run `spil db upgrade`" in spil.refusal("holdings", "unlinked")


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("held", "asked"),
    [("save", "save"), ("save", "rejected"), ("the build of the catalogue", "match")],
)
def test_the_second_of_two_runs_says_who_is_busy(
    held: str, asked: str, spil: Spil, database_url: str, tmp_path: Path
) -> None:
    broken = tmp_path / "kapot.mrc"
    broken.write_bytes(b"00026nam a2200025 a 4500\x1e\x1d")
    spil.counts("ingest", "--only-land", str(broken))
    if asked == "rejected":
        spil.counts("save")
    words = ("rejected", "retry") if asked == "rejected" else (asked,)
    with open_store(database_url) as first, step_lock(first, held):
        sentence = spil.refusal(*words)
    assert f"another run of {held} is busy: process {os.getpid()} on " in sentence
    spil.counts(*words)


# The landing zone --------------------------------------------------------------------------------
@pytest.mark.postgres
def test_a_landing_zone_that_cannot_be_written_is_named_with_its_remedy(
    spil: Spil, tmp_path: Path
) -> None:
    file = delivery(tmp_path, "levering", 0, 3)
    landing = spil.home / "landing"
    landing.write_text("a file stands here")
    sentence = spil.refusal("ingest", "--only-land", str(file))
    assert str(landing) in sentence
    assert "a file stands where a folder is needed; move it or set SPIL_HOME" in sentence
    landing.unlink()
    assert spil.counts("ingest", "--only-land", str(file))["harvest"]["read"] == 3


@pytest.mark.postgres
def test_a_landed_page_that_was_lost_stops_the_step_and_stays_waiting(
    spil: Spil, database_url: str, tmp_path: Path
) -> None:
    spil.counts("ingest", "--only-land", str(delivery(tmp_path, "levering", 0, 3)))
    with open_store(database_url) as connection:
        (page,) = SqlJournal(connection).waiting()
    place = spil.home / "landing" / page.file
    landed = place.read_bytes()
    place.unlink()
    assert f"{place} cannot be used: it is not there" in spil.refusal("save")
    place.write_bytes(landed[:-20])
    assert f"{place} is damaged" in spil.refusal("save")
    place.write_bytes(landed)
    assert spil.counts("save")["save"]["saved"] == 3
    assert len(versions(database_url)) == 3


# The sources -------------------------------------------------------------------------------------
def name_source(home: Path, address: str) -> None:
    (home / "sources.toml").write_text(
        f'[sources.nbd]\nkind = "oai"\ndialect = "nbd_marc21"\naddress = "{address}"\n'
        "window_days = 400\n"
    )


@pytest.mark.postgres
def test_a_source_that_falters_is_harvested_whole(
    spil: Spil, database_url: str, tmp_path: Path
) -> None:
    fill(tmp_path / "source", RECORDS, deleted=(4, 11))
    faults = (
        Fault("retry_after_seconds", request=1),
        Fault("half_page", request=3),
        Fault("cut_page", request=5),
        Fault("expired_token", request=7),
    )
    with serve_folder(tmp_path / "source", prefix="marcxml", page_size=5, faults=faults) as source:
        name_source(spil.home, source.address)
        harvested = spil.counts("harvest")["harvest"]
        assert harvested["retries"] >= 3
        saved = spil.counts("save")["save"]
        assert spil.counts("harvest")["harvest"]["nothing_to_do"]
    assert (
        harvested["read"]
        == saved["read"]
        == sum(saved.get(name, 0) for name in ("saved", "unchanged", "deleted"))
    )
    assert (saved["saved"], saved["deleted"]) == (RECORDS - 2, 2)
    assert len(set(versions(database_url))) == len(versions(database_url)) == RECORDS - 2


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fault", [Fault("retry_after_seconds", request=3, seconds=7200)], ids=["away for two hours"]
)
def test_a_source_that_stays_away_is_left_for_the_next_harvest(
    fault: Fault, spil: Spil, database_url: str, tmp_path: Path
) -> None:
    fill(tmp_path / "source", RECORDS)
    with serve_folder(tmp_path / "source", prefix="marcxml", page_size=5, faults=[fault]) as source:
        name_source(spil.home, source.address)
        assert "nbd" in spil.refusal("harvest")
        assert spil.counts("save")["save"]["saved"] == 10  # the two pages before it stay
        assert spil.counts("harvest")["harvest"]["read"] == RECORDS - 10
    spil.counts("save")
    assert len(set(versions(database_url))) == len(versions(database_url)) == RECORDS


# A record ----------------------------------------------------------------------------------------
@pytest.mark.postgres
def test_records_that_could_not_be_read_are_saved_once_their_dialect_is_mended(
    spil: Spil, database_url: str, tmp_path: Path
) -> None:
    file = delivery(tmp_path, "levering", 0, 3)
    sources = spil.home / "sources.toml"
    told = f'[sources.nbd]\nkind = "files"\npath = "{file}"\ndialect = '
    sources.write_text(told + '"plain_pica"\n')
    spil.counts("harvest")
    assert spil.counts("save")["save"]["rejected"] == 3
    rejected = json.loads(spil("rejected", "list", "--json").stdout)
    assert all("plain_pica" in row["reason"] for row in rejected)
    shown = spil("rejected", "show", rejected[0]["record"])
    assert "plain_pica" in shown.stdout
    assert b"Het diner" in spil("rejected", "show", rejected[0]["record"], "--bytes").stdout_bytes
    assert spil.counts("rejected", "retry")["retry"]["rejected"] == 3
    sources.write_text(told + '"nbd_marc21"\n')
    assert spil.counts("rejected", "retry", "--dry-run")["retry"]["kept"] == 3
    assert versions(database_url) == []
    one = spil.counts("rejected", "retry", rejected[0]["record"])["retry"]
    assert (one["read"], one["kept"]) == (1, 1)
    assert spil.counts("rejected", "retry")["retry"]["kept"] == 2
    assert json.loads(spil("rejected", "list", "--json").stdout) == []
    assert spil.counts("rejected", "retry")["retry"]["nothing_to_do"]
    assert len(versions(database_url)) == 3
    assert "is not among the rejected" in spil.refusal("rejected", "show", "nbd:0089T00000")


# The search engine -------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.elasticsearch
def test_a_search_engine_that_goes_away_leaves_readers_the_old_index(
    database_url: str, search_url: str, tmp_path: Path
) -> None:
    alias = "bad-days"
    (tmp_path / "home").mkdir()
    with CutWire(search_url) as wire:
        spil = Spil(
            tmp_path / "home",
            SPIL_DATABASE__URL=database_url,
            SPIL_SEARCH__URL=wire.address,
            SPIL_SEARCH__ALIAS=alias,
        )
        cluster = ElasticCluster(search_url)
        first, second = (delivery(tmp_path, f"dag-{day}", day * 10, 10) for day in (1, 2))
        spil.counts("ingest", "--source", "nbd", str(first))
        old = cluster.live(alias)
        assert old is not None
        before = cluster.count(old)
        wire.cut_at(b"/_bulk")
        assert wire.address in spil.refusal("ingest", "--source", "nbd", str(second))
        assert wire.address in spil.refusal("search", "diner")
        assert (cluster.live(alias), cluster.count(old)) == (old, before)
        wire.mend()
        steps = spil.counts("ingest", "--source", "nbd", str(second))
        assert steps["build"]["nothing_to_do"]
        new = cluster.live(alias)
        assert new not in (None, old)
        assert new is not None
        assert cluster.count(new) == steps["publish"]["kept"] == 20
        assert cluster.builds(alias) == (old, new)
        cluster.close()

"""Making a country: the same order gives the same bytes, whatever makes it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nation import make as making
from nation.make import Order, TooPoor, make
from nation.profile import load_profile
from tests.nation.made_country import SEED, SMALL, country, files_of


def test_two_processes_write_the_same_bytes_as_one(tmp_path):
    for processes in (1, 2):
        order = Order(SEED, 700, tmp_path / str(processes), days=2, records_a_part=300)
        make(order, processes=processes)
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2")


def test_another_seed_makes_another_country(tmp_path):
    make(Order(SEED + 1, 400, tmp_path / "other"), processes=1)
    other = (tmp_path / "other/sources/nbd/part-00000.mrc").read_bytes()
    assert other[:4000] not in (country() / "sources/nbd/part-00000.mrc").read_bytes()


def test_exactly_as_many_records_are_made_as_were_asked():
    records = pq.read_table(country() / "truth/records.parquet")
    assert records.num_rows == SMALL


def test_the_manifest_names_the_profile_and_the_versions_of_the_lists():
    said = json.loads((country() / "manifest.json").read_text())
    assert said["profile_sha256"] == load_profile(country() / "profile.toml").sha256
    assert set(said["versions"]) == {"wordfreq", "Faker", "pyarrow"}
    assert (said["seed"], said["records"]) == (SEED, SMALL)


def test_a_folder_that_holds_no_country_is_not_overwritten(tmp_path):
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(FileExistsError, match="holds no country"):
        make(Order(SEED, 10, tmp_path), processes=1)
    assert (tmp_path / "letter.txt").read_text() == "keep me"


def test_an_earlier_country_makes_room_for_the_new_one(tmp_path):
    for records in (300, 100):
        make(Order(SEED, records, tmp_path / "land"), processes=1)
    assert pq.read_table(tmp_path / "land/truth/records.parquet").num_rows == 100


def test_blocks_that_hold_too_little_are_named(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(making, "BLOCKS_A_PART", 1)
    with pytest.raises(TooPoor, match="raise works_a_block"):
        make(Order(SEED, 5_000, tmp_path / "land"), processes=1)


def test_with_days_the_country_has_copies_events_and_a_network(tmp_path):
    made = country(400, days=2)
    names = {path.name for path in made.iterdir()}
    assert {"sources", "truth", "holdings", "events", "network", "manifest.json"} <= names
    assert json.loads((made / "manifest.json").read_text())["copies"] > 0

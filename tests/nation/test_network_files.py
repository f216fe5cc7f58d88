"""The network of the made-up country as files that the catalogue itself loads."""

import csv
from functools import cache
from pathlib import Path

import pytest

from catalogue.copies import CirculationState
from holdings.items import load_profile, read_state
from holdings.libraries import Network, load_network
from holdings.timetable import journey
from nation.calendar_days import from_local
from nation.changes import changes
from nation.directory import profile
from nation.libraries import libraries
from nation.network_files import write_network
from normalize.read import load_profile as load_dialect
from tests.nation.made_copies import SEED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("network")
    write_network(made, SEED)
    return made


@cache
def loaded(folder: Path, name: str = "network.toml") -> Network:
    return load_network((folder / name).read_text(encoding="utf-8"))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_catalogue_loads_the_whole_network(folder: Path) -> None:
    network, country = loaded(folder), libraries(SEED)
    assert set(network.libraries) == set(country.organisations)
    assert set(network.branches) == set(country.branches)
    assert len(network.vans) == len(country.vans)
    assert len(network.installations) == 45


def test_the_catalogue_knows_every_dialect_and_every_product(folder: Path) -> None:
    for system in loaded(folder).installations.values():
        assert load_dialect(system.dialect).items
        assert load_profile(system.profile).states


def test_every_code_means_in_the_catalogue_what_it_means_in_its_system(folder: Path) -> None:
    network = loaded(folder)
    unread = set()
    # One letter of Wise stands for several states: on order or in process, missing, lost or weeded.
    shared = {("wise", "I"), ("wise", "M"), ("vsmart", "vermist"), ("gbs", "8")}
    for row in table(folder, "codes"):
        system = network.installations[row["installation"]]
        if row["kind"] == "state":
            state, known = read_state(row["code"], system)
            assert known == bool(row["declared"]), row
            if not known:
                unread.add(row["code"])
            elif (system.profile, row["code"]) not in shared:
                assert state == CirculationState(row["means"]), row
        elif row["kind"] == "lending":
            assert load_profile(system.profile).lending[row["code"]].value == row["means"]
        else:
            assert system.branch_codes[row["code"]] == row["means"]
    assert unread == {"Z", "zoek", "repair"}


def test_a_copy_travels_over_the_night_line_in_a_few_days(folder: Path) -> None:
    network = loaded(folder)
    asked = from_local(profile()["calendar"]["start"], 9 * 3600)
    trip = journey(network, "NL-0890691001", "NL-0891121001", asked=asked)
    assert trip is not None
    assert 2 <= (trip.ready - asked.date()).days <= 9
    assert [leg.kind for leg in trip.legs] == ["pick", "collect", "night_line", "deliver", "ready"]


def test_a_library_without_a_van_has_no_journey_and_no_error(folder: Path) -> None:
    network = loaded(folder)
    asked = from_local(profile()["calendar"]["start"], 9 * 3600)
    assert journey(network, "NL-0891111001", "NL-0890691001", asked=asked) is None


def test_after_the_merger_one_organisation_is_gone_and_its_branches_go_on(folder: Path) -> None:
    merger = changes(SEED).merger
    before, after = loaded(folder), loaded(folder, f"network-day-{merger.day:02}.toml")
    assert set(before.libraries) - set(after.libraries) == {merger.joins}
    assert len(before.branches) == len(after.branches)
    system = libraries(SEED).system_of[merger.joins].name
    for code, isil in before.installations[system].branch_codes.items():
        renamed = merger.branches.get(isil, isil)
        assert after.installations[system].branch_codes[code] == renamed
    assert {after.branches[new].library for new in merger.branches.values()} == {merger.joined}


def test_a_branch_that_moved_out_opens_no_more(folder: Path) -> None:
    planned = changes(SEED)
    after = loaded(folder, f"network-day-{planned.merger.day:02}.toml")
    assert len(planned.moves) == profile()["changes"]["branch_moves"]
    for move in planned.moves:
        assert after.branches[move.moved_from].open == ()
        assert after.branches[move.moved_to].library == after.branches[move.moved_from].library


def test_the_tables_tell_what_the_network_has_no_room_for(folder: Path) -> None:
    assert len(table(folder, "organisations")) == 141
    assert {row["kind"] for row in table(folder, "hubs")} == {"poi", "national"}
    assert all(int(row["picks_a_day"]) > 0 for row in table(folder, "branches"))
    assert {row["material"] for row in table(folder, "policies") if not row["lent"]} > {"game"}
    careless = {row["carelessness"] for row in table(folder, "systems")}
    assert len(careless) > 3


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_network(tmp_path, SEED)
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()

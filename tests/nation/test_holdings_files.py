"""Lists of holdings in the styles of eight products: the catalogue reads the same copies."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nation.changes import changes
from nation.directory import Installation, installations
from nation.libraries import libraries
from nation.status import true_status
from tests.nation.made_copies import DAYS, SEED, country, rows
from tests.nation.read_lists import read

SYSTEMS = [
    pytest.param(next(s for s in installations() if s.product == product), id=product)
    for product in dict.fromkeys(system.product for system in installations())
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_list_of_day_1_holds_every_copy_with_its_branch_and_classes(
    system: Installation,
) -> None:
    expected = {
        (row["item_id"], row["branch_code"], system.lending[row["lending"]], row["barcode"])
        for row in rows("items")
        if row["installation"] == system.name and str(row["since"]) == "2026-11-02"
    }
    found = [(i.item_id, i.branch_code, i.lending_code, i.barcode) for _, _, i in read(system, 1)]
    assert len(found) > 40
    assert set(found) == expected


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_last_list_tells_the_true_state_as_far_as_the_product_can(
    system: Installation,
) -> None:
    truth = {
        each.item_id: each.state
        for each in true_status(country())
        if each.installation == system.name
    }
    listed = {item.item_id: item.status_code for _, _, item in read(system, DAYS)}
    own: dict[str, set[str]] = {state: {code} for state, code in system.states.items()}
    for state, code in system.own_states:
        own[state].add(code)
    if system.product == "koha":  # 952 has no flag for them
        own["in_transit"] = own["on_hold_shelf"] = own["on_shelf"]
        own["in_process"], own["missing"] = {"ordered"}, {"lost"}
    for item_id, code in listed.items():
        assert code in own[truth[item_id]], item_id
    assert {truth[item_id] for item_id in truth.keys() - listed.keys()} <= {"withdrawn"}


def test_a_copy_that_was_bought_stands_on_the_list_of_its_day() -> None:
    bought = [row for row in rows("items") if str(row["since"]) == "2026-11-03"]
    assert bought
    for row in bought[:5]:
        system = next(s for s in installations() if s.name == row["installation"])
        assert row["item_id"] not in {item.item_id for _, _, item in read(system, 1)}
        assert row["item_id"] in {item.item_id for _, _, item in read(system, 2)}


def test_a_weeded_copy_is_on_the_lists_no_more_from_the_next_day_on() -> None:
    last_night = datetime(2026, 11, 3, 23, tzinfo=UTC)
    weeded = [
        row for row in rows("status") if row["kind"] == "withdrawn" and row["at"] < last_night
    ]
    assert weeded
    for row in weeded:
        system = next(s for s in installations() if s.name == row["installation"])
        assert row["item_id"] in {item.item_id for _, _, item in read(system, 1)}
        assert row["item_id"] not in {item.item_id for _, _, item in read(system, DAYS)}


def test_copies_of_a_branch_that_moved_get_another_code_without_a_message() -> None:
    before = {row["item"]: row for row in rows("items")}
    told = {row["item"] for row in rows("status")}
    moved = [
        each
        for each in true_status(country())
        if each.item not in told and each.branch != before[each.item]["branch"]
        and each.branch[5:9] == before[each.item]["branch"][5:9]
    ]  # fmt: skip
    assert moved
    codes = libraries(SEED).codes
    system = next(s for s in installations() if s.name == moved[0].installation)
    listed = {item.item_id: item.branch_code for _, _, item in read(system, 2)}
    assert listed[moved[0].item_id] == codes[moved[0].branch]


def test_a_title_with_markup_in_it_comes_through() -> None:
    system = next(s for s in installations() if s.file == "marcxml")
    _, title, _ = next(read(system, 1))
    assert title.startswith("Titel & zo")


def test_no_list_of_holdings_is_empty_and_all_have_the_ending_of_their_style() -> None:
    endings = {"pica": ".pica", "iso2709": ".mrc", "marcxml": ".xml", "csv": ".csv"}
    for system in installations():
        files = list((country() / "holdings" / system.name).rglob("part-*"))
        assert files
        assert all(file.suffix == endings[system.file] for file in files)
        assert all(file.stat().st_size > 0 for file in files)


def folder_names() -> set[str]:
    return {path.name for path in (country() / "holdings").iterdir()}


def test_every_system_delivers() -> None:
    assert folder_names() == {system.name for system in installations()}
    assert Path(country() / "holdings").is_dir()


def test_after_a_merger_the_lists_name_the_organisation_that_is_left() -> None:
    merger = changes(SEED).merger
    system = libraries(SEED).system_of[merger.joins]
    folder = country() / "holdings" / system.name
    before, after = (
        b"".join(file.read_bytes() for file in sorted((folder / f"day-{day:02}").iterdir()))
        for day in (1, DAYS)
    )
    numbers = [f"101@ \x1fa{int(isil[6:9]) + 300}\x1e" for isil in (merger.joins, merger.joined)]
    assert [number.encode() in before for number in numbers] == [True, True]
    assert [number.encode() in after for number in numbers] == [False, True]

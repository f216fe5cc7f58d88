"""Requests between libraries: by a library, for a branch of its own, never by a person."""

import json
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from nation.changes import changes
from nation.demand import requests_for
from nation.holdings import items_of
from nation.libraries import libraries
from tests.nation.made_copies import SEED, Book, country, rows

MONTH = 30


@pytest.fixture(scope="module")
def requests() -> list[Any]:
    made = []
    for number in range(400):
        items = items_of(Book(number, popularity=900_000 + number * 249), SEED)
        made += requests_for(items, SEED, MONTH, Random(f"asked {number}"))
    return made


def test_a_library_asks_what_its_own_system_has_not(requests: list[Any]) -> None:
    nation, merger = libraries(SEED), changes(SEED).merger
    assert len(requests) > 20
    for each in requests:
        book = Book(each.manifestation, popularity=900_000 + each.manifestation * 249)
        held = {item.installation for item in items_of(book, SEED)}
        assert each.installation in held
        library = merger.joins if each.library == merger.joined else each.library
        assert nation.system_of[library].name not in held


def test_it_is_to_be_picked_up_at_a_branch_of_the_library_that_asks(requests: list[Any]) -> None:
    branches, merger = libraries(SEED).branches, changes(SEED).merger
    former = {after: before for before, after in merger.branches.items()}
    for each in requests:
        branch = former.get(each.branch, each.branch)
        own = branches[branch].organisation
        assert (merger.joined if own == merger.joins else own) == each.library
        assert branches[branch].kind in ("public", "pick_up_point", "mobile_stop")


def test_some_name_the_last_day_on_which_it_is_of_use(requests: list[Any]) -> None:
    named = [each for each in requests if each.need_by]
    assert 0.15 < len(named) / len(requests) < 0.6
    for each in named:
        asked = date(2026, 11, 2).toordinal() + each.second // 86_400
        assert 3 <= each.need_by.toordinal() - asked <= 42


def test_most_requests_stay_in_the_province_where_they_can() -> None:
    nation, own, all_ = libraries(SEED), 0, 0
    for number in range(3_000):
        items = items_of(Book(number, popularity=700_000), SEED)
        for each in requests_for(items, SEED, MONTH * 4, Random(f"asked {number}")):
            system = next(s for s in nation.installations if s.name == each.installation)
            here = {nation.organisations[isil].province for isil in system.organisations}
            all_ += 1
            own += nation.organisations[each.library].province in here
    assert all_ > 80
    assert 0.6 < own / all_ < 0.95


def test_the_file_names_titles_by_a_copy_and_the_truth_names_them_by_number() -> None:
    lines = (country() / "requests.ndjson").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert told
    truth = {row["request"]: row["manifestation"] for row in rows("requests")}
    copies = {(r["installation"], r["item_id"]): r["manifestation"] for r in rows("items")}
    for each in told:
        copy = each["copy"]
        assert copies[copy["installation"], copy["item_id"]] == truth[each["request"]]
        assert datetime.fromisoformat(each["asked"]).utcoffset() is not None


def test_a_request_says_nothing_of_a_person() -> None:
    line = (country() / "requests.ndjson").read_text(encoding="utf-8").splitlines()[0]
    fields = {"request", "asked", "library", "branch", "copy", "exactly_this", "need_by"}
    assert set(json.loads(line)) == fields


def test_an_organisation_that_was_merged_asks_no_more() -> None:
    merger, popular = changes(SEED).merger, items_of(Book(5, popularity=999_999), SEED)
    in_enschede = [item for item in popular if item.installation == "sirsi-enschede"] * 40
    asked = requests_for(in_enschede * 20, SEED, 150, Random("merged"))
    early = {each.library for each in asked if each.second < (merger.day - 1) * 86_400}
    late = {each.library for each in asked if each.second >= (merger.day - 1) * 86_400}
    assert merger.joined in late
    assert merger.joins not in late
    assert early

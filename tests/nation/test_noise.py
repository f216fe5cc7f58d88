"""Errors happen as their rate says, change what they name, and are told."""

from functools import cache
from operator import attrgetter
from random import Random

import pytest

from nation.blocks import block
from nation.draft import Draft
from nation.drafting import Describing, draft_of
from nation.noise import NOISE, go_wrong, rates_for
from nation.profile import load_profile
from nation.slips import marc8, misspelt, twice_encoded, windows

PROFILE = load_profile()
said = attrgetter(*(name for name in Draft.__slots__ if name != "phenomena"))


@cache
def composed() -> list[Describing]:
    return [
        Describing(m, each.works[m.work - each.works[0].id], Random())
        for each in (block(PROFILE, 5, number) for number in range(6))
        for m in each.manifestations
    ]


def abouts() -> list[Describing]:
    chance = Random("noise")
    for about in composed():
        about.chance = chance
    return composed()


def fresh(about: Describing) -> Draft:
    return draft_of(about, "nbd", "1", "described")


@pytest.mark.parametrize("row", NOISE, ids=lambda row: row[0])
def test_an_error_that_says_it_happened_changed_the_record_and_else_did_not(row):
    happened = 0
    for about in abouts():
        draft = fresh(about)
        before = said(draft)
        if row[1](draft, about):
            happened += 1
            assert said(draft) != before or row[0] in ("year_missing", "publisher_missing")
        else:
            assert said(draft) == before
    assert happened > 0


def test_what_happened_is_told_by_name_and_as_often_as_the_rate_says():
    rates = rates_for(PROFILE, "local")
    drafts = []
    for about in abouts():
        draft = fresh(about)
        go_wrong(draft, about, rates)
        drafts.append(draft)
    aim = PROFILE.tables["noise"]["publisher_missing"]["local"]
    found = sum("publisher_missing" in draft.phenomena for draft in drafts) / len(drafts)
    assert 0.5 * aim < found < 1.7 * aim
    missing = [draft for draft in drafts if "isbn_missing" in draft.phenomena]
    assert missing
    assert not any(draft.isbns for draft in missing)


def test_a_slip_changes_one_word_and_never_a_short_one():
    chance = Random("slips")
    for _ in range(200):
        text = misspelt("de stille getuige", chance)
        assert text.startswith("de ")
        assert len(text.split()) == 3
    assert misspelt("de en het", chance) == "de en het"


def test_letters_with_marks_in_the_old_encodings():
    assert marc8("café") == b"caf\xe2e"
    assert marc8("Müller") == b"M\xe8uller"
    assert windows("café’s") == b"caf\xe9\x92s"
    assert twice_encoded("café") == "cafÃ©"

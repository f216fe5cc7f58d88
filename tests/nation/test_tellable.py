"""Records of one work that no one could tell apart."""

from dataclasses import replace

import pytest

from nation.draft import Draft, Isbn
from nation.records import Made
from nation.tellable import untellable
from nation.world import Manifestation, Printing, Publisher

MEERVAL = Publisher(0, "Meerval", "Amsterdam", "f", 1)
ZWALUW = Publisher(1, "Zwaluw", "Haarlem", "f", 1)


def manifestation(number: int, house: Publisher = MEERVAL) -> Manifestation:
    return Manifestation(
        id=number, work=0, expression=0, kind="first", carrier="book", language="dut",
        title="Heimwee", subtitle="", authors=(), others=(), publisher=house,
        printings=(Printing("", "geb.", 2001, ""),), audience="adult", popularity=1,
    )  # fmt: skip


BARE = Draft("koha", "1", 1, "minimal", "dut", "book", "Heimwee", year="2001")
FULL = replace(BARE, source="nbd", kind="described", pages="212", size=21)


def pairs(left: Draft, right: Draft, *houses: Publisher) -> int:
    one, other = houses or (MEERVAL, MEERVAL)
    made = [
        (manifestation(number, house), Made(d.source, d.number, b"", d.kind, [], 0, d))
        for number, house, d in ((1, one, left), (2, other, right))
    ]
    return len(list(untellable(made)))


def test_a_record_that_says_little_contradicts_nothing():
    assert pairs(BARE, FULL) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"pages": "301"},
        {"year": "2005"},
        {"carrier": "e_book"},
        {"size": 24},
        {"isbns": (Isbn("9789000000012"),)},
        {"notes": ("Dwarsligger",)},
    ],
)
def test_what_both_say_and_differs_tells_them_apart(said):
    left = replace(FULL, isbns=(Isbn("9789023412342"),))
    assert pairs(left, replace(left, source="ggc")) == 1
    assert pairs(left, replace(left, source="ggc", **said)) == 0


def test_pages_before_the_numbered_ones_are_no_difference():
    assert pairs(FULL, replace(FULL, pages="XII, 212")) == 1


def test_another_house_tells_them_apart():
    assert pairs(FULL, FULL, MEERVAL, ZWALUW) == 0


def test_ten_and_thirteen_digits_are_the_same_number():
    left = replace(FULL, isbns=(Isbn("9789000000012"),))
    assert pairs(left, replace(FULL, isbns=(Isbn("90-00-00001-7"),))) == 1

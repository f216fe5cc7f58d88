"""What becomes of copies: as often, and at such hours, as in a library."""

from collections import Counter
from random import Random

import pytest

from nation.directory import profile
from nation.holdings import Item, items_of
from nation.libraries import libraries
from nation.life import DAY, Change, Lives
from tests.nation.made_copies import SEED, books

DAYS = 30


@pytest.fixture(scope="module")
def lived() -> list[tuple[Item, tuple[Change, ...]]]:
    lives, chance = Lives(SEED, DAYS), Random("lives")
    items = [item for book in books(4_000) for item in items_of(book, SEED)]
    return [(item, tuple(lives.of(item, chance, wanted=False))) for item in items]


def test_copies_change_about_six_times_a_year(lived: list[tuple[Item, tuple[Change, ...]]]) -> None:
    changes = sum(len(happened) for _, happened in lived)
    assert 5.2 < changes / len(lived) / DAYS * 365 < 7.2


def test_as_many_copies_are_out_at_the_end_as_at_the_beginning(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    begin = Counter(item.state for item, _ in lived)
    end = Counter(happened[-1].state if happened else item.state for item, happened in lived)
    for state in ("on_shelf", "on_loan"):
        assert 0.75 < end[state] / begin[state] < 1.3, state


def test_a_withdrawn_or_lost_copy_never_comes_back(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    gone = [happened for item, happened in lived if item.state in ("withdrawn", "lost")]
    assert gone
    assert not any(gone)
    for _, happened in lived:
        assert all(change.state not in ("withdrawn", "lost") for change in happened[:-1])


def test_a_returned_copy_of_another_branch_goes_home(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    pairs = [
        (item, first, then)
        for item, happened in lived
        for first, then in zip(happened, happened[1:], strict=False)
        if first.kind == "return" and first.state == "in_transit"
    ]
    assert len(pairs) > 50
    moved = {item.branch for item, _, then in pairs if then.place != item.branch}
    gone = set(_moved())
    assert moved <= gone


def _moved() -> list[str]:
    from nation.changes import changes  # noqa: PLC0415

    return [move.moved_from for move in changes(SEED).moves]


def test_a_copy_lent_is_due_after_the_time_of_a_loan(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    loans = [change for _, happened in lived for change in happened if change.state == "on_loan"]
    days = profile()["life"]["loan_days"]
    assert all(change.due_day == change.second // DAY + days for change in loans)


def test_a_wanted_title_is_lent_more_often() -> None:
    items = [i for b in books(1_500) for i in items_of(b, SEED) if i.state == "on_shelf"]

    def loans(*, wanted: bool) -> int:
        lives, chance = Lives(SEED, DAYS), Random("wanted")
        kinds = [c.kind for i in items for c in lives.of(i, chance, wanted=wanted)]
        return kinds.count("loan")

    assert loans(wanted=True) > 2 * loans(wanted=False)


def test_more_happens_on_a_saturday_than_on_a_sunday(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    by_day = Counter(change.second // DAY % 7 for _, happened in lived for change in happened)
    assert by_day[5] > 3 * by_day[6]


def test_every_branch_where_something_happens_was_open_then(
    lived: list[tuple[Item, tuple[Change, ...]]],
) -> None:
    branches = libraries(SEED).branches
    for _, happened in lived:
        for change in happened:
            assert 8 * 3600 <= change.second % DAY <= 20 * 3600
            assert change.place in branches


def test_more_days_than_the_calendar_has_are_refused() -> None:
    with pytest.raises(ValueError, match="raise horizon_days"):
        Lives(SEED, 1_000)

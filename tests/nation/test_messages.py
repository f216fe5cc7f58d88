"""What systems say of what happened: the rates of the profile, in the order of arrival."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from nation.calendar_days import from_local, local
from nation.directory import installations, profile
from nation.libraries import libraries
from nation.life import DAY
from nation.messages import FATES, Messages, Told, moment
from tests.nation.made_copies import SEED

PER_SYSTEM = 300


def changes(day: int) -> Iterator[tuple[object, ...]]:
    """As many changes for each system, spread over the hours of a day."""
    codes = libraries(SEED)
    for system in codes.installations:
        place = codes.branches_in(system)[0].isil
        for number in range(PER_SYSTEM):
            second = day * DAY + 8 * 3600 + number * 120 + system.index % 40
            item = system.index * PER_SYSTEM + number
            name = f"{item:09}"
            yield item, system.index, name, second, "loan", "on_loan", place, day + 21


@pytest.fixture(scope="module")
def told() -> list[Told]:
    messages = Messages(SEED)
    return [each for day in range(2) for each in messages.of_day(day, changes(day))]


class OneDay(NamedTuple):
    """What is told of one day, and the lines that arrive by noon, and later."""

    told: list[Told]
    strangers: int
    by_noon: list[tuple[int, bytes]]
    later: list[tuple[int, bytes]]


@pytest.fixture(scope="module")
def one_day() -> OneDay:
    messages = Messages(SEED)
    told = list(messages.of_day(0, changes(0)))
    by_noon = list(messages.arrived_by(12 * 3600))
    later = list(messages.arrived_by(30 * DAY))
    assert messages.waiting == 0
    return OneDay(told, len(messages.strangers), by_noon, later)


@pytest.mark.parametrize("fate", FATES)
def test_as_many_messages_go_wrong_as_the_profile_says(told: list[Told], fate: str) -> None:
    spoken = [each for each in told if each.fate != "silent"]
    careless = libraries(SEED).carelessness
    expected = sum(careless[each.installation] for each in spoken) / 1_000_000
    expected *= profile()["messages"][fate]
    found = sum(each.fate == fate for each in spoken)
    assert abs(found - expected) < 0.06 * expected + 3 * expected**0.5


def test_a_careless_system_makes_more_mistakes(told: list[Told]) -> None:
    careless = libraries(SEED).carelessness
    wrong = Counter(each.installation for each in told if each.fate in FATES)
    best = [wrong[s.index] for s in installations() if careless[s.index] == min(careless)]
    worst = [wrong[s.index] for s in installations() if careless[s.index] == max(careless)]
    assert 2 * sum(best) / len(best) < sum(worst) / len(worst)


def test_a_system_counts_its_messages_in_the_order_in_which_things_happened(
    told: list[Told],
) -> None:
    for system in installations():
        own = [each for each in told if each.installation == system.index]
        assert [each.sequence for each in own] == list(range(1, 2 * PER_SYSTEM + 1))
        assert [each.second for each in own] == sorted(each.second for each in own)


def test_a_silent_system_says_nothing_all_day(told: list[Told]) -> None:
    silent = {(each.installation, each.second // DAY) for each in told if each.fate == "silent"}
    for each in told:
        if (each.installation, each.second // DAY) in silent:
            assert (each.fate, each.arrives, each.code) == ("silent", None, "")


def test_messages_come_out_in_the_order_in_which_they_arrive(one_day: OneDay) -> None:
    arrivals = [second for second, _ in one_day.by_noon + one_day.later]
    assert arrivals == sorted(arrivals)
    assert one_day.by_noon
    assert all(second < 12 * 3600 for second, _ in one_day.by_noon)
    repeated = sum(each.fate == "repeated" for each in one_day.told)
    said = sum(each.arrives is not None for each in one_day.told)
    assert len(arrivals) == said + repeated + one_day.strangers


def test_out_of_order_is_seen_in_the_numbers_that_arrive(one_day: OneDay) -> None:
    events = [json.loads(line) for _, line in one_day.by_noon + one_day.later]
    numbers = [e["sequence"] for e in events if e["installation"] == "wise-groningen"]
    assert numbers
    assert numbers != sorted(numbers)


def test_a_repeated_message_is_the_same_to_the_byte(one_day: OneDay) -> None:
    lines = Counter(line for _, line in one_day.by_noon + one_day.later)
    assert set(lines.values()) == {1, 2}


def test_a_moment_is_told_by_the_clock_of_the_netherlands_in_winter_and_summer() -> None:
    assert moment(9 * 3600) == datetime(2026, 11, 2, 8, tzinfo=UTC)
    spring = from_local(datetime(2027, 3, 29, tzinfo=UTC).date(), 9 * 3600)
    assert spring == datetime(2027, 3, 29, 7, tzinfo=UTC)
    assert local(spring).isoformat() == "2027-03-29T09:00:00+02:00"
    assert local(datetime(2026, 10, 25, 1, tzinfo=UTC)).isoformat() == "2026-10-25T02:00:00+01:00"
    assert local(datetime(2026, 10, 25, 0, tzinfo=UTC)).isoformat() == "2026-10-25T02:00:00+02:00"

"""Who has which copies: a pure function of the seed."""

from collections import Counter

import pytest

from nation.blocks import block
from nation.copy_numbers import barcode, long_number, sequence, uuid
from nation.holdings import Item, by_installation, copies_of, items_of, local_number
from nation.libraries import libraries
from nation.profile import load_profile
from nation.randomness import PARTS
from tests.nation.made_copies import SEED, Book, books


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return [item for book in books(3_000) for item in items_of(book, SEED)]


def test_the_copies_of_a_book_are_the_same_whenever_they_are_asked_for() -> None:
    book = Book(4_711, popularity=990_000)
    assert items_of(book, SEED) == items_of(book, SEED)
    assert items_of(book, SEED) != items_of(book, SEED + 1)


def test_one_system_is_told_what_it_has_among_all() -> None:
    book = Book(4_711, popularity=990_000)
    every = by_installation(items_of(book, SEED))
    assert len(every) > 5
    for name, own in every.items():
        assert list(items_of(book, SEED, installation=name)) == own


def test_most_titles_are_in_few_places_and_a_few_are_everywhere() -> None:
    numbers = [copies_of(popularity) for popularity in range(0, PARTS, 100)]
    assert numbers == sorted(numbers)
    assert 0.07 < numbers.count(0) / len(numbers) < 0.09
    assert 0.45 < numbers.count(1) / len(numbers) < 0.52
    assert 2.9 < sum(numbers) / len(numbers) < 3.5
    assert copies_of(PARTS - 1) > 1_100


def test_what_is_read_online_has_no_copies() -> None:
    assert items_of(Book(1, carrier="e_book", popularity=999_999), SEED) == ()


def test_no_two_copies_of_a_system_have_one_number_but_where_it_is_planned(
    items: list[Item],
) -> None:
    plain = Counter((item.installation, item.item_id) for item in items if not item.twin)
    assert max(plain.values()) == 1
    assert max(Counter(item.number for item in items).values()) == 1


def test_now_and_then_two_copies_have_one_number() -> None:
    twins = [
        item
        for number in range(60)
        for item in items_of(Book(number, popularity=999_990), SEED)
        if item.twin
    ]
    assert twins
    assert len(twins) < 60


def test_running_numbers_are_the_same_in_two_systems_for_different_books() -> None:
    assert sequence(3, 0, 31, 0) == sequence(4, 0, 0, 0)


@pytest.mark.parametrize("rule", [barcode, long_number, uuid])
def test_a_number_of_the_country_becomes_another_number_each_time(rule: object) -> None:
    assert callable(rule)
    made = {rule(1, number, 0, 0) for number in range(0, 5_000_000, 997)}
    assert len(made) == len(range(0, 5_000_000, 997))


def test_a_barcode_has_the_check_digit_of_luhn() -> None:
    for number in range(0, 10**9, 99_999_989):
        digits = [int(digit) for digit in reversed(barcode(0, number, 0, 0))]
        doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
        assert (sum(digits[::2]) + doubled) % 10 == 0


def test_every_copy_is_at_a_branch_of_a_library_of_its_system(items: list[Item]) -> None:
    country = libraries(SEED)
    for item in items:
        assert country.branches[item.branch].organisation == item.library
        assert country.system_of[item.library].name == item.installation


def test_codes_are_those_of_the_system_of_the_copy(items: list[Item]) -> None:
    country = libraries(SEED)
    for item in items:
        system = country.system_of[item.library]
        own = {code for state, code in system.own_states if state == item.state}
        assert item.status_code in {system.states[item.state], *own}
        assert item.lending_code == system.lending[item.lending]


def test_a_school_has_books_for_the_young_alone(items: list[Item]) -> None:
    country = libraries(SEED)
    in_schools = [i for i in items if country.branches[i.branch].kind == "school"]
    assert in_schools
    assert all(item.shelf_mark.startswith("J ") for item in in_schools)


def test_the_last_copies_are_with_large_libraries() -> None:
    country = libraries(SEED)
    rare = [i for n in range(3_000) for i in items_of(Book(n, popularity=300_000), SEED)]
    common = [i for n in range(40) for i in items_of(Book(n, popularity=995_000), SEED)]

    def plus(found: list[Item]) -> float:
        mine = [i for i in found if country.organisations[i.library].kind != "national"]
        return sum(country.organisations[i.library].plus for i in mine) / len(mine)

    assert plus(rare) > 1.5 * plus(common)


def test_a_larger_library_has_more(items: list[Item]) -> None:
    held = Counter(item.library for item in items)
    assert held["NL-0890690000"] > 5 * held["NL-0890610000"] / 2 > held["NL-0890130000"]


def test_a_copy_that_is_out_is_due_and_no_other_is(items: list[Item]) -> None:
    assert {item.state for item in items if item.due} == {"on_loan"}
    assert all(item.due for item in items if item.state == "on_loan")


def test_copies_are_placed_for_the_books_that_the_country_makes() -> None:
    made = block(load_profile(), SEED, 0).manifestations
    numbers = [len(items_of(each, SEED)) for each in made]
    assert 1.5 < sum(numbers) / len(numbers) < 8
    assert all(not items_of(each, SEED) for each in made if each.carrier == "e_book")


def test_a_system_keeps_each_description_under_a_number_of_its_own() -> None:
    first, second = libraries(SEED).installations[:2]
    numbers = {local_number(system, m) for system in (first, second) for m in range(5_000)}
    assert len(numbers) == 10_000

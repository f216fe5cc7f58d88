"""Blocks of the country's books: the same wherever they are made, and all of one piece."""

from collections import Counter
from functools import cache
from itertools import chain

from nation.blocks import block
from nation.check_digits import with_ean_check
from nation.describing import E_CONTENT
from nation.profile import load_profile
from nation.world import Block, Manifestation

PROFILE = load_profile()


@cache
def blocks() -> list[Block]:
    return [block(PROFILE, 7, number) for number in range(8)]


def every() -> list[Manifestation]:
    return list(chain.from_iterable(each.manifestations for each in blocks()))


def test_a_block_is_the_same_whenever_it_is_made():
    assert block(PROFILE, 7, 3) == blocks()[3]
    assert block(PROFILE, 8, 3) != blocks()[3]


def test_numbers_are_unique_in_the_country():
    for name in ("works", "expressions", "manifestations"):
        numbers = Counter(one.id for each in blocks() for one in getattr(each, name))
        assert set(numbers.values()) == {1}


def test_every_manifestation_has_its_expression_and_its_work():
    for each in blocks():
        expressions = {one.id: one for one in each.expressions}
        works = {one.id for one in each.works}
        for m in each.manifestations:
            assert expressions[m.expression].work == m.work
            assert m.work in works


def test_isbns_have_their_check_digit_and_are_shared_on_purpose_only():
    owners: dict[str, set[str]] = {}
    for m in every():
        for printing in m.printings:
            if printing.isbn:
                assert with_ean_check(printing.isbn[:12]) == printing.isbn
                owners.setdefault(printing.isbn, set()).add(m.kind)
    shared = [kinds for kinds in owners.values() if len(kinds) > 1]
    assert shared, "some ISBNs are used again"
    assert all(kinds & {"revised", "e_book", "set"} for kinds in shared)


def test_no_book_is_from_the_time_before_isbns_and_has_one():
    early = [p for m in every() for p in m.printings if p.year < 1970]
    assert early
    assert not any(printing.isbn for printing in early)


def test_parts_of_a_set_know_its_isbn():
    parts = [m for m in every() if m.kind == "volume"]
    assert parts
    assert {m.volume for m in parts} >= {"1", "2"}


def test_films_of_books_are_works_of_their_own():
    works = {one.id: one for each in blocks() for one in each.works}
    films = [work for work in works.values() if work.relation == "film_of"]
    assert films
    assert all(works[film.related].kind != "film" for film in films)


def test_popularity_is_evenly_spread():
    wanted = sorted(m.popularity for m in every())
    assert 0 <= wanted[0] <= wanted[-1] <= 999_999
    middle = wanted[len(wanted) // 2]
    assert 430_000 < middle < 570_000


def test_the_country_has_every_kind_of_publication():
    kinds = Counter(m.kind for m in every())
    carriers = Counter(m.carrier for m in every())
    assert {"first", "revised", "reissue", "large_print", "audio", "e_book", "volume", "set",
            "translation", "abridged", "dvd"} <= set(kinds)  # fmt: skip
    assert {"book", "music_cd", "dvd", "blu_ray", "sheet_music", "serial", "game"} <= set(carriers)
    assert set(carriers) >= E_CONTENT


def test_a_binding_or_reprint_is_no_manifestation_of_its_own():
    several = [m for m in every() if len(m.printings) > 1]
    assert several
    for m in several:
        assert max(p.year for p in m.printings) - min(p.year for p in m.printings) <= 3


def _total(blocks: list[Block]) -> int:
    return sum(len(each.manifestations) for each in blocks)


def test_a_block_grows_to_some_hundreds_of_manifestations():
    assert 150 < _total(blocks()) / len(blocks()) < 450


def test_a_country_beyond_all_imprints_has_isbns_too():
    far = block(PROFILE, 7, 90_000)
    numbers = [p.isbn for m in far.manifestations for p in m.printings if p.year > 1975 and p.isbn]
    books = [m for m in far.manifestations if m.carrier == "book" and m.year > 1975]
    assert len(set(numbers)) > len(books) // 2
    assert all(with_ean_check(isbn[:12]) == isbn for isbn in numbers)
    assert any(isbn.startswith("9799") for isbn in numbers)

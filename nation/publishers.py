"""Imprints, and the ISBNs that they hand out: no two manifestations get the same one by chance."""

from functools import cache
from itertools import count
from random import Random

from nation.check_digits import with_ean_check
from nation.names import words_of
from nation.randomness import Choices
from nation.world import Publisher

MOST_BLOCKS = 8192
"""Up to here an imprint's ISBNs are its own; a bigger country gives the rest numbers in 979-9."""

COMMON_EACH = 40
LATER_EACH = 512
_COMMON = 10_000_000
_TURN = 7_654_321  # prime to ten
_ABROAD_EACH = 96
_GROUPS_ABROAD = ("0", "1", "3", "2")


@cache
def houses(kind: str) -> Choices[Publisher]:
    """Imprints that publish a kind of books, by the letter of the list."""
    found = [house for house in all_houses() if kind in house.kinds and not house.abroad]
    return Choices(found, [house.weight for house in found])


@cache
def houses_abroad(language: str) -> Choices[Publisher]:
    """Imprints of books in another language than Dutch."""
    towns = _TOWNS.get(language, _TOWNS["eng"])
    found = [house for house in all_houses() if house.abroad and house.place in towns]
    return Choices(found, [house.weight for house in found])


_TOWNS = {
    "eng": ("London", "Oxford", "New York"),
    "ger": ("Berlin", "Frankfurt am Main"),
    "fre": ("Paris",),
    "swe": ("Stockholm",),
}


@cache
def all_houses() -> tuple[Publisher, ...]:
    """Every imprint, those abroad last."""
    listed = words_of("publishers")
    entries = [(line, False) for line in listed["houses"]]
    entries += [(line, True) for line in listed["foreign"]]
    return tuple(_house(number, *entry) for number, entry in enumerate(entries))


@cache
def single(name: str, place: str) -> Publisher:
    """A publisher of other things than books, which has no ISBNs."""
    return Publisher(-1, name, place, "", 0)


class Isbns:
    """The ISBNs of one block: each imprint has its own few."""

    def __init__(self, block: int) -> None:
        """Nothing is handed out yet."""
        self._block = block
        self._given: dict[int, int] = {}
        first = block * COMMON_EACH
        if block >= MOST_BLOCKS:
            first = MOST_BLOCKS * COMMON_EACH + (block - MOST_BLOCKS) * LATER_EACH
        self._common = count(first)
        self._abroad = count(block * _ABROAD_EACH)

    def next(self, house: Publisher) -> str:
        """The next ISBN of an imprint; empty where the numbers of the block are used up."""
        if house.abroad:
            return self._from_abroad(house)
        ranges = _ranges()[house.number]
        size = sum(10 ** (7 - len(registrant)) for registrant in ranges)
        each = size // MOST_BLOCKS
        given = self._given.get(house.number, 0)
        self._given[house.number] = given + 1
        if given >= each or self._block >= MOST_BLOCKS:
            return self._from_common()
        return with_ean_check("97890" + _body(ranges, self._block * each + given))

    def _from_common(self) -> str:
        number = next(self._common)
        if self._block >= MOST_BLOCKS:
            later = number - MOST_BLOCKS * COMMON_EACH
            return with_ean_check(f"9799{later * _TURN % (10 * _COMMON):08}")
        if number >= min(_COMMON, (self._block + 1) * COMMON_EACH):
            return ""
        return with_ean_check(f"97894{number * _TURN % _COMMON:07}")

    def _from_abroad(self, house: Publisher) -> str:
        number = next(self._abroad)
        if number >= (self._block + 1) * _ABROAD_EACH:
            return ""
        group = _GROUPS_ABROAD[house.number % 4]
        return with_ean_check(f"978{group}{number * _TURN % (10 * _COMMON):08}")


def house_for(kind: str, chance: Random) -> Publisher:
    """An imprint for a kind of book."""
    return houses(kind).draw(chance)


def _house(number: int, line: str, abroad: bool) -> Publisher:
    name, place, kinds, weight = line.split("|")
    return Publisher(number, name, place, kinds, int(weight), abroad)


def _body(ranges: tuple[str, ...], index: int) -> str:
    for registrant in ranges:
        size: int = 10 ** (7 - len(registrant))
        if index < size:
            return f"{registrant}{index:0{7 - len(registrant)}}"
        index -= size
    raise AssertionError("no imprint hands out more than it has")


@cache
def _ranges() -> tuple[tuple[str, ...], ...]:
    """The registrants of each Dutch imprint, as the ISBN ranges of group 90 have them."""
    two = iter([f"{number:02}" for number in range(20)])
    three = iter([str(number) for number in range(200, 500)])
    four = iter([str(number) for number in range(5000, 7000)])
    found: list[tuple[str, ...]] = []
    for house in all_houses():
        if house.abroad:
            break
        pool, many = (
            (two, 1) if house.weight >= 60 else (three, 6) if house.weight >= 35 else (four, 28)
        )
        own = tuple(next(pool) for _ in range(many))
        found.append(own)
    return tuple(found)

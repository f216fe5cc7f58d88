"""All the places of the country where a copy may stand, and how full each of them is."""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from nation.branches import Branch
from nation.directory import Installation, profile
from nation.libraries import Libraries, libraries

KINDS = ("adult", "youth", "music")
"""Kinds of title that stand in different places."""


class Place(NamedTuple):
    """A branch as its system knows it; `deposit` where a copy stays in the national library."""

    branch: str
    library: str
    system: Installation
    code: str
    deposit: bool


class Places:
    """The places of one country, those of one installation together."""

    def __init__(self, country: Libraries) -> None:
        """All branches, and running sums of how much stands in them by kind and rarity."""
        branches = [b for system in country.installations for b in country.branches_in(system)]
        self.all = tuple(_place(branch, country) for branch in branches)
        self.deposit = next(at for at, place in enumerate(self.all) if place.deposit)
        self._sums = {
            (kind, rare): list(accumulate(_weight(b, kind, country, rare=rare) for b in branches))
            for kind in KINDS
            for rare in (False, True)
        }

    def draw(self, kind: str, count: int, chance: Random) -> list[int]:
        """`count` places by their number, in order; one may come more than once.

        Titles of which there are hardly any stand in other places than the rest.
        """
        sums = self._sums[kind, count <= 2]
        total, random = sums[-1], chance.random
        return sorted([bisect_right(sums, int(random() * total)) for _ in range(count)])


@lru_cache(maxsize=4)
def places(seed: int) -> Places:
    """The places of a seed."""
    return Places(libraries(seed))


def _place(branch: Branch, country: Libraries) -> Place:
    national = country.organisations[branch.organisation].kind == "national"
    return Place(
        branch.isil,
        branch.organisation,
        country.system_of[branch.organisation],
        country.codes[branch.isil],
        deposit=national and branch.kind == "depot",
    )


def _weight(branch: Branch, kind: str, country: Libraries, *, rare: bool) -> int:
    organisation = country.organisations[branch.organisation]
    if branch.kind == "school" and kind != "youth":
        return 0
    if organisation.kind == "special" and "Muziek" in organisation.name:
        return branch.fullness * 20 if kind == "music" else 0
    weight = branch.fullness
    if branch.kind in ("depot", "poi_collection") and kind == "youth":
        weight //= 8
    if rare:
        rules = profile()["copies"]
        weight *= rules["tail_depot"] if branch.kind == "depot" else rules["tail_small"]
        weight *= rules["tail_plus"] if organisation.plus else 1
    return weight

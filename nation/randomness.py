"""Seeded chance: the same seed draws the same country on any machine.

Only whole numbers decide. Every stream is named, so that what one part draws never moves another.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Kind = TypeVar("Kind")

PARTS = 1_000_000
"""Shares and rates are read to a millionth."""


def stream(seed: int, part: str, number: int) -> Random:
    """A stream of chance for one part of the country and one of its numbers."""
    return Random(f"{seed}/{part}/{number}")


def drawn(seed: int, kind: str, index: int) -> int:
    """64 bits that depend on nothing but these three: what an entity across blocks is made from."""
    digest = blake2b(f"{seed}/{kind}/{index}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def in_parts(share: float) -> int:
    """A share of one as whole millionths."""
    return round(share * PARTS)


def happens(chance: Random, parts: int) -> bool:
    """Whether something with so many millionths of chance happens now."""
    return int(chance.random() * PARTS) < parts


class Choices(Generic[Kind]):
    """Values with whole-number weights, drawn by bisection; `total` is the sum of the weights."""

    __slots__ = ("_sums", "total", "values")

    def __init__(self, values: Iterable[Kind], weights: Iterable[int]) -> None:
        """Keep the values and the running sums of their weights."""
        self.values: Sequence[Kind] = tuple(values)
        self._sums = list(accumulate(weights))
        self.total = self._sums[-1]

    def draw(self, chance: Random) -> Kind:
        """One value, as often as its weight says."""
        return self.values[bisect_right(self._sums, int(chance.random() * self.total))]

    def at(self, bits: int) -> Kind:
        """The value that a whole number picks: the same number, the same value."""
        return self.values[bisect_right(self._sums, bits % self.total)]


def choices(shares: Mapping[str, float]) -> Choices[str]:
    """Choices from a table of shares, in the table's order."""
    return Choices(shares, [in_parts(share) for share in shares.values()])


def falling(values: Sequence[Kind], flat: int = 12) -> Choices[Kind]:
    """Choices that fall with their place, as names do: weight 1 over place plus `flat`."""
    return Choices(values, [PARTS // (place + flat) for place in range(len(values))])

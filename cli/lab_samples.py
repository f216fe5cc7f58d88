"""Samples of what changes: chosen by a seed, spread over the kinds of change."""

import heapq
from collections.abc import Iterable
from hashlib import blake2b
from typing import Generic, TypeVar

Sample = TypeVar("Sample")


class Samples(Generic[Sample]):
    """At most `size` samples, taken from each kind of change in turn; the rare are not drowned."""

    def __init__(self, size: int, seed: int) -> None:
        """No samples yet; the same seed chooses the same ones again."""
        self._size, self._seed = size, seed
        self._kinds: dict[str, list[tuple[int, str, Sample]]] = {}

    def offer(self, key: str, kinds: Iterable[str], sample: Sample) -> None:
        """Take a change into account; the order in which they come is no matter."""
        for kind in kinds:
            chosen = self._kinds.setdefault(kind, [])
            entry = -self._lot(kind, key)
            if len(chosen) >= self._size and (not chosen or entry <= chosen[0][0]):
                continue
            heapq.heappush(chosen, (entry, key, sample))
            if len(chosen) > self._size:
                heapq.heappop(chosen)

    def chosen(self) -> list[tuple[str, Sample]]:
        """The samples with the kind each was taken for, kind by kind in turn."""
        waiting = {kind: sorted(rows, reverse=True) for kind, rows in sorted(self._kinds.items())}
        taken: dict[str, tuple[str, Sample]] = {}
        while len(taken) < self._size and any(waiting.values()):
            for kind, rows in waiting.items():
                while rows and rows[0][1] in taken:
                    rows.pop(0)
                if rows and len(taken) < self._size:
                    _, key, sample = rows.pop(0)
                    taken[key] = (kind, sample)
        return list(taken.values())

    def _lot(self, kind: str, key: str) -> int:
        drawn = blake2b(f"{self._seed}\x1f{kind}\x1f{key}".encode(), digest_size=8)
        return int.from_bytes(drawn.digest(), "big")

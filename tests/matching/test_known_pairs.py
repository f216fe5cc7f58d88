"""The truth table of the fixtures as a floor: quality may rise and never fall unseen."""

from functools import cache

import pytest

from benchmarks import matching_quality
from benchmarks.matching_quality import JUDGING, TUNING, Measured


@cache
def measure(parts: str) -> Measured:
    return matching_quality.measure(parts)


@pytest.mark.parametrize(
    ("half", "precision", "recall", "works"),
    [(TUNING, 0.985, 0.965, 0.85), (JUDGING, 0.985, 0.87, 0.8)],
)
def test_matching_agrees_with_the_hand_made_truth(half, precision, recall, works):
    found = measure(half)
    assert found.manifestations.precision >= precision
    assert found.manifestations.recall >= recall
    assert found.works.recall >= works
    assert found.near_misses >= 100


def test_near_misses_stay_apart():
    for half in (TUNING, JUDGING):
        found = measure(half)
        assert found.near_misses_joined <= 0.02 * found.near_misses

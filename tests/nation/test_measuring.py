"""The figures of a made country are near those it aims at."""

from functools import cache

import pytest

from nation.measuring import WITHIN, Measure, counts, measure
from nation.profile import load_profile
from tests.nation.made_country import MIDDLE, SMALL, country

ENOUGH = 2_000
"""Of fewer things, chance alone moves a share by more than is allowed."""


@cache
def measures() -> dict[str, Measure]:
    return {each.name: each for each in measure(country(MIDDLE))}


@pytest.mark.parametrize(
    "name", [name for name in load_profile().tables["targets"] if name != "isbn_missing"]
)
def test_each_figure_is_within_a_tenth_of_its_target(name):
    found = measures()[name]
    assert found.of > ENOUGH
    assert found.met, f"{found.value:.4f} of {found.of}, target {found.target}"


@pytest.mark.parametrize("source", ["ggc", "local"])
def test_isbns_are_missing_as_often_as_is_known(source):
    found = measures()[f"isbn_missing_{source}"]
    assert found.of > ENOUGH
    assert found.met, f"{found.value:.4f} of {found.of}, target {found.target}"


def test_the_big_clusters_are_as_many_as_in_a_real_catalogue():
    for size in (1, 2, 3):
        found = measures()[f"clusters_of_{size}"]
        assert found.met, f"{size}: {found.value:.4f}, target {found.target}"


def test_a_figure_beyond_a_tenth_of_its_target_is_not_met():
    assert Measure("x", 0.11, 100, 0.1 / (1 - WITHIN) * 1.001).met
    assert not Measure("x", 0.05, 100, 0.06).met
    assert Measure("x", 7.0, 100).met


def test_counts_add_up_to_all_records():
    counted = counts(country())
    assert sum(counted["source"].values()) == SMALL
    assert sum(counted["kind"].values()) == SMALL
    assert {"nbd", "ggc", "obcp", "online"} <= set(counted["source"])

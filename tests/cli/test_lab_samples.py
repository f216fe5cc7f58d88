"""Samples are chosen by the seed alone, and the rare kinds of change are among them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cli.lab_samples import Samples


def sampled(changes: list[tuple[str, list[str]]], size: int, seed: int = 1) -> list[str]:
    samples: Samples[str] = Samples(size, seed)
    for key, kinds in changes:
        samples.offer(key, kinds, key)
    return [key for _, key in samples.chosen()]


MANY = [(f"ggc:{i}", ["subjects"] if i % 50 else ["subjects", "title"]) for i in range(500)]


def test_the_rare_kinds_have_their_turn() -> None:
    samples: Samples[str] = Samples(16, 1)
    for key, kinds in MANY:
        samples.offer(key, kinds, key)
    assert Counter(kind for kind, _ in samples.chosen()) == {"subjects": 8, "title": 8}


def test_another_seed_chooses_others() -> None:
    assert sampled(MANY, 10, 1) != sampled(MANY, 10, 2)
    assert sampled(MANY, 0) == []


@given(st.permutations(MANY[:60]), st.integers(1, 80))
def test_the_order_in_which_changes_come_is_no_matter(
    changes: list[tuple[str, list[str]]], size: int
) -> None:
    chosen = sampled(changes, size)
    assert chosen == sampled(MANY[:60], size)
    assert len(set(chosen)) == len(chosen) == min(size, 60)

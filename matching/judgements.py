"""What cataloguers decided: it outranks every computed verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.source_record import RecordKey
from catalogue.verdicts import Judgement

Pair = tuple[RecordKey, RecordKey]


@dataclass(frozen=True)
class Decisions:
    """The standing judgements: pairs to join, pairs to keep apart, and pairs that contradict."""

    same: frozenset[Pair]
    different: frozenset[Pair]
    contradicting: frozenset[Pair]


def pair_of(left: RecordKey, right: RecordKey) -> Pair:
    """The two keys, the smaller first."""
    return (left, right) if left <= right else (right, left)


def decide(judgements: Iterable[Judgement]) -> Decisions:
    """The decisions that judgements (oldest first) come to.

    "Unsure" decides nothing. Where two people contradict each other on a pair, the records stay
    apart and the pair is reported: separate is the answer that harms nobody.
    """
    same: set[Pair] = set()
    different: set[Pair] = set()
    for judgement in judgements:
        pair = pair_of(judgement.left, judgement.right)
        if judgement.verdict == "same":
            same.add(pair)
        elif judgement.verdict == "different":
            different.add(pair)
    both = same & different
    return Decisions(frozenset(same - both), frozenset(different), frozenset(both))

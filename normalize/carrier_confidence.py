"""Which carrier the clues of a record tell, and how surely, by the tables of carriers.toml.

A clue is the kind of evidence, a space, and what it says (`007 volume`). Kinds are independent: a
cataloguer fills in each by itself.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from catalogue.model import Carrier, Confidence
from normalize.profiles import Table, load_table

Kinds = Mapping[str, frozenset[str]]
"""What each kind of evidence says."""


@lru_cache(maxsize=4096)
def decide(said: frozenset[str]) -> tuple[Carrier, Confidence, str]:
    """The carrier, how surely it is told, and what denies it (`large_print; 007: regular_print`).

    *Doubtful* is what codes leave open or only one doubtful word says, *stated* what is said
    plainly, *confirmed* what two kinds of evidence say, each by itself, and none denies.
    """
    kinds = _by_kind(said)
    clues = frozenset().union(*kinds.values())
    row = _row_for(clues)
    if row is None or row["is"] == Carrier.UNKNOWN:
        return Carrier.UNKNOWN, Confidence.NONE, ""
    told = load_table("carriers")["told"][row["is"]]
    telling = [kind for kind, found in kinds.items() if not found.isdisjoint(told["by"])]
    denials = sorted(_denials(kinds, told))
    confidence = Confidence.DOUBTFUL
    if row.get("sure") or not clues.isdisjoint(row.get("sure_with", ())):
        confirmed = len(telling) > 1 and not denials
        confidence = Confidence.CONFIRMED if confirmed else Confidence.STATED
    return Carrier(row["is"]), confidence, "; ".join([row["is"], *denials]) if denials else ""


def _by_kind(said: frozenset[str]) -> Kinds:
    kinds: dict[str, set[str]] = {}
    for each in said:
        kind, _, clue = each.partition(" ")
        kinds.setdefault(kind, set()).add(clue)
    return {kind: frozenset(clues) for kind, clues in kinds.items()}


def _row_for(clues: frozenset[str]) -> Table | None:
    """The first row whose clues are all there, and none that it excludes."""
    rows: Iterable[Table] = load_table("carriers")["carrier"]
    fitting = (row for row in rows if clues.issuperset(row["all"]))
    return next((row for row in fitting if clues.isdisjoint(row.get("none", ()))), None)


def _denials(kinds: Kinds, told: Table) -> list[str]:
    """Each kind of evidence that speaks of another carrier or another content, with its clues.

    A kind that allows this carrier too denies nothing: the rest of it is about what comes along.
    """
    allowed = frozenset(told["by"]).union(told.get("allowed_by", ()))
    contents = frozenset(load_table("carriers")["contents"]["clues"])
    found = []
    for kind, clues in kinds.items():
        if clues.isdisjoint(allowed):
            other = clues & contents
            against = other if other.isdisjoint(told.get("content", other)) else frozenset()
            against |= clues.intersection(told.get("not_by", ()))
            found += [f"{kind}: {' '.join(sorted(against))}"] if against else []
    return found

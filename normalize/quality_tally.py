"""What was counted of a number of records: counters, a few examples, and the worst of them."""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import AwareDatetime

from catalogue.model import BibliographicRecord, Carrier, Description, Value
from catalogue.outcomes import Normalized, Problem, Rejected
from normalize.profiles import load_table

FIELDS: tuple[str, ...] = tuple(
    name for name in Description.model_fields if name not in ("carrier_confidence", "volume")
)
"""Fields of a description that are filled or not; a volume is rightly absent from most."""

_EMPTY: dict[str, Any] = {
    **{name: Description.model_fields[name].get_default() for name in FIELDS},
    "carrier": Carrier.UNKNOWN,
}
_EXAMPLES = 5
_SHOWN_PROBLEMS = 20
_SHOWN_TITLE = 120


class Figures(Value):
    """What is kept of one source or library from run to run; `core` is a share."""

    read: int
    rejected: int
    flawless: int
    problems: int
    core: float
    rules: dict[str, int] = {}

    @property
    def share_flawless(self) -> float:
        """The share of the records without any problem."""
        return self.flawless / self.read if self.read else 0.0

    @property
    def share_rejected(self) -> float:
        """The share of the records that were rejected."""
        return self.rejected / self.read if self.read else 0.0


class Run(Value):
    """One run of the check: when it was, and its figures per source and per library."""

    at: AwareDatetime
    sources: dict[str, Figures]
    libraries: dict[str, Figures] = {}


@dataclass(frozen=True)
class Finding:
    """A record with what is to be mended in it; the higher the weight, the worse."""

    record: str
    title: str
    rejected: bool
    weight: int
    problems: tuple[Problem, ...]
    more: int = 0
    """Problems that are not among `problems`, because there are too many."""


@dataclass
class Tally:
    """What was counted of one source or library; `most` is how many of its worst are kept."""

    name: str
    most: int = 25
    read: int = 0
    rejected: int = 0
    flawless: int = 0
    copies: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Problem]] = field(default_factory=dict)
    _heap: list[tuple[int, int, Finding]] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Records that were not rejected."""
        return self.read - self.rejected

    @property
    def core(self) -> float:
        """The mean share of the kept records in which a core field is filled."""
        names = load_table("validation")["completeness"]["core"]
        filled = sum(self.filled[name] for name in names)
        return filled / (self.kept * len(names)) if self.kept else 0.0

    @property
    def worst(self) -> list[Finding]:
        """The worst records, the worst first; of two alike, the one that came first."""
        return [finding for _, _, finding in sorted(self._heap, reverse=True)]

    @property
    def figures(self) -> Figures:
        """What later runs are compared with."""
        return Figures(
            read=self.read,
            rejected=self.rejected,
            flawless=self.flawless,
            problems=self.problems.total(),
            core=round(self.core, 4),
            rules=dict(sorted(self.records.items())),
        )

    def share_filled(self, name: str) -> float:
        """The share of the kept records in which a field is filled."""
        return self.filled[name] / self.kept if self.kept else 0.0

    def share_valid(self, rule: str) -> float:
        """The share of the records for which a rule holds."""
        return 1 - self.records[rule] / self.read if self.read else 1.0

    def take(self, outcome: Normalized | Rejected, filled: Iterable[str], copies: int) -> None:
        """Count one record, its filled fields and its copies."""
        self.read += 1
        self.rejected += isinstance(outcome, Rejected)
        self.flawless += not outcome.problems
        self.copies += copies
        self.filled.update(filled)
        self.records.update({problem.rule for problem in outcome.problems})
        for problem in outcome.problems:
            self.problems[problem.rule] += 1
            shown = self.examples.setdefault(problem.rule, [])
            if len(shown) < _EXAMPLES:
                shown.append(problem)
        if outcome.problems and self.most:
            self._remember(outcome)

    def _remember(self, outcome: Normalized | Rejected) -> None:
        weight = sum(weight_of(problem.rule) for problem in outcome.problems)
        if len(self._heap) >= self.most and weight <= self._heap[0][0]:
            return
        entry = (weight, -self.read, _finding(outcome, weight))
        push = heapq.heappush if len(self._heap) < self.most else heapq.heappushpop
        push(self._heap, entry)


def filled_fields(outcome: Normalized | Rejected) -> tuple[str, ...]:
    """The names of the fields that a record fills; none where it is rejected."""
    if isinstance(outcome, Rejected):
        return ()
    record: BibliographicRecord = outcome.record
    return tuple(name for name, empty in _EMPTY.items() if getattr(record, name) != empty)


def weight_of(rule: str) -> int:
    """How grave it is that a rule does not hold: `tables/remedies.toml`."""
    return int(load_table("remedies")[rule]["weight"])


def _finding(outcome: Normalized | Rejected, weight: int) -> Finding:
    gravest = sorted(outcome.problems, key=lambda problem: -weight_of(problem.rule))
    shown = tuple(gravest[:_SHOWN_PROBLEMS])
    more = len(gravest) - len(shown)
    if isinstance(outcome, Rejected):
        return Finding(f"{outcome.source}:{outcome.number}", "", True, weight, shown, more)
    title = outcome.record.title.main[:_SHOWN_TITLE]
    return Finding(str(outcome.record.key), title, False, weight, shown, more)

"""What is counted while records are checked: per source and per library, in a small memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.outcomes import Normalized, Rejected
from normalize.quality_tally import Run, Tally, filled_fields

LibraryOf = Callable[[str, str], str]
"""What the library is called that a branch code of a source belongs to."""

_WORST_OF_A_LIBRARY = 5
_MOST_LIBRARIES = 1_000
OTHERS = "…"
"""Stands for every library beyond the first thousand: only files that are wrong have so many."""


def by_branch_code(source: str, code: str) -> str:
    """The name of a library of which no more is known than how a source writes its branch."""
    return f"{source} {code}"


@dataclass
class QualitySummary:
    """Everything counted in one run: as a whole, per source, per library."""

    library_of: LibraryOf = by_branch_code
    whole: Tally = field(default_factory=lambda: Tally("", most=0))
    sources: dict[str, Tally] = field(default_factory=dict)
    libraries: dict[str, Tally] = field(default_factory=dict)

    def take(self, outcome: Normalized | Rejected) -> None:
        """Count one record for all it counts for."""
        source = outcome.source if isinstance(outcome, Rejected) else outcome.record.source
        copies = self._copies(source, outcome)
        filled = filled_fields(outcome)
        self.whole.take(outcome, filled, copies.total())
        self.sources.setdefault(source, Tally(source)).take(outcome, filled, copies.total())
        for name, count in copies.items():
            tally = self.libraries.setdefault(name, Tally(name, most=_WORST_OF_A_LIBRARY))
            tally.take(outcome, filled, count)

    def passing(self, outcomes: Iterable[Normalized | Rejected]) -> Iterator[Normalized | Rejected]:
        """The same outcomes, counted as they pass."""
        for outcome in outcomes:
            self.take(outcome)
            yield outcome

    def run(self, at: datetime) -> Run:
        """What later runs are compared with."""
        sources = {name: tally.figures for name, tally in sorted(self.sources.items())}
        libraries = {name: tally.figures for name, tally in sorted(self.libraries.items())}
        return Run(at=at, sources=sources, libraries=libraries)

    def _copies(self, source: str, outcome: Normalized | Rejected) -> Counter[str]:
        """How many copies each library has of a record."""
        if isinstance(outcome, Rejected):
            return Counter()
        codes = Counter(item.branch_code for item in outcome.items if item.branch_code)
        found: Counter[str] = Counter()
        for code, count in codes.items():
            name = self.library_of(source, code)
            full = len(self.libraries) >= _MOST_LIBRARIES and name not in self.libraries
            found[OTHERS if full else name] += count
        return found

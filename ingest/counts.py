"""What a harvest fetched."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class HarvestCounts:
    """Counts of a harvest, or of one page of it.

    `pages` and `records` are newly landed, `deleted` of them are deletions; `known` pages were
    landed before; `retries` are repeated requests; `stripped` are characters that XML forbids;
    `short` are windows whose list was shorter than its source had said.
    """

    windows: int = 0
    pages: int = 0
    records: int = 0
    deleted: int = 0
    known: int = 0
    retries: int = 0
    stripped: int = 0
    short: int = 0

    def __add__(self, other: "HarvestCounts") -> "HarvestCounts":
        """The counts of both."""
        return HarvestCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

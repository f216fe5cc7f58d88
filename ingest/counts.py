"""What a harvest fetched."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class HarvestCounts:
    """Counts of a harvest, or of one page of it.

    `pages` and `records` are newly landed, `deleted` of them are deletions; `known` pages were
    landed before; `retries` are repeated requests; `stripped` are characters that XML forbids;
    `short` are windows whose list was shorter than its source had said; `dates_not_heeded` is 1
    where a source was found to list every date for any. `removed` are values that
    may not stay, by field, and `refused` records of which nobody could tell what they carry.
    """

    windows: int = 0
    pages: int = 0
    records: int = 0
    deleted: int = 0
    known: int = 0
    retries: int = 0
    stripped: int = 0
    short: int = 0
    dates_not_heeded: int = 0
    refused: int = 0
    removed: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "HarvestCounts") -> "HarvestCounts":
        """The counts of both."""
        return HarvestCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def told(self) -> Mapping[str, Any]:
        """What is worth telling beside the number of records, under the names people read."""
        named = {
            "pages": self.pages,
            "deletions": self.deleted,
            "retries": self.retries,
            "characters_stripped": self.stripped,
            "pages_known": self.known,
            "lists_short": self.short,
            "dates_not_heeded": self.dates_not_heeded,
            "values_removed": self.removed.total(),
            "refused": self.refused,
        }
        return {name: count for name, count in named.items() if count}

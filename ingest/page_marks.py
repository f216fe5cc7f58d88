"""The marks of the pages that a window has landed: what tells a page that comes a second time.

They are kept in parts of their own, and only the newest part with the position, so that moving on
costs the same after a million pages as after one.
"""

from dataclasses import replace

from ingest.journal import Journal
from ingest.windows import Position

PART = 200
"""So many marks are kept together."""


class PageMarks:
    """The marks of the window that a position is in."""

    def __init__(self, journal: Journal, name: str, position: Position) -> None:
        """The marks kept under `name`, up to those of `position`."""
        self._journal = journal
        self._name = name
        self._marks = set(position.pages)
        for part in range(position.parts):
            self._marks.update((journal.checkpoint(self._part(part)) or {}).get("marks", ()))

    def __len__(self) -> int:
        """How many pages the window has landed."""
        return len(self._marks)

    def __contains__(self, mark: str) -> bool:
        """True for a page that was landed in this window before."""
        return mark in self._marks

    def add(self, mark: str, position: Position) -> Position:
        """The position with one more page; a part that is full is put away first.

        Killed in between, the same part is put away once more.
        """
        self._marks.add(mark)
        if len(position.pages) < PART:
            return replace(position, pages=(*position.pages, mark))
        self._journal.set_checkpoint(self._part(position.parts), {"marks": list(position.pages)})
        return replace(position, pages=(mark,), parts=position.parts + 1)

    def begin(self, position: Position) -> Position:
        """The position without any page; parts that were put away are written over in time."""
        self._marks.clear()
        return replace(position, pages=(), parts=0)

    def _part(self, number: int) -> str:
        return f"{self._name} pages {number}"

"""The marks of the pages that a window has landed: what tells a page that comes a second time.

Those of the list before are known as well: a page that is still the same to the letter, dates
included, says nothing new. Marks are kept in parts of their own, and only the newest part with the
position, so that moving on costs the same after a million pages as after one.
"""

from collections.abc import Iterator
from dataclasses import replace

from ingest.journal import Journal
from ingest.windows import Position

PART = 200
"""So many marks are kept together."""


class PageMarks:
    """The marks of the window that a position is in, and of the one before."""

    def __init__(self, journal: Journal, name: str, position: Position) -> None:
        """The marks kept under `name`, up to those of `position`."""
        self._journal = journal
        self._name = name
        self._marks = {*position.pages, *self._put_away(position.turn, position.parts)}
        self._before = set(self._put_away(1 - position.turn, position.before))

    def __len__(self) -> int:
        """How many pages the window has landed, or found landed before."""
        return len(self._marks)

    def __contains__(self, mark: str) -> bool:
        """True for a page that was landed in this window or in the one before."""
        return mark in self._marks or mark in self._before

    def add(self, mark: str, position: Position) -> Position:
        """The position with one more page; a part that is full is put away first.

        Killed in between, the same part is put away once more.
        """
        if mark in self._marks:
            return position
        self._marks.add(mark)
        if len(position.pages) < PART:
            return replace(position, pages=(*position.pages, mark))
        self._put(position)
        return replace(position, pages=(mark,), parts=position.parts + 1)

    def begin(self, position: Position) -> Position:
        """The position without any page: those it has become the ones before.

        A window without a page leaves those before as they are.
        """
        if not self._marks:
            return position
        self._put(position)
        self._marks, self._before = set(), self._marks
        return replace(
            position, pages=(), parts=0, turn=1 - position.turn, before=position.parts + 1
        )

    def forget(self, position: Position) -> Position:
        """The position that knows no page; parts that were put away are written over in time."""
        self._marks, self._before = set(), set()
        return replace(position, pages=(), parts=0, before=0)

    def _put(self, position: Position) -> None:
        part = self._part(position.turn, position.parts)
        self._journal.set_checkpoint(part, {"marks": list(position.pages)})

    def _put_away(self, turn: int, parts: int) -> Iterator[str]:
        for number in range(parts):
            yield from (self._journal.checkpoint(self._part(turn, number)) or {}).get("marks", ())

    def _part(self, turn: int, number: int) -> str:
        return f"{self._name} pages {number}" + (" in turn" if turn else "")

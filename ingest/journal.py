"""Where a harvest stands: the journal's port, and its form in memory."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from catalogue.journal import LandedPage

__all__ = ["Journal", "LandedPage", "MemoryJournal"]


class Journal(Protocol):
    """Where checkpoints and landed pages are kept; every method is one commit."""

    def checkpoint(self, name: str) -> dict[str, Any] | None:
        """Where the harvest or file `name` stands, or None before its first page."""

    def set_checkpoint(self, name: str, state: Mapping[str, Any]) -> None:
        """Move checkpoint `name` where no page goes with it."""

    def is_landed(self, file: str) -> bool:
        """True if a page of this name in the landing zone is known."""

    def page_landed(
        self,
        page: LandedPage,
        *,
        checkpoint: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> int:
        """Note a landed page and move its checkpoint in one commit; the number of the page.

        A file that was noted before waits once more, behind all others.
        """


class MemoryJournal:
    """The journal in memory, for tests and for dry runs."""

    def __init__(self) -> None:
        """An empty journal."""
        self.checkpoints: dict[str, dict[str, Any]] = {}
        self._pages: dict[str, LandedPage] = {}
        self._last = 0

    def checkpoint(self, name: str) -> dict[str, Any] | None:
        """Where the harvest or file `name` stands, or None."""
        return self.checkpoints.get(name)

    def set_checkpoint(self, name: str, state: Mapping[str, Any]) -> None:
        """Move checkpoint `name`."""
        self.checkpoints[name] = dict(state)

    def is_landed(self, file: str) -> bool:
        """True if a page of this name is known."""
        return file in self._pages

    def page_landed(
        self,
        page: LandedPage,
        *,
        checkpoint: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> int:
        """Note a landed page and move its checkpoint; a file noted before waits once more."""
        self._pages.pop(page.file, None)
        self._last += 1
        self._pages[page.file] = replace(page, page=self._last)
        if checkpoint is not None:
            self.set_checkpoint(checkpoint, state or {})
        return self._last

    def waiting(self, source: str | None = None) -> tuple[LandedPage, ...]:
        """The pages that wait to be saved, in the order in which they were landed."""
        return tuple(page for page in self._pages.values() if source in (None, page.source))

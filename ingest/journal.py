"""Where a harvest stands: the journal's port, and its form in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Journal(Protocol):
    """Where checkpoints and landed pages are kept; every method is one commit."""

    def read_checkpoint(self, name: str) -> str | None:
        """The state kept under `name`, or None."""

    def move_checkpoint(self, name: str, state: str) -> None:
        """Keep `state` under `name`."""

    def page_landed(
        self, source: str, file: str, *, format: str, records: int, checkpoint: tuple[str, str]
    ) -> None:
        """Note a landed page that waits to be saved, and a checkpoint, in one commit.

        A file that was noted before waits to be saved once more.
        """


@dataclass(frozen=True)
class LandedPage:
    """A page that waits to be saved: `file` is its path in the landing zone."""

    source: str
    file: str
    format: str
    records: int


class MemoryJournal:
    """The journal in memory, for tests and for dry runs."""

    def __init__(self) -> None:
        """An empty journal."""
        self.checkpoints: dict[str, str] = {}
        self._pages: dict[str, LandedPage] = {}

    @property
    def pages(self) -> Sequence[LandedPage]:
        """The pages that wait to be saved, in the order in which they were landed."""
        return tuple(self._pages.values())

    def read_checkpoint(self, name: str) -> str | None:
        """The state kept under `name`, or None."""
        return self.checkpoints.get(name)

    def move_checkpoint(self, name: str, state: str) -> None:
        """Keep `state` under `name`."""
        self.checkpoints[name] = state

    def page_landed(
        self, source: str, file: str, *, format: str, records: int, checkpoint: tuple[str, str]
    ) -> None:
        """Note a landed page and a checkpoint together."""
        self._pages[file] = LandedPage(source, file, format, records)
        self.move_checkpoint(*checkpoint)

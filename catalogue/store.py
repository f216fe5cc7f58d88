"""The record store's port, and its form in memory."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import RecordKey, SourceRecord
from catalogue.versions import (
    DeadLetter,
    Delivery,
    NewVersion,
    Page,
    SaveCounts,
    Standing,
    Version,
)

__all__ = ["DeadLetter", "Delivery", "MemoryStore", "RecordStore", "SaveCounts", "Version", "save"]


class RecordStore(Protocol):
    """Where versions and dead letters are kept."""

    def save_page(self, deliveries: Iterable[Delivery], page: int | None = None) -> SaveCounts:
        """Save deliveries in their order, and landed page `page` as saved, all or nothing."""

    def current(self, key: RecordKey) -> Version | None:
        """The newest version of a record, or None if it was never saved."""

    def versions(self, key: RecordKey) -> Sequence[Version]:
        """Every version of a record, oldest first."""

    def rejected(self, key: RecordKey) -> DeadLetter | None:
        """The dead letter of a record, or None if it has none."""

    def list_rejected(self, source: str | None = None, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, of one source or of all, in the order of their keys."""


def save(
    store: RecordStore, source_record: SourceRecord, outcome: Normalized | Rejected | None
) -> Version | None:
    """Save one source record and return its new version; None if nothing changed.

    A rejected record becomes a dead letter and returns None: its last good version stays current.
    """
    counts = store.save_page([(source_record, outcome)])
    return store.current(source_record.key) if counts.saved or counts.deleted else None


class MemoryStore:
    """The store in memory, for tests and for trying a file without a database."""

    def __init__(self) -> None:
        """An empty store."""
        self._versions: dict[RecordKey, list[Version]] = {}
        self._locators: dict[tuple[str, str], tuple[RecordKey, ...]] = {}
        self._standing: dict[RecordKey, Standing] = {}
        self._dead: dict[RecordKey, DeadLetter] = {}
        self.saved_pages: set[int] = set()
        self._last = 0

    def save_page(self, deliveries: Iterable[Delivery], page: int | None = None) -> SaveCounts:
        """Save deliveries in their order, and landed page `page` as saved."""
        effect = Page(dict(self._standing), dict(self._locators))
        for delivery in deliveries:
            effect.take(delivery)
        for new in effect.new_versions:
            self._add(new)
        for key, source_record in effect.seen.items():
            self._locate(key, source_record.locator)
        self._standing = effect.standing
        for key in effect.mended:
            self._dead.pop(key, None)
        for key, letter in effect.dead.items():
            self._dead[key] = letter
            self._locate(key, letter.locator)
        if page is not None:
            self.saved_pages.add(page)
        return effect.counts

    def _add(self, new: NewVersion) -> None:
        self._last += 1
        version = Version(
            self._last,
            new.key,
            new.source_record.sha256,
            new.outcome.record if new.outcome else None,
            new.outcome.items if new.outcome else (),
            new.source_record.place,
        )
        self._versions.setdefault(new.key, []).append(version)

    def _locate(self, key: RecordKey, locator: str | None) -> None:
        if locator:
            address = (key.source, locator)
            self._locators[address] = tuple({*self._locators.get(address, ()), key})

    def current(self, key: RecordKey) -> Version | None:
        """The newest version of a record, or None if it was never saved."""
        return self._versions[key][-1] if key in self._versions else None

    def versions(self, key: RecordKey) -> Sequence[Version]:
        """Every version of a record, oldest first."""
        return tuple(self._versions.get(key, ()))

    def rejected(self, key: RecordKey) -> DeadLetter | None:
        """The dead letter of a record, or None if it has none."""
        return self._dead.get(key)

    def list_rejected(self, source: str | None = None, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, of one source or of all, in the order of their keys."""
        wanted = sorted(key for key in self._dead if source in (None, key.source))
        return tuple(self._dead[key] for key in wanted[:limit])

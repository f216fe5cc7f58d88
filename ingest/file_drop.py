"""Deliveries by file: every file of a drop folder is landed once, whatever it is called."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from catalogue.errors import LandingError
from ingest.counts import HarvestCounts
from ingest.delivery import Delivery, delivered_at, is_landed, land_delivery
from ingest.journal import Journal
from ingest.landing import Readable, Shelf
from ingest.sources import Source
from ingest.stay_tables import stay_table

__all__ = ["delivered_at", "is_new", "land_drop", "land_file", "waiting_files"]

_UNFINISHED = (".part", ".filepart", ".tmp", ".crdownload")
"""Names under which programs write a file that is not whole yet."""


def waiting_files(pattern: str) -> Sequence[Path]:
    """The files that match, in the order of their names: deliveries carry their date in it."""
    root = Path(pattern).anchor or "."
    found = Path(root).glob(str(Path(pattern).relative_to(root)))
    return sorted(
        path
        for path in found
        if path.is_file() and not path.name.startswith(".") and path.suffix not in _UNFINISHED
    )


def is_new(journal: Journal, source: Source, path: Path) -> bool:
    """True if the source has not delivered this file before.

    What may not be kept is not hashed either, so a delivery that is stripped is known by its name,
    size and time; any other by its bytes, whatever its name.
    """
    if stay_table(source) is None:
        return not is_landed(journal, source.name, _sha256(path))
    return journal.checkpoint(_seen(source, path)) != _stamp(path)


def land_file(
    source: Source, path: Path, journal: Journal, shelf: Shelf, *, again: bool = False
) -> HarvestCounts:
    """Land one delivered file and note it as a page; a file with the same bytes is `known`.

    `again`: land it although it is known. Raises LandingError if the file cannot be read, or
    changes while it is read.
    """
    if not again and not is_new(journal, source, path):
        return HarvestCounts(known=1)
    before = _stamp(path)
    delivery = Delivery(path.name, _modified(path), again)
    try:
        with path.open("rb") as file:
            whole = _Whole(file, path, before)
            receipt = land_delivery(source, whole, delivery, journal, shelf)
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}; mend it") from problem
    if stay_table(source) is not None:
        journal.set_checkpoint(_seen(source, path), before)
    return receipt.counts


def land_drop(
    source: Source, journal: Journal, shelf: Shelf, since: datetime | None = None
) -> Iterator[HarvestCounts]:
    """Land every new file of a source's drop folder, and those delivered since `since` again."""
    for path in waiting_files(source.path):
        again = since is not None and _modified(path) >= since
        yield land_file(source, path, journal, shelf, again=again)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(_stamp(path)["modified"] / 1e9, UTC)


class _Whole:
    """A file that may not change while it is read."""

    def __init__(self, file: Readable, path: Path, before: dict[str, int]) -> None:
        self._file, self._path, self._before = file, path, before

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; raises LandingError at the end of a file that changed."""
        block = self._file.read(size)
        if not block and _stamp(self._path) != self._before:
            raise LandingError(
                f"{self._path} changed while it was read; run again when it is whole"
            )
        return block


def _seen(source: Source, path: Path) -> str:
    return f"drop {source.name} {path}"


def _stamp(path: Path) -> dict[str, int]:
    try:
        found = path.stat()
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}; mend it") from problem
    return {"size": found.st_size, "modified": found.st_mtime_ns}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}; mend it") from problem

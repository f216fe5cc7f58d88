"""Deliveries by file: every file of a drop folder is landed once, whatever it is called."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from catalogue.errors import LandingError
from catalogue.model import Format
from ingest.counts import HarvestCounts
from ingest.files import frame
from ingest.journal import Journal, LandedPage
from ingest.known_sources import keep_source
from ingest.landing import Landed, LandedFile, Shelf, land
from ingest.sources import Source

_UNFINISHED = (".part", ".filepart", ".tmp", ".crdownload")
"""Names under which programs write a file that is not whole yet."""

_log = structlog.get_logger()


def waiting_files(pattern: str) -> Sequence[Path]:
    """The files that match, in the order of their names: deliveries carry their date in it."""
    root = Path(pattern).anchor or "."
    found = Path(root).glob(str(Path(pattern).relative_to(root)))
    return sorted(
        path
        for path in found
        if path.is_file() and not path.name.startswith(".") and path.suffix not in _UNFINISHED
    )


def is_new(journal: Journal, source: str, path: Path) -> bool:
    """True if the source has not delivered these bytes before."""
    return journal.checkpoint(_checkpoint(source, _sha256(path))) is None


def land_file(source: Source, path: Path, journal: Journal, shelf: Shelf) -> HarvestCounts:
    """Land one delivered file and note it as a page; a file with the same bytes is `known`.

    Raises LandingError if the file cannot be read, or changes while it is read.
    """
    if not is_new(journal, source.name, path):
        return HarvestCounts(known=1)
    landed = _land(path, shelf)
    place = shelf.landing / landed.file
    formats: Counter[Format] = Counter()
    deleted = 0
    with LandedFile(place) as file:
        for record in frame(file, source=source.name, format=source.format, file=landed.file):
            formats[record.format] += 1
            deleted += record.deleted
    records = formats.total()
    (most, _), *_ = formats.most_common(1) or [(source.format or Format.MARC, 0)]
    keep_source(journal, source)
    journal.page_landed(
        LandedPage(0, source.name, landed.file, most, records),
        checkpoint=_checkpoint(source.name, landed.sha256),
        state={
            "file": landed.file,
            "delivered_as": path.name,
            "delivered_at": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(),
        },
    )
    _log.info("file landed", source=source.name, file=path.name, records=records)
    return HarvestCounts(pages=1, records=records, deleted=deleted)


def delivered_at(journal: Journal, source: str, file: str) -> datetime | None:
    """When the landed file of a source was delivered; None for what came over OAI-PMH."""
    state = journal.checkpoint(_checkpoint(source, Path(file).name.partition(".")[0]))
    return datetime.fromisoformat(state["delivered_at"]) if state else None


def land_drop(source: Source, journal: Journal, shelf: Shelf) -> Iterator[HarvestCounts]:
    """Land every new file of a source's drop folder; the counts of each."""
    for path in waiting_files(source.path):
        yield land_file(source, path, journal, shelf)


def _land(path: Path, shelf: Shelf) -> Landed:
    extension = "".join(path.suffixes).lower().strip(".") or "bin"
    try:
        before = path.stat()
        with path.open("rb") as file:
            landed = land(shelf, file, _plain(extension))
        after = path.stat()
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}; mend it") from problem
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise LandingError(f"{path} changed while it was read; run again when it is whole")
    return landed


def _plain(extension: str) -> str:
    """An extension that is safe in a path: letters, digits and dots, at most 20."""
    return "".join(c for c in extension if c.isascii() and (c.isalnum() or c == "."))[-20:] or "bin"


def _checkpoint(source: str, sha256: str) -> str:
    return f"file {source} {sha256}"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}; mend it") from problem

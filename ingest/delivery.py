"""A delivery of any kind (a dropped, fetched or pushed file), landed once as a page of records.

What can carry a reader is stripped on its way: neither the landing zone nor the journal ever sees
the rest, nor a fingerprint of it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from catalogue.source_record import Format
from ingest.counts import HarvestCounts
from ingest.files import frame
from ingest.journal import Journal, LandedPage
from ingest.known_sources import keep_source
from ingest.landing import Landed, LandedFile, Readable, Shelf, discard, land
from ingest.sources import Source
from ingest.stay_tables import StayTable, stay_table
from ingest.stripping import Stripped

_log = structlog.get_logger()


@dataclass(frozen=True)
class Delivery:
    """What a delivery is called, and when it was delivered (aware).

    `again`: land and read it once more, although it was landed before.
    """

    name: str
    at: datetime
    again: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery: where its bytes are (None: nothing could be kept), and counts."""

    landed: Landed | None
    counts: HarvestCounts


def land_delivery(
    source: Source, received: Readable, delivery: Delivery, journal: Journal, shelf: Shelf
) -> Receipt:
    """Land a delivery of `source` and note it as a page; the same bytes again are `known`.

    Raises LandingError, or SourceError where nothing says what may stay of this source.
    """
    table = stay_table(source)
    if table is None:
        landed, counts = land(shelf, received, extension(delivery.name)), HarvestCounts()
    else:
        landed, counts = _land_stripped(source, received, (delivery, table), shelf)
    if counts.refused and not landed.size:
        discard(shelf.landing, landed)
        return Receipt(None, counts)
    if not delivery.again and is_landed(journal, source.name, landed.sha256):
        if not journal.is_landed(landed.file):
            discard(shelf.landing, landed)
        return Receipt(landed, counts + HarvestCounts(known=1))
    return Receipt(landed, counts + _note_page(source, landed, delivery, journal, shelf.landing))


def is_landed(journal: Journal, source: str, sha256: str) -> bool:
    """True if the source has delivered these bytes before, as they are landed."""
    return journal.checkpoint(_checkpoint(source, sha256)) is not None


def delivered_at(journal: Journal, source: str, file: str) -> datetime | None:
    """When the landed file of a source was delivered; None for what came over OAI-PMH."""
    state = journal.checkpoint(_checkpoint(source, Path(file).name.partition(".")[0]))
    return datetime.fromisoformat(state["delivered_at"]) if state else None


def extension(name: str) -> str:
    """The extension of a delivery, safe in a path: letters, digits and dots, at most 20."""
    found = "".join(Path(name).suffixes).lower().strip(".")
    return "".join(c for c in found if c.isascii() and (c.isalnum() or c == "."))[-20:] or "bin"


def _land_stripped(
    source: Source, received: Readable, rule: tuple[Delivery, StayTable], shelf: Shelf
) -> tuple[Landed, HarvestCounts]:
    delivery, table = rule
    records = frame(received, source=source.name, format=source.format, file="")
    stripped = Stripped(records, table)
    landed = land(shelf, stripped, _unpacked(extension(delivery.name)))
    counts = HarvestCounts(refused=stripped.refused, removed=stripped.removed)
    if counts.refused or counts.removed:
        _log.info("delivery stripped", source=source.name, **stripped_facts(counts))
    return landed, counts


def stripped_facts(counts: HarvestCounts) -> Mapping[str, Any]:
    """What was taken out, by field, and how many records were refused."""
    return {"removed": dict(sorted(counts.removed.items())), "refused": counts.refused}


def _unpacked(name: str) -> str:
    return name.removesuffix("gz").removesuffix("zst").strip(".") or "bin"


def _note_page(
    source: Source, landed: Landed, delivery: Delivery, journal: Journal, landing: Path
) -> HarvestCounts:
    formats: Counter[Format] = Counter()
    deleted = 0
    with LandedFile(landing / landed.file) as file:
        for record in frame(file, source=source.name, format=source.format, file=landed.file):
            formats[record.format] += 1
            deleted += record.deleted
    (most, _), *_ = formats.most_common(1) or [(source.format or Format.MARC, 0)]
    keep_source(journal, source)
    journal.page_landed(
        LandedPage(0, source.name, landed.file, most, formats.total()),
        checkpoint=_checkpoint(source.name, landed.sha256),
        state={
            "file": landed.file,
            "delivered_as": delivery.name,
            "delivered_at": delivery.at.astimezone(UTC).isoformat(),
        },
    )
    _log.info("file landed", source=source.name, file=landed.file, records=formats.total())
    return HarvestCounts(pages=1, records=formats.total(), deleted=deleted)


def _checkpoint(source: str, sha256: str) -> str:
    return f"file {source} {sha256}"

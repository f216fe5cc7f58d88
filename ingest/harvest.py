"""harvest(): what changed at a source since the last complete window, landed byte for byte.

Bytes are landed before they are read; a page and the checkpoint behind it are one commit. So a
harvest that was killed anywhere continues with the page it was at, and loses and doubles nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ingest.asking import Reach
from ingest.counts import HarvestCounts
from ingest.file_drop import land_drop
from ingest.http_files import HttpFiles
from ingest.journal import Journal
from ingest.landing import Shelf
from ingest.oai_harvest import OaiHarvest
from ingest.sources import Source

__all__ = ["HarvestCounts", "Reach", "harvest", "harvest_pages"]


def harvest(
    source: Source, journal: Journal, landing: Path, *, reach: Reach, since: datetime | None = None
) -> HarvestCounts:
    """Land what a source changed since its last harvest and say how much; a second run finds none.

    `since` (aware): reach back to that moment once more; files that were delivered since then are
    landed again. Raises SourceError naming source, window and page, or LandingError.
    """
    pages = harvest_pages(source, journal, landing, reach=reach, since=since)
    return sum(pages, HarvestCounts())


def harvest_pages(
    source: Source, journal: Journal, landing: Path, *, reach: Reach, since: datetime | None = None
) -> Iterator[HarvestCounts]:
    """The same as `harvest`, page by page."""
    shelf = Shelf(landing, source.name, reach.now.date())
    if source.kind == "oai":
        return OaiHarvest(source, journal, landing, reach).pages(since)
    if source.kind == "http_files":
        return HttpFiles(source, journal, shelf, reach).pages(since)
    if source.kind == "files":
        return land_drop(source, journal, shelf, since)
    return iter(())  # A source that pushes is not asked.

"""When a source was last harvested to its end, and when it is due again."""

from datetime import UTC, datetime, timedelta

from ingest.journal import Journal
from ingest.sources import Source

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Reaching back to here is harvesting everything once more."""


def last_harvest(source: Source, journal: Journal) -> datetime | None:
    """When the last harvest that came to its end began; None before the first."""
    state = journal.checkpoint(_checkpoint(source))
    return datetime.fromisoformat(state["at"]) if state else None


def is_due(source: Source, journal: Journal, now: datetime) -> bool:
    """True when the source's hours have passed since its last harvest, or there was none."""
    last = last_harvest(source, journal)
    return last is None or now - last >= timedelta(hours=source.every_hours)


def note_harvested(source: Source, journal: Journal, now: datetime) -> None:
    """Remember that a harvest that began at `now` came to its end."""
    journal.set_checkpoint(_checkpoint(source), {"at": now.astimezone(UTC).isoformat()})


def _checkpoint(source: Source) -> str:
    return f"harvested {source.name}"

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


def note_deletions(source: Source, journal: Journal, keeps: str) -> None:
    """Remember how long the source keeps deletions: `no`, `transient` or `persistent`."""
    if (journal.checkpoint(f"deletions {source.name}") or {}).get("keeps") != keeps:
        journal.set_checkpoint(f"deletions {source.name}", {"keeps": keeps})


def must_reconcile(source: Source, journal: Journal, now: datetime) -> bool:
    """True for a source that does not keep deletions and was not compared for its days."""
    keeps = journal.checkpoint(f"deletions {source.name}") or {"keeps": "persistent"}
    if source.kind != "oai" or keeps["keeps"] == "persistent" or not source.reconcile_days:
        return False
    last = journal.checkpoint(f"reconciled {source.name}")
    days = timedelta(days=source.reconcile_days)
    return last is None or now - datetime.fromisoformat(last["at"]) >= days


def note_reconciled(source: Source, journal: Journal, now: datetime) -> None:
    """Remember that the whole list was compared at `now`."""
    journal.set_checkpoint(f"reconciled {source.name}", {"at": now.astimezone(UTC).isoformat()})


def _checkpoint(source: Source) -> str:
    return f"harvested {source.name}"

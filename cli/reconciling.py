"""Set a source's whole list beside the catalogue, and make the catalogue follow it."""

from pathlib import Path

from catalogue.database import Connection
from catalogue.errors import SourceError
from catalogue.journal import SqlJournal
from catalogue.standing import located_records
from ingest.asking import Reach
from ingest.counts import HarvestCounts
from ingest.harvest import harvest
from ingest.reconcile import Differences, compare, land_deletions, list_headers, require_below
from ingest.rhythm import must_reconcile, note_reconciled
from ingest.sources import Source

CEILING = 5.0
"""Percent of a source's records that may vanish at once before a person has to look."""


def differences(connection: Connection, source: Source, reach: Reach) -> Differences:
    """The source beside the catalogue; raises SourceError for one that is not asked by OAI-PMH."""
    if source.kind != "oai":
        raise SourceError(
            f"source {source.name} is of kind {source.kind}, which has no list to compare; "
            "harvest it with --full"
        )
    return compare(list_headers(source, reach), located_records(connection, source.name))


def withdraw(
    connection: Connection, source: Source, landing: Path, reach: Reach, found: Differences
) -> HarvestCounts:
    """Land a deletion for everything that the source lists no more."""
    journal = SqlJournal(connection)
    counts = land_deletions(source, found.extra, journal, landing, reach.now)
    note_reconciled(source, journal, reach.now)
    return counts


def fetch_again(
    connection: Connection, source: Source, landing: Path, reach: Reach, found: Differences
) -> HarvestCounts:
    """Harvest from the first record on that is missing or different."""
    if found.oldest is None:
        return HarvestCounts()
    return harvest(source, SqlJournal(connection), landing, reach=reach, since=found.oldest)


def reconcile_if_needed(
    connection: Connection, source: Source, landing: Path, reach: Reach
) -> HarvestCounts:
    """After a harvest of a source that keeps no deletions: withdraw what it lists no more.

    Raises SourceError where that is more than the ceiling.
    """
    if not must_reconcile(source, SqlJournal(connection), reach.now):
        return HarvestCounts()
    found = differences(connection, source, reach)
    require_below(CEILING, found, source.name)
    return withdraw(connection, source, landing, reach, found)

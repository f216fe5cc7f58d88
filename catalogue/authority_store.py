"""Thesauri as harvested: persons and bodies in `agent`, subjects and the like in `concept`."""

from collections.abc import Sequence

from catalogue.authority import AGENTS, Authority
from catalogue.database import Connection
from catalogue.outcomes import Rejected
from catalogue.source_record import RecordKey, SourceRecord
from catalogue.sql_store import SqlStore
from catalogue.versions import SaveCounts

AuthorityDelivery = tuple[SourceRecord, Authority | Rejected | None]
"""A record of a thesaurus and what became of it; None for a deletion."""

_TABLES = ("agent", "concept")


def save_authorities(
    connection: Connection, deliveries: Sequence[AuthorityDelivery], page: int | None = None
) -> SaveCounts:
    """Save entries in their order, and landed page `page` as saved, in one transaction."""
    counts = SaveCounts()
    with connection.transaction():
        rejected = []
        for record, outcome in deliveries:
            if isinstance(outcome, Rejected):
                rejected.append((record, outcome))
            elif outcome is None:
                _delete(connection, record)
                counts += SaveCounts(read=1, deleted=1)
            else:
                saved = _save(connection, record, outcome)
                counts += SaveCounts(read=1, saved=saved, unchanged=1 - saved)
        counts += SqlStore(connection).save_page(rejected, page)
    return counts


def read_authority(connection: Connection, key: RecordKey) -> Authority | None:
    """The entry of this key as it stands, or None."""
    for table in _TABLES:
        row = connection.execute(
            f"SELECT body FROM {table} WHERE (source, number) = (%s, %s) AND NOT deleted", key
        ).fetchone()
        if row:
            return Authority.model_validate_json(row[0])
    return None


def _save(connection: Connection, record: SourceRecord, entry: Authority) -> int:
    """1 where the entry is new or differs; one that changed its kind leaves the other table."""
    table, other = _TABLES if entry.kind in AGENTS else reversed(_TABLES)
    connection.execute(f"DELETE FROM {other} WHERE (source, number) = (%s, %s)", entry.key)
    return connection.execute(
        f"INSERT INTO {table} AS t (source, number, kind, name, body, locator)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (source, number) DO UPDATE"
        " SET kind = excluded.kind, name = excluded.name, body = excluded.body,"
        " locator = coalesce(excluded.locator, t.locator), deleted = false, changed_at = now()"
        " WHERE t.body <> excluded.body OR t.deleted",
        (*entry.key, entry.kind, entry.name, entry.model_dump_json(), record.locator),
    ).rowcount


def _delete(connection: Connection, record: SourceRecord) -> None:
    for table in _TABLES:
        connection.execute(
            f"UPDATE {table} SET deleted = true, changed_at = now() WHERE source = %s"
            " AND (number = %s OR locator = %s) AND NOT deleted",
            (record.source, record.number, record.locator),
        )

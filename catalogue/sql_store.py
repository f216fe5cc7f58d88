"""The versioned record store in SQL; history only grows.

A page of deliveries is one transaction: versions, current pointers, dead letters, change rows and
the mark on the landed page are all there or none is, so a run that was killed repeats its page.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter

from catalogue.changes import announce
from catalogue.database import Connection
from catalogue.model import BibliographicRecord
from catalogue.outcomes import LocalItem, Problem
from catalogue.source_record import Format, Place, RecordKey
from catalogue.versions import (
    DeadLetter,
    Delivery,
    NewVersion,
    Page,
    SaveCounts,
    Standing,
    Version,
    key_of,
)

_ITEMS = TypeAdapter(tuple[LocalItem, ...])
_PROBLEMS = TypeAdapter(tuple[Problem, ...])
_GIVEN = "unnest(%(sources)s::text[], %(numbers)s::text[]) g(source, number)"


class SqlStore:
    """The record store over one connection."""

    def __init__(self, connection: Connection) -> None:
        """A store that writes through `connection`."""
        self._connection = connection

    def save_page(self, deliveries: Iterable[Delivery], page: int | None = None) -> SaveCounts:
        """Save deliveries in their order, and landed page `page` as saved, in one transaction."""
        batch = list(deliveries)
        connection = self._connection
        with connection.transaction():
            effect = _known(connection, batch)
            for delivery in batch:
                effect.take(delivery)
            _write_versions(connection, effect.new_versions)
            _touch(connection, effect)
            _write_dead_letters(connection, effect)
            announce(connection, "record", (str(new.key) for new in effect.new_versions))
            if page is not None:
                connection.execute("UPDATE landed_page SET saved = true WHERE page = %s", (page,))
        return effect.counts

    def current(self, key: RecordKey) -> Version | None:
        """The newest version of a record, or None if it was never saved."""
        rows = self.versions(key)
        return rows[-1] if rows else None

    def versions(self, key: RecordKey) -> Sequence[Version]:
        """Every version of a record, oldest first."""
        rows = self._connection.execute(
            "SELECT version, source, number, sha256, record, items, landed_file, landed_index"
            " FROM source_record_version WHERE source = %s AND number = %s ORDER BY version",
            key,
        )
        return tuple(_version(row) for row in rows)

    def rejected(self, key: RecordKey) -> DeadLetter | None:
        """The dead letter of a record, or None if it has none."""
        found = _letters(self._connection, "source = %s AND number = %s", tuple(key))
        return next(found, None)

    def list_rejected(self, source: str | None = None, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, of one source or of all, in the order of their keys."""
        where = "(%s::text IS NULL OR source = %s) ORDER BY source, number LIMIT %s"
        return tuple(_letters(self._connection, where, (source, source, limit)))

    def rejected_keys(self, source: str | None = None) -> list[RecordKey]:
        """The key of every dead letter, of one source or of all, in their order."""
        rows = self._connection.execute(
            "SELECT source, number FROM dead_letter WHERE (%s::text IS NULL OR source = %s)"
            " ORDER BY source, number",
            (source, source),
        )
        return [RecordKey(*row) for row in rows]


def _known(connection: Connection, batch: Sequence[Delivery]) -> Page:
    """What the store knows of the records of a page, before it is saved.

    The rows are locked, so a correction of one record on line waits for the page.
    """
    locators = _keys_by_locator(connection, batch)
    keys = [key_of(source_record) for source_record, _ in batch]
    keys.extend(key for found in locators.values() for key in found)
    rows = connection.execute(
        "SELECT r.source, r.number, r.deleted, sha256(convert_to("
        "   coalesce(v.record, '') || E'\\x1f' || coalesce(v.items, ''), 'UTF8'))"
        f" FROM {_GIVEN} JOIN source_record r USING (source, number)"
        " JOIN source_record_version v USING (version)"
        " ORDER BY r.source, r.number FOR UPDATE OF r",
        _columns(keys),
    )
    standing = {
        RecordKey(source, number): Standing(b"" if deleted else fingerprint, deleted)
        for source, number, deleted, fingerprint in rows
    }
    return Page(standing, locators)


def _keys_by_locator(
    connection: Connection, batch: Sequence[Delivery]
) -> dict[tuple[str, str], tuple[RecordKey, ...]]:
    """The records that deletions of a page may mean by their locator."""
    wanted = [
        (record.source, record.locator)
        for record, outcome in batch
        if outcome is None and record.locator
    ]
    if not wanted:
        return {}
    rows = connection.execute(
        "SELECT source, locator, number FROM source_record JOIN"
        "   unnest(%(sources)s::text[], %(locators)s::text[]) g(source, locator)"
        "   USING (source, locator)"
        " UNION SELECT source, locator, number FROM dead_letter JOIN"
        "   unnest(%(sources)s::text[], %(locators)s::text[]) g(source, locator)"
        "   USING (source, locator)"
        " ORDER BY source, locator, number",
        {"sources": [s for s, _ in wanted], "locators": [loc for _, loc in wanted]},
    ).fetchall()
    return {
        address: tuple(RecordKey(source, number) for source, _, number in found)
        for address, found in groupby(rows, key=lambda row: (row[0], row[1]))
    }


def _write_versions(connection: Connection, new_versions: Sequence[NewVersion]) -> None:
    if not new_versions:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY source_record_version (source, number, sha256, format, datestamp, locator,"
            " deleted, landed_file, landed_index, record, items) FROM STDIN"
        ) as copy,
    ):
        for new in new_versions:
            copy.write_row(_version_row(new))
    keys = [new.key for new in new_versions]
    connection.execute(
        "INSERT INTO source_record (source, number, version, deleted)"
        " SELECT DISTINCT ON (v.source, v.number) v.source, v.number, v.version, v.deleted"
        f" FROM {_GIVEN} JOIN source_record_version v USING (source, number)"
        " ORDER BY v.source, v.number, v.version DESC"
        " ON CONFLICT (source, number) DO UPDATE"
        " SET version = excluded.version, deleted = excluded.deleted",
        _columns(keys),
    )
    gone = [new.key for new in new_versions if new.outcome is None]
    connection.execute(
        f"DELETE FROM match_key k USING {_GIVEN} WHERE (k.source, k.number) = (g.source, g.number)",
        _columns(gone),
    )


def _version_row(new: NewVersion) -> tuple[Any, ...]:
    source_record, place = new.source_record, new.source_record.place
    return (
        *new.key,
        source_record.sha256,
        source_record.format.value,
        source_record.datestamp,
        source_record.locator,
        new.outcome is None,
        place.file if place else None,
        place.index if place else None,
        new.record,
        new.items,
    )


def _touch(connection: Connection, effect: Page) -> None:
    """Note of every record of the page, changed or not, that it was seen, under which locator."""
    connection.execute(
        "UPDATE source_record r SET last_seen = now(),"
        " locator = coalesce(g.locator, r.locator), number_assigned = g.assigned,"
        " datestamp = coalesce(g.datestamp, r.datestamp)"
        " FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(locators)s::text[],"
        "   %(assigned)s::boolean[], %(datestamps)s::timestamptz[])"
        "   g(source, number, locator, assigned, datestamp)"
        " WHERE (r.source, r.number) = (g.source, g.number)",
        {
            **_columns(effect.seen),
            "locators": [record.locator for record in effect.seen.values()],
            "assigned": [record.number_assigned for record in effect.seen.values()],
            "datestamps": [record.datestamp for record in effect.seen.values()],
        },
    )


def _write_dead_letters(connection: Connection, effect: Page) -> None:
    if effect.mended:
        connection.execute(
            f"DELETE FROM dead_letter d USING {_GIVEN}"
            " WHERE (d.source, d.number) = (g.source, g.number)",
            _columns(effect.mended),
        )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO dead_letter (source, number, reason, problems, format, locator,"
            " landed_file, landed_index, payload) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (source, number) DO UPDATE SET reason = excluded.reason,"
            " problems = excluded.problems, format = excluded.format, locator = excluded.locator,"
            " landed_file = excluded.landed_file, landed_index = excluded.landed_index,"
            " payload = excluded.payload, last_seen = now()",
            [_letter_row(letter) for letter in effect.dead.values()],
        )


def _letter_row(letter: DeadLetter) -> tuple[Any, ...]:
    return (
        *letter.key,
        letter.reason,
        _PROBLEMS.dump_json(letter.problems).decode(),
        letter.format.value,
        letter.locator,
        letter.place.file if letter.place else None,
        letter.place.index if letter.place else None,
        letter.payload,
    )


def _letters(connection: Connection, where: str, values: tuple[Any, ...]) -> Iterator[DeadLetter]:
    rows = connection.execute(
        "SELECT source, number, reason, problems, format, payload, locator, landed_file,"
        f" landed_index FROM dead_letter WHERE {where}",
        values,
    )
    for source, number, reason, problems, format_, payload, locator, file, index in rows:
        yield DeadLetter(
            RecordKey(source, number),
            reason,
            _PROBLEMS.validate_json(problems),
            Format(format_),
            bytes(payload),
            locator,
            Place(file, index) if file is not None else None,
        )


def _version(row: tuple[Any, ...]) -> Version:
    version, source, number, fingerprint, record, items, file, index = row
    return Version(
        version,
        RecordKey(source, number),
        bytes(fingerprint),
        BibliographicRecord.model_validate_json(record) if record else None,
        _ITEMS.validate_json(items) if items else (),
        Place(file, index) if file is not None else None,
    )


def _columns(keys: Iterable[RecordKey]) -> dict[str, list[str]]:
    listed = list(dict.fromkeys(keys))
    return {"sources": [k.source for k in listed], "numbers": [k.number for k in listed]}

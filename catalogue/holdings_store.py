"""Holdings and copies in the store."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from catalogue.changes import announce
from catalogue.copies import Holding, Item
from catalogue.database import Connection
from catalogue.provided import provide_held


class LinkCounts(NamedTuple):
    """What a delivery changed, and where its copies stand: delivered = linked + unlinked.

    Copies are counted as they are stored: those with one number are one, and `doubled` are the
    others.
    """

    delivered: int
    linked: int
    unlinked: int
    changed: int
    gone: int
    doubled: int = 0


def write_links(
    connection: Connection, holdings: Sequence[Holding], items: Sequence[Item]
) -> LinkCounts:
    """Store the holdings and copies of records of one installation, in one transaction.

    The records are taken as delivered in full: a copy of theirs that is not among `items` is gone.
    Of copies with one number the last is stored.
    A copy keeps a state that an event newer than the delivery gave it. Works whose holdings changed
    are announced once. The installation is locked meanwhile.
    """
    if not holdings:
        return LinkCounts(0, 0, 0, 0, 0)
    records = sorted({holding.local_record for holding in holdings})
    installation = holdings[0].installation
    delivered, items = len(items), list({item.item_id: item for item in items}.values())
    with connection.transaction():
        lock_installation(connection, installation)
        touched = _titles_of(connection, installation, records)
        changed = _write_holdings(connection, holdings, records)
        changed |= _write_items(connection, items)
        gone = _mark_gone(connection, installation, records, items)
        _apply_waiting_events(connection, installation, [item.item_id for item in items])
        changed |= gone
        linked_to = {title for title in touched if title.local_record in changed}
        linked_to |= _titles_of(connection, installation, sorted(changed))
        _announce_titles(connection, linked_to)
    stand = {(h.local_record, h.library): not h.reason for h in holdings}
    linked = sum(stand.get((item.local_record, item.library), False) for item in items)
    return LinkCounts(
        delivered=len(items),
        linked=linked,
        unlinked=len(items) - linked,
        changed=len(changed),
        gone=len(gone),
        doubled=delivered - len(items),
    )


def drop_holdings(connection: Connection, installation: str, records: Sequence[str]) -> int:
    """Drop what was held under records that their system withdrew; how many holdings there were.

    Their copies are gone, their works announced, in one transaction.
    """
    with connection.transaction():
        lock_installation(connection, installation)
        titles = _titles_of(connection, installation, records)
        dropped = connection.execute(
            "DELETE FROM holding WHERE installation = %s AND local_record = ANY(%s)",
            (installation, list(records)),
        ).rowcount
        _mark_gone(connection, installation, records, ())
        _announce_titles(connection, titles)
    return dropped


def lock_installation(connection: Connection, installation: str) -> None:
    """Let nobody else change this installation's copies until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", (installation,))


class _Title(NamedTuple):
    """A local record with the manifestation and the work that it is linked to."""

    local_record: str
    manifestation: str
    work: str


def _titles_of(connection: Connection, installation: str, records: Sequence[str]) -> set[_Title]:
    """What the records are linked to; those on the unlinked desk are not among them."""
    rows = connection.execute(
        "SELECT h.local_record, m.id, m.work FROM holding h JOIN manifestation m"
        " ON m.id = h.manifestation WHERE h.installation = %s AND h.local_record = ANY(%s)",
        (installation, list(records)),
    )
    return {_Title(*row) for row in rows}


def _announce_titles(connection: Connection, titles: set[_Title]) -> None:
    """Tell the index of the works, and harvesters of manifestations that changed sets."""
    announce(connection, "availability", sorted({title.work for title in titles}))
    provide_held(connection, (title.manifestation for title in titles))


def _write_holdings(
    connection: Connection, holdings: Sequence[Holding], records: Sequence[str]
) -> set[str]:
    """Upsert the holdings, drop those that are no longer stated; the records that changed."""
    changed = _execute_all(connection, _UPSERT_HOLDING, [_holding_row(h) for h in holdings])
    stated = [f"{holding.local_record}\x1f{holding.library}" for holding in holdings]
    dropped = connection.execute(
        "DELETE FROM holding WHERE installation = %s AND local_record = ANY(%s)"
        " AND NOT (local_record || chr(31) || library) = ANY(%s) RETURNING local_record",
        (holdings[0].installation, list(records), stated),
    )
    return changed | {record for (record,) in dropped}


_UPSERT_HOLDING = """
INSERT INTO holding AS old VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (installation, local_record, library) DO UPDATE SET
    manifestation = excluded.manifestation, reason = excluded.reason,
    candidates = excluded.candidates
WHERE (old.manifestation, old.reason, old.candidates) IS DISTINCT FROM
    (excluded.manifestation, excluded.reason, excluded.candidates)
RETURNING local_record
"""


def _execute_all(connection: Connection, statement: str, rows: Sequence[Any]) -> set[str]:
    """Run a statement for each row; the local records that it returned."""
    found: set[str] = set()
    if not rows:
        return found
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows, returning=True)
        while True:
            found |= {record for (record,) in cursor.fetchall()}
            if not cursor.nextset():
                return found


def _holding_row(holding: Holding) -> tuple[Any, ...]:
    return (
        holding.installation,
        holding.local_record,
        holding.library,
        holding.manifestation,
        holding.reason,
        list(holding.candidates),
    )


_UPSERT_ITEM = """
INSERT INTO item AS old (installation, item_id, local_record, library, branch, place, state,
    lending, shelf_mark, part, due, seen_at, state_since, winner_time, winner_sequence,
    winner_sha256)
VALUES (%(installation)s, %(item_id)s, %(local_record)s, %(library)s, %(branch)s, %(place)s,
    %(state)s, %(lending)s, %(shelf_mark)s, %(part)s, %(due)s, %(seen_at)s, %(seen_at)s,
    %(seen_at)s, 0, '')
ON CONFLICT (installation, item_id) DO UPDATE SET
    local_record = excluded.local_record, library = excluded.library, branch = excluded.branch,
    lending = excluded.lending, shelf_mark = excluded.shelf_mark, part = excluded.part,
    gone = false,
    place = CASE WHEN {newer} THEN excluded.place ELSE old.place END,
    state = CASE WHEN {newer} THEN excluded.state ELSE old.state END,
    due = CASE WHEN {newer} THEN excluded.due ELSE old.due END,
    state_since = CASE WHEN {newer} AND old.state <> excluded.state THEN excluded.seen_at
        ELSE old.state_since END,
    seen_at = greatest(old.seen_at, excluded.seen_at),
    winner_time = greatest(old.winner_time, excluded.winner_time),
    winner_sequence = CASE WHEN {newer} THEN 0 ELSE old.winner_sequence END,
    winner_sha256 = CASE WHEN {newer} THEN ''::bytea ELSE old.winner_sha256 END
WHERE old.gone OR {newer} OR (old.local_record, old.library, old.branch, old.lending,
    old.shelf_mark, old.part) IS DISTINCT FROM (excluded.local_record, excluded.library,
    excluded.branch, excluded.lending, excluded.shelf_mark, excluded.part)
RETURNING local_record
""".format(newer="(old.winner_time IS NULL OR old.winner_time < excluded.winner_time)")


def _write_items(connection: Connection, items: Sequence[Item]) -> set[str]:
    """Upsert the copies; the records that changed. A newer event's state stays."""
    rows = [item.model_dump(mode="json", exclude={"state_since"}) for item in items]
    return _execute_all(connection, _UPSERT_ITEM, rows)


def _mark_gone(
    connection: Connection, installation: str, records: Sequence[str], items: Iterable[Item]
) -> set[str]:
    """Mark the copies of the records that were not delivered as gone; the records concerned."""
    rows = connection.execute(
        "UPDATE item SET gone = true WHERE installation = %s AND local_record = ANY(%s)"
        " AND NOT gone AND NOT item_id = ANY(%s) RETURNING local_record",
        (installation, list(records), [item.item_id for item in items]),
    )
    return {record for (record,) in rows}


def _apply_waiting_events(
    connection: Connection, installation: str, item_ids: Sequence[str]
) -> None:
    """Give copies the state of the newest event, which may have come before the copy was known."""
    connection.execute(
        "UPDATE item SET state = e.state, place = e.place, due = e.due, state_since = e.event_time,"
        " seen_at = greatest(item.seen_at, e.event_time), winner_time = e.event_time,"
        " winner_sequence = e.sequence, winner_sha256 = e.sha256 FROM ("
        "  SELECT DISTINCT ON (item_id) * FROM item_event"
        "  WHERE installation = %(installation)s AND item_id = ANY(%(ids)s)"
        "  ORDER BY item_id, event_time DESC, sequence DESC, sha256 DESC) e"
        " WHERE item.installation = %(installation)s AND item.item_id = e.item_id"
        " AND (item.winner_time, item.winner_sequence, item.winner_sha256)"
        "   < (e.event_time, e.sequence, e.sha256)",
        {"installation": installation, "ids": list(item_ids)},
    )

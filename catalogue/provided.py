"""What harvesters are given: every manifestation with its sets, and the second of each change.

A change counts as of the second at which harvesters could first be given it, not as of the moment
it was written: a long transaction commits rows with times that were harvested already. The second
is read from marks. A mark says that everything before a transaction was readable in its second; at
most one stands in a second, so a second that was once harvested never gets another record.
"""

from collections.abc import Iterable
from datetime import datetime

from catalogue.changes import announce
from catalogue.database import Connection

_SETS = """
SELECT m.id, ARRAY(
    SELECT DISTINCT named FROM (
        SELECT 'source:' || c.source FROM cluster_member c WHERE c.manifestation = m.id
        UNION ALL SELECT 'library:' || h.library FROM holding h WHERE h.manifestation = m.id
        UNION ALL SELECT 'carrier:' || (m.body::json #>> '{description,carrier}')
    ) AS leaf (name), LATERAL (VALUES (name), (split_part(name, ':', 1))) AS node (named)
    ORDER BY named)
FROM manifestation m WHERE m.id = ANY(%s) ORDER BY m.id
"""
_KEEP = f"""
INSERT INTO provided AS kept (id, sets) {_SETS}
ON CONFLICT (id) DO UPDATE SET sets = excluded.sets
"""


def provide(connection: Connection, ids: Iterable[str]) -> None:
    """Announce manifestations whose description changed, with the sets they stand in now."""
    listed = sorted(set(ids))
    if listed:
        _alone(connection)
        connection.execute(_KEEP, (listed,))
        announce(connection, "manifestation", listed)


def provide_held(connection: Connection, ids: Iterable[str]) -> None:
    """Announce those of the manifestations that a change of holdings moved to other sets."""
    listed = sorted(set(ids))
    if listed:
        _alone(connection)
        moved = connection.execute(
            f"{_KEEP} WHERE kept.sets <> excluded.sets RETURNING id", (listed,)
        ).fetchall()
        announce(connection, "manifestation", sorted(row[0] for row in moved))


def withdraw(connection: Connection, ids: Iterable[str]) -> None:
    """Announce manifestations that are no more; they keep the sets they last stood in."""
    announce(connection, "manifestation", sorted(ids))


def mark_changes(connection: Connection) -> datetime:
    """Let everything that is committed by now count as of this second, unless it has a mark.

    Returns the second of the last mark: whoever asks for changes from then on misses none. What
    follows an open transaction waits for it. A clock that was set back makes no mark.
    """
    with connection.transaction():
        # Two marks at the same time could otherwise cross: the later second with the older rows.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('change mark', 8))")
        connection.execute(
            "INSERT INTO change_mark (second, xid)"
            " SELECT second, pg_snapshot_xmin(pg_current_snapshot())"
            " FROM date_trunc('second', clock_timestamp()) AS present (second)"
            " WHERE NOT EXISTS (SELECT FROM change_mark m WHERE m.second >= present.second)"
        )
        ((newest,),) = connection.execute("SELECT max(second) FROM change_mark").fetchall()
    last: datetime = newest
    return last


def _alone(connection: Connection) -> None:
    """Let nobody else settle sets until the transaction ends: each must see the other's rows."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('provided', 8))")

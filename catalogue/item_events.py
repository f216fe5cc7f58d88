"""Item events in the store: the newest event time wins, repeats change nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from catalogue.changes import announce
from catalogue.copies import CirculationState
from catalogue.database import Connection
from catalogue.holdings_store import lock_installation

KEPT_BY_MONTH = timedelta(days=400)
"""Events this near to now have a partition of their month; older ones share one."""


@dataclass(frozen=True)
class ItemMove:
    """An item event in our words; (event time, sequence, fingerprint) decides which one wins."""

    installation: str
    item_id: str
    state: CirculationState
    event_time: datetime
    sequence: int
    sha256: bytes
    place: str | None = None
    due: date | None = None
    flag: str = ""


@dataclass(frozen=True)
class EventCounts:
    """What became of a batch: received = applied + repeated + late + unknown_item."""

    received: int = 0
    applied: int = 0
    repeated: int = 0
    late: int = 0
    unknown_item: int = 0

    def __add__(self, other: "EventCounts") -> "EventCounts":
        """The counts of both."""
        return EventCounts(
            self.received + other.received,
            self.applied + other.applied,
            self.repeated + other.repeated,
            self.late + other.late,
            self.unknown_item + other.unknown_item,
        )


def apply_events(connection: Connection, moves: Iterable[ItemMove]) -> EventCounts:
    """Make a batch of events durable and true, one transaction an installation.

    Every event is kept; a copy takes the state of its newest one. A work is announced when a branch
    began or ceased to have a copy on the shelf, or confirmed one on another day. Once this returns
    the events are durable; the same batch again changes nothing.
    """
    counts = EventCounts()
    ordered = sorted(moves, key=lambda move: move.installation)
    ensure_months(connection, {move.event_time for move in ordered})
    for installation, group in groupby(ordered, key=lambda move: move.installation):
        with connection.transaction():
            lock_installation(connection, installation)
            counts += _apply(connection, installation, list(group))
    return counts


def _apply(connection: Connection, installation: str, moves: Sequence[ItemMove]) -> EventCounts:
    fresh = _keep(connection, moves)
    ids = sorted({move.item_id for move in fresh})
    before = _shelves(connection, installation, ids)
    applied = _update(connection, installation, list(_newest(fresh)))
    after = _shelves(connection, installation, ids)
    works = {work for work, *_ in before ^ after}
    announce(connection, "availability", sorted(works))
    known = {
        item
        for (item,) in connection.execute(
            "SELECT item_id FROM item WHERE installation = %s AND item_id = ANY(%s)",
            (installation, ids),
        )
    }
    unknown = sum(move.item_id not in known for move in fresh)
    return EventCounts(
        received=len(moves),
        applied=applied,
        repeated=len(moves) - len(fresh),
        late=len(fresh) - applied - unknown,
        unknown_item=unknown,
    )


def _keep(connection: Connection, moves: Sequence[ItemMove]) -> list[ItemMove]:
    """Insert the events that are new and return those.

    An event from a clock that runs ahead got the time of its receipt, so that only its fingerprint
    tells that it came before.
    """
    seen = _fingerprints(connection, [move for move in moves if move.flag])
    moves = [move for move in moves if (move.item_id, move.sha256) not in seen]
    if not moves:
        return []
    columns = [list(column) for column in zip(*(_row(move) for move in moves), strict=True)]
    rows = connection.execute(
        "INSERT INTO item_event (installation, item_id, event_time, sequence, sha256, state, place,"
        " due, flag) SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::bigint[],"
        " %s::bytea[], %s::text[], %s::text[], %s::date[], %s::text[])"
        " ON CONFLICT DO NOTHING RETURNING item_id, event_time, sequence, sha256",
        columns,
    )
    by_key = {(m.item_id, m.event_time, m.sequence, m.sha256): m for m in moves}
    return [by_key[(item, at, seq, bytes(mark))] for item, at, seq, mark in rows]


def _fingerprints(connection: Connection, moves: Sequence[ItemMove]) -> set[tuple[str, bytes]]:
    """(copy, fingerprint) of those of these events that are already kept."""
    if not moves:
        return set()
    rows = connection.execute(
        "SELECT item_id, sha256 FROM item_event WHERE installation = %s AND item_id = ANY(%s)",
        (moves[0].installation, [move.item_id for move in moves]),
    )
    return {(item, bytes(mark)) for item, mark in rows}


def _row(move: ItemMove) -> tuple[object, ...]:
    return (
        move.installation,
        move.item_id,
        move.event_time,
        move.sequence,
        move.sha256,
        move.state.value,
        move.place,
        move.due,
        move.flag,
    )


def _newest(moves: Iterable[ItemMove]) -> Iterator[ItemMove]:
    def order(move: ItemMove) -> tuple[str, datetime, int, bytes]:
        return move.item_id, move.event_time, move.sequence, move.sha256

    for _, group in groupby(sorted(moves, key=order), key=lambda move: move.item_id):
        *_, last = group
        yield last


def _update(connection: Connection, installation: str, winners: Sequence[ItemMove]) -> int:
    """Give each copy its newest event's state; how many copies took one."""
    if not winners:
        return 0
    columns = [list(column) for column in zip(*(_row(move) for move in winners), strict=True)]
    done = connection.execute(
        "UPDATE item SET state = e.state, place = e.place, due = e.due,"
        " state_since = CASE WHEN item.state = e.state THEN item.state_since ELSE e.at END,"
        " seen_at = greatest(item.seen_at, e.at), winner_time = e.at, winner_sequence = e.sequence,"
        " winner_sha256 = e.mark FROM unnest(%s::text[], %s::text[], %s::timestamptz[],"
        " %s::bigint[], %s::bytea[], %s::text[], %s::text[], %s::date[], %s::text[])"
        " AS e(system, item_id, at, sequence, mark, state, place, due, flag)"
        " WHERE item.installation = %s AND item.item_id = e.item_id AND (item.winner_time IS NULL"
        " OR (item.winner_time, item.winner_sequence, item.winner_sha256)"
        "   < (e.at, e.sequence, e.mark))",
        [*columns, installation],
    )
    return done.rowcount


def _shelves(
    connection: Connection, installation: str, item_ids: Sequence[str]
) -> set[tuple[str, str, date]]:
    """(work, branch, day confirmed) of every shelf with a copy, for the titles of these copies."""
    rows = connection.execute(
        "SELECT m.work, coalesce(i.place, i.branch), max(i.seen_at)::date FROM item i"
        " JOIN holding h USING (installation, local_record, library)"
        " JOIN manifestation m ON m.id = h.manifestation"
        " WHERE i.installation = %(installation)s AND i.state = 'on_shelf' AND NOT i.gone"
        " AND h.manifestation IN (SELECT h2.manifestation FROM item i2"
        "  JOIN holding h2 USING (installation, local_record, library)"
        "  WHERE i2.installation = %(installation)s AND i2.item_id = ANY(%(ids)s))"
        " GROUP BY m.work, m.id, 2",
        {"installation": installation, "ids": list(item_ids)},
    )
    return {(work, place, day) for work, place, day in rows}


def ensure_months(connection: Connection, times: Iterable[datetime]) -> None:
    """Make the partitions of the months of these times, those far from now left out."""
    now = datetime.now(UTC)
    months = {
        (t.year, t.month) for t in (x.astimezone(UTC) for x in times) if now - t < KEPT_BY_MONTH
    }
    for year, month in sorted(months):
        name = f"item_event_{year:04d}_{month:02d}"
        if connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,):
            continue
        end = f"{year + month // 12:04d}-{month % 12 + 1:02d}-01"
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('months', 7))")
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF item_event"
                f" FOR VALUES FROM ('{year:04d}-{month:02d}-01 00:00+00') TO ('{end} 00:00+00')"
            )

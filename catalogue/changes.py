"""The change feed: what changed, read by followers in the order in which it was committed.

A sequence is not commit order: a row drawn early may be committed late. So a row carries its
transaction's number, and a follower reads only rows of transactions older than every one that is
still open, in the order (transaction, sequence); both are its position.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from catalogue.database import Connection
from catalogue.errors import CatalogueError

Kind = Literal["record", "work", "manifestation", "redirect", "judgement", "availability"]

SEARCHED: tuple[Kind, ...] = ("work", "availability")
"""The kinds that a search index follows; their subject is always the id of a work."""

HORIZON = "pg_snapshot_xmin(pg_current_snapshot())"


@dataclass(frozen=True, order=True)
class Position:
    """How far a follower has read: everything up to and including (transaction, sequence)."""

    xid: int = 0
    seq: int = 0


@dataclass(frozen=True)
class Changes:
    """Subjects that changed, each once, in order of first change, and where reading ended."""

    subjects: tuple[str, ...]
    position: Position


def announce(
    connection: Connection, kind: Kind, subjects: Iterable[str], who: str = "spil"
) -> None:
    """Put one change row for each subject in the feed, within the caller's transaction."""
    listed = list(dict.fromkeys(subjects))
    if listed:
        connection.execute(
            "INSERT INTO change (kind, subject, who) SELECT %s, s, %s FROM unnest(%s::text[]) s",
            (kind, who, listed),
        )


def horizon(connection: Connection) -> Position:
    """The position before which everything is committed and nothing can still arrive."""
    row = connection.execute(f"SELECT {HORIZON}::text::bigint").fetchone()
    return Position(row[0] if row else 0, 0)


def feed_mark(connection: Connection, kinds: Sequence[Kind]) -> str:
    """A text that differs whenever another change of one of `kinds` was committed.

    The count tells of a row that was drawn early and committed late.
    """
    row = connection.execute(
        "SELECT count(*), coalesce(max(seq), 0) FROM change WHERE kind = ANY(%s)", (list(kinds),)
    ).fetchone()
    return f"{row[0]}-{row[1]}" if row else ""


def start_follower(connection: Connection, name: str, position: Position | None = None) -> Position:
    """Set follower `name` at `position`, by default at the present end of the feed."""
    start = horizon(connection) if position is None else position
    connection.execute(
        "INSERT INTO follower (name, xid, seq) VALUES (%s, %s::text::xid8, %s)"
        " ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, seq = excluded.seq, at = now()",
        (name, start.xid, start.seq),
    )
    return start


def follower_position(connection: Connection, name: str) -> Position | None:
    """Where follower `name` stands, or None if nobody follows under that name."""
    row = connection.execute(
        "SELECT xid::text::bigint, seq FROM follower WHERE name = %s", (name,)
    ).fetchone()
    return Position(*row) if row else None


def read_changes(
    connection: Connection, follower: str, limit: int = 1000, kinds: Sequence[Kind] | None = None
) -> Changes:
    """Up to `limit` change rows after the follower's position, of `kinds` or of every kind.

    The position moves only by `advance`, so that a follower that was killed reads them again.
    Raises CatalogueError for a follower that was never started.
    """
    at = follower_position(connection, follower)
    if at is None:
        raise CatalogueError(f"no follower {follower!r} of the change feed was ever started")
    return read_after(connection, at, limit, kinds)


def read_after(
    connection: Connection, at: Position, limit: int = 1000, kinds: Sequence[Kind] | None = None
) -> Changes:
    """Up to `limit` change rows after the position, of `kinds` or of every kind."""
    edge = horizon(connection)
    rows = connection.execute(
        "SELECT subject, xid::text::bigint, seq FROM change"
        " WHERE (xid, seq) > (%(xid)s::text::xid8, %(seq)s) AND xid < %(edge)s::text::xid8"
        " AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))"
        " ORDER BY xid, seq LIMIT %(limit)s",
        {
            "xid": at.xid,
            "seq": at.seq,
            "edge": edge.xid,
            "kinds": None if kinds is None else list(kinds),
            "limit": limit,
        },
    ).fetchall()
    position = Position(*rows[-1][1:]) if rows else at
    if len(rows) < limit:
        position = max(position, _last_before(connection, edge))
    return Changes(tuple(dict.fromkeys(row[0] for row in rows)), position)


def _last_before(connection: Connection, edge: Position) -> Position:
    """The last row that can be read: past it, rows of other kinds are not searched again."""
    row = connection.execute(
        "SELECT xid::text::bigint, seq FROM change WHERE xid < %s::text::xid8"
        " ORDER BY xid DESC, seq DESC LIMIT 1",
        (edge.xid,),
    ).fetchone()
    return Position(*row) if row else Position()


def advance(connection: Connection, follower: str, position: Position) -> None:
    """Move the follower on to `position`; it never moves back."""
    connection.execute(
        "UPDATE follower SET xid = %(xid)s::text::xid8, seq = %(seq)s, at = now()"
        " WHERE name = %(name)s AND (xid, seq) < (%(xid)s::text::xid8, %(seq)s)",
        {"name": follower, "xid": position.xid, "seq": position.seq},
    )


def stop_follower(connection: Connection, follower: str) -> None:
    """Forget the follower; nothing waits for it any more."""
    connection.execute("DELETE FROM follower WHERE name = %s", (follower,))


def waiting(connection: Connection, follower: str, kinds: Sequence[Kind] | None = None) -> int:
    """How many change rows of `kinds` the follower has not read, open transactions left out."""
    row = connection.execute(
        "SELECT count(*) FROM change c, follower f"
        " WHERE f.name = %(name)s AND (c.xid, c.seq) > (f.xid, f.seq)"
        f" AND c.xid < {HORIZON} AND (%(kinds)s::text[] IS NULL OR c.kind = ANY(%(kinds)s))",
        {"name": follower, "kinds": None if kinds is None else list(kinds)},
    ).fetchone()
    return row[0] if row else 0

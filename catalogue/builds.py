"""The builds of the search index: which are being filled, which are kept, and who follows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from catalogue.changes import Position, start_follower, stop_follower
from catalogue.database import Connection

State = Literal["building", "kept", "failed", "dropped"]

FOLLOWED: tuple[State, ...] = ("building", "kept")
"""What changes is written to these: a roll back finds a build that is up to date."""

_COLUMNS = "name, state, documents, started_at, published_at, why"


@dataclass(frozen=True)
class Build:
    """A build of the index; it follows the change feed under its own name."""

    name: str
    state: State
    documents: int
    started_at: datetime
    published_at: datetime | None
    why: str


def list_builds(connection: Connection, states: tuple[State, ...] | None = None) -> list[Build]:
    """Every build in one of `states`, or in any, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM index_build WHERE %s::text[] IS NULL OR state = ANY(%s)"
        " ORDER BY started_at, name",
        (list(states) if states else None, list(states or ())),
    )
    return [Build(*row) for row in rows]


def begin_build(connection: Connection, prefix: str, position: Position) -> str:
    """The build to fill: one under `prefix` that was interrupted, else a new number.

    A new one follows from `position`, that of the snapshot that it is filled from; an interrupted
    one from where it stands, which is no later. The caller holds the lock of publishing.
    """
    with connection.transaction():
        found = connection.execute(
            "SELECT name FROM index_build WHERE state = 'building' AND name LIKE %s"
            " ORDER BY started_at DESC LIMIT 1",
            (prefix.replace("_", r"\_") + "-%",),
        ).fetchone()
        if found:
            return str(found[0])
        row = connection.execute(
            r"SELECT coalesce(max(substring(name FROM '-(\d+)$')::int), 0) + 1 FROM index_build"
        ).fetchone()
        name = f"{prefix}-{row[0] if row else 1}"
        connection.execute(
            "INSERT INTO index_build (name, state, follower) VALUES (%s, 'building', %s)",
            (name, name),
        )
        start_follower(connection, name, position)
        return name


def keep_build(connection: Connection, name: str, documents: int) -> None:
    """Note that a build went live with so many documents."""
    _set(connection, name, "state = 'kept', documents = %s, published_at = now()", documents)


def drop_build(
    connection: Connection, name: str, *, why: str, state: Literal["failed", "dropped"] = "dropped"
) -> None:
    """Note that a build is no more, and that nothing follows for it."""
    with connection.transaction():
        _set(connection, name, "state = %s, why = %s", state, why)
        stop_follower(connection, name)


def count_works(connection: Connection) -> int:
    """How many works have a manifestation: as many documents a whole build holds."""
    row = connection.execute(
        "SELECT count(*) FROM work w"
        " WHERE EXISTS (SELECT 1 FROM manifestation m WHERE m.work = w.id)"
    ).fetchone()
    return int(row[0]) if row else 0


def _set(connection: Connection, name: str, columns: str, *values: Any) -> None:
    connection.execute(f"UPDATE index_build SET {columns} WHERE name = %s", (*values, name))

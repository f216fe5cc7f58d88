"""Manifestations and works as they stand now: written only where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogue.changes import announce
from catalogue.database import Connection, batches
from catalogue.model import Manifestation, Work
from catalogue.provided import provide, withdraw


@dataclass(frozen=True)
class MergedCounts:
    """What writing did: bodies read, written because they differed, and dropped as vanished."""

    read: int = 0
    written: int = 0
    dropped: int = 0


def write_merged(
    connection: Connection,
    manifestations: Iterable[Manifestation],
    works: Iterable[Work],
    *,
    batch: int = 1000,
) -> MergedCounts:
    """Write bodies that differ from those kept, and drop what has no records any more.

    Works go first, as manifestations point to them; each batch commits whole. Every work whose
    page changes stands in the feed. Ids of dropped bodies keep answering (`minting.resolve`).
    """
    read = written = 0
    for some_works in batches(works, batch):
        read += len(some_works)
        written += _write_works(connection, some_works)
    for some in batches(manifestations, batch):
        read += len(some)
        written += _write_manifestations(connection, some)
    return MergedCounts(read, written, drop_vanished(connection))


def drop_vanished(connection: Connection) -> int:
    """Drop the bodies of ids that no record stands behind any more; how many there were."""
    with connection.transaction():
        rows = connection.execute(
            "DELETE FROM manifestation m WHERE NOT EXISTS"
            " (SELECT FROM cluster_member c WHERE c.manifestation = m.id) RETURNING id, work"
        ).fetchall()
        withdraw(connection, (row[0] for row in rows))
        announce(connection, "work", (row[1] for row in rows))
        dropped = connection.execute(
            "DELETE FROM work w WHERE NOT EXISTS (SELECT FROM work_member m WHERE m.work = w.id)"
            " AND NOT EXISTS (SELECT FROM manifestation m WHERE m.work = w.id) RETURNING id"
        ).fetchall()
        announce(connection, "work", (row[0] for row in dropped))
    return len(rows) + len(dropped)


def _write_works(connection: Connection, works: Sequence[Work]) -> int:
    with connection.transaction():
        rows = connection.execute(
            "INSERT INTO work AS kept (id, body) SELECT * FROM unnest(%s::text[], %s::text[])"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body"
            " WHERE kept.body <> excluded.body RETURNING id",
            ([work.id for work in works], [work.model_dump_json() for work in works]),
        ).fetchall()
        announce(connection, "work", (row[0] for row in rows))
    return len(rows)


def _write_manifestations(connection: Connection, some: Sequence[Manifestation]) -> int:
    """Write a batch; where one changes its work, both works stand in the feed."""
    columns = {
        "ids": [m.id for m in some],
        "works": [m.work for m in some],
        "standings": [m.standing for m in some],
        "bodies": [m.model_dump_json() for m in some],
    }
    with connection.transaction():
        left = connection.execute(
            "SELECT m.id, m.work FROM manifestation m"
            " JOIN unnest(%(ids)s::text[], %(works)s::text[]) g(id, work) USING (id)"
            " WHERE m.work <> g.work",
            columns,
        ).fetchall()
        rows = connection.execute(
            "INSERT INTO manifestation AS kept (id, work, standing, body) SELECT * FROM unnest("
            " %(ids)s::text[], %(works)s::text[], %(standings)s::text[], %(bodies)s::text[])"
            " ON CONFLICT (id) DO UPDATE SET work = excluded.work, standing = excluded.standing,"
            " body = excluded.body WHERE (kept.work, kept.standing, kept.body)"
            " IS DISTINCT FROM (excluded.work, excluded.standing, excluded.body)"
            " RETURNING id, work",
            columns,
        ).fetchall()
        announce(connection, "work", (row[1] for row in (*left, *rows)))
        provide(connection, (row[0] for row in rows))
    return len(rows)

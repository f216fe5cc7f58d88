"""Which ids belong to which records: anchors, members, and what a withdrawn record leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.changes import announce
from catalogue.database import Connection
from catalogue.source_record import RecordKey

Unit = tuple[str, ...]
"""A member of what bears an id: (source, number) in a cluster, (manifestation,) in a work."""


_ONE_AT_A_TIME = 7_360_001


@dataclass(frozen=True)
class Group:
    """What shall bear one id: records that may hold its anchor (the first mints), and members."""

    anchors: tuple[RecordKey, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of id: its name in the tables, its letter, and how its members are moved."""

    name: str
    letter: str
    move: Callable[[Connection, Mapping[Unit, str]], int]


def ids_anchored_at(
    connection: Connection, kind: Kind, records: Iterable[RecordKey]
) -> dict[RecordKey, list[tuple[int, str]]]:
    """The ids of `kind` anchored at each of `records`, as (age, id); the lowest age is oldest."""
    listed = list(records)
    rows = connection.execute(
        "SELECT anchor_source, anchor_number, minted, id FROM minted_id"
        " JOIN unnest(%s::text[], %s::text[]) g(source, number)"
        "   ON (anchor_source, anchor_number) = (g.source, g.number)"
        " WHERE kind = %s",
        ([r.source for r in listed], [r.number for r in listed], kind.name),
    )
    found: dict[RecordKey, list[tuple[int, str]]] = {}
    for source, number, minted, spil_id in rows:
        found.setdefault(RecordKey(source, number), []).append((minted, spil_id))
    return found


def work_groups(connection: Connection, groups: Sequence[Sequence[str]]) -> list[Group]:
    """Groups of manifestations as groups of records; the oldest manifestation's anchor is first."""
    rows = connection.execute(
        "SELECT id, minted, anchor_source, anchor_number FROM minted_id WHERE id = ANY(%s)",
        ([spil_id for group in groups for spil_id in group],),
    )
    anchors = {row[0]: (row[1], RecordKey(row[2], row[3])) for row in rows}
    members = _members_of(connection, list(anchors))
    return [
        Group(
            (
                min(anchors[m] for m in group)[1],
                *sorted(key for m in group for key in members.get(m, ())),
            ),
            tuple((m,) for m in group),
        )
        for group in groups
    ]


def _members_of(
    connection: Connection, manifestations: Sequence[str]
) -> dict[str, list[RecordKey]]:
    rows = connection.execute(
        "SELECT manifestation, source, number FROM cluster_member WHERE manifestation = ANY(%s)",
        (manifestations,),
    )
    members: dict[str, list[RecordKey]] = {}
    for manifestation, source, number in rows:
        members.setdefault(manifestation, []).append(RecordKey(source, number))
    return members


def move_records(connection: Connection, placed: Mapping[Unit, str]) -> int:
    """Put records into their clusters; how many were not there yet."""
    columns = {
        "sources": [source for source, _ in placed],
        "numbers": [number for _, number in placed],
    }
    rows = connection.execute(
        "SELECT source, number, manifestation FROM cluster_member"
        " JOIN unnest(%(sources)s::text[], %(numbers)s::text[]) g(source, number)"
        " USING (source, number)",
        columns,
    )
    before: dict[Unit, str] = {(source, number): spil_id for source, number, spil_id in rows}
    moved = {unit: to for unit, to in placed.items() if before.get(unit) != to}
    if moved:
        connection.execute(
            "INSERT INTO cluster_member (source, number, manifestation)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (source, number) DO UPDATE SET manifestation = excluded.manifestation",
            ([s for s, _ in moved], [n for _, n in moved], list(moved.values())),
        )
        left = (before[unit] for unit in moved if unit in before)
        announce(connection, "manifestation", (*moved.values(), *left))
    return len(moved)


def move_manifestations(connection: Connection, placed: Mapping[Unit, str]) -> int:
    """Put manifestations into their works; how many were not there yet."""
    return connection.execute(
        "INSERT INTO work_member AS m (manifestation, work)"
        " SELECT * FROM unnest(%s::text[], %s::text[])"
        " ON CONFLICT (manifestation) DO UPDATE SET work = excluded.work"
        " WHERE m.work <> excluded.work",
        ([unit[0] for unit in placed], list(placed.values())),
    ).rowcount


MANIFESTATION = Kind("manifestation", "m", move_records)
WORK = Kind("work", "w", move_manifestations)

_GONE = """
    SELECT c.source, c.number, c.manifestation
    FROM source_record r JOIN cluster_member c USING (source, number)
    WHERE r.deleted ORDER BY c.source, c.number LIMIT %s
"""
_STANDS = """NOT EXISTS (SELECT FROM source_record r
    WHERE (r.source, r.number) = (c.source, c.number) AND r.deleted)"""
_HEIR = f"""
    UPDATE minted_id SET anchor_source = heir.source, anchor_number = heir.number
    FROM unnest(%(sources)s::text[], %(numbers)s::text[], %(ids)s::text[])
           AS gone(source, number, manifestation)
    CROSS JOIN LATERAL (
        SELECT c.source, c.number FROM cluster_member c
        WHERE {_STANDS} AND c.manifestation IN (
            SELECT gone.manifestation
            UNION ALL SELECT sister.manifestation
            FROM work_member own JOIN work_member sister USING (work)
            WHERE %(kind)s = 'work' AND own.manifestation = gone.manifestation)
        ORDER BY c.manifestation <> gone.manifestation, c.source, c.number LIMIT 1
    ) heir
    WHERE kind = %(kind)s AND (anchor_source, anchor_number) = (gone.source, gone.number)
"""


def pass_on_anchors(connection: Connection, batch: int) -> int:
    """Take withdrawn records out of their clusters; their ids pass to another record there.

    A work's id may pass to a record of a sister manifestation. An id without an heir stays with
    its record, and comes back with it. Returns how many records left.
    """
    left = 0
    while gone := _pass_on_some(connection, batch):
        left += gone
    return left


def _pass_on_some(connection: Connection, batch: int) -> int:
    with connection.transaction():
        mint_alone(connection)
        gone = connection.execute(_GONE, (batch,)).fetchall()
        values = {
            "sources": [row[0] for row in gone],
            "numbers": [row[1] for row in gone],
            "ids": [row[2] for row in gone],
        }
        for kind in (MANIFESTATION, WORK) if gone else ():
            connection.execute(_HEIR, {**values, "kind": kind.name})
        connection.execute(
            "DELETE FROM cluster_member c"
            " USING unnest(%(sources)s::text[], %(numbers)s::text[]) g(source, number)"
            " WHERE (c.source, c.number) = (g.source, g.number)",
            values,
        )
        announce(connection, "manifestation", values["ids"])
    return len(gone)


def mint_alone(connection: Connection) -> None:
    """Wait until nobody else mints; until the transaction ends, a record on line must wait too."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))

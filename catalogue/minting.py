"""Permanent ids: an id belongs to the source record that minted it, and follows it.

Where several ids meet in one cluster, the oldest stays and the others redirect to it; after a
split, the part that holds the anchor keeps the id, so an id comes back when its anchor leaves. When
a source withdraws an anchor, its ids pass to another record of the cluster: no id ever dies.
Every batch commits whole and finds what was there before, so a killed run just starts anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.anchors import (
    MANIFESTATION,
    WORK,
    Group,
    Kind,
    ids_anchored_at,
    mint_alone,
    pass_on_anchors,
    work_groups,
)
from catalogue.changes import announce
from catalogue.database import Connection, batches
from catalogue.errors import UnknownId
from catalogue.identifiers import ManifestationId, mint
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster


@dataclass(frozen=True)
class MintCounts:
    """What minting did: groups read, ids minted, redirects set or lifted, members moved."""

    groups: int = 0
    minted: int = 0
    redirected: int = 0
    returned: int = 0
    moved: int = 0

    def __add__(self, other: "MintCounts") -> "MintCounts":
        """The counts of two batches together."""
        return MintCounts(
            self.groups + other.groups,
            self.minted + other.minted,
            self.redirected + other.redirected,
            self.returned + other.returned,
            self.moved + other.moved,
        )


def mint_clusters(
    connection: Connection, clusters: Iterable[Cluster], *, batch: int = 1000
) -> MintCounts:
    """Give every cluster its permanent id; its first member mints where no member has one.

    A record may stand in one cluster only. Clusters that are not given stay as they are.
    """
    pass_on_anchors(connection, batch)
    counts = MintCounts()
    for chunk in batches(clusters, batch):
        groups = [Group(c.members, tuple(tuple(key) for key in c.members)) for c in chunk]
        counts += _mint_batch(connection, MANIFESTATION, groups)
    return counts


def mint_works(
    connection: Connection,
    groups: Iterable[tuple[ManifestationId, ...]],
    *,
    batch: int = 1000,
) -> MintCounts:
    """Give every group of manifestations its work id, anchored as its oldest manifestation is.

    Groups that are not given stay as they are; a manifestation without records leaves its work.
    """
    counts = MintCounts()
    for chunk in batches(groups, batch):
        counts += _mint_batch(connection, WORK, work_groups(connection, chunk))
    connection.execute(
        "DELETE FROM work_member w WHERE NOT EXISTS"
        " (SELECT FROM cluster_member c WHERE c.manifestation = w.manifestation)"
    )
    return counts


def resolve(connection: Connection, spil_id: str) -> str:
    """The id that answers for `spil_id` now: itself, or the one it redirects to.

    Raises UnknownId for an id that was never minted.
    """
    row = connection.execute(
        "WITH RECURSIVE path(id, step) AS ("
        "   SELECT id, 0 FROM minted_id WHERE id = %s"
        "   UNION ALL SELECT r.target, path.step + 1 FROM path JOIN redirect r USING (id)"
        "     WHERE path.step < 100)"
        " SELECT id FROM path ORDER BY step DESC LIMIT 1",
        (spil_id,),
    ).fetchone()
    if row is None:
        raise UnknownId(f"no manifestation or work was ever published as {spil_id}")
    return str(row[0])


def _mint_batch(connection: Connection, kind: Kind, groups: Sequence[Group]) -> MintCounts:
    """Settle the ids of `groups` in one transaction."""
    with connection.transaction():
        mint_alone(connection)
        anchored = ids_anchored_at(connection, kind, (a for g in groups for a in g.anchors))
        standing = [_oldest_first(group, anchored) for group in groups]
        minting = [g.anchors[0] for g, ids in zip(groups, standing, strict=True) if not ids]
        minted = _mint_new(connection, kind, minting)
        chosen = [
            ids[0] if ids else minted[group.anchors[0]]
            for group, ids in zip(groups, standing, strict=True)
        ]
        wanted = {
            old: first
            for first, ids in zip(chosen, standing, strict=True)
            for old in ids
            if old != first
        }
        placed = {unit: first for g, first in zip(groups, chosen, strict=True) for unit in g.units}
        redirected, returned = _redirect(connection, wanted, chosen)
        moved = kind.move(connection, placed)
    return MintCounts(len(groups), len(minted), redirected, returned, moved)


def _oldest_first(
    group: Group, anchored: Mapping[RecordKey, Sequence[tuple[int, str]]]
) -> list[str]:
    found = {entry for anchor in group.anchors for entry in anchored.get(anchor, ())}
    return [spil_id for _, spil_id in sorted(found)]


def _mint_new(
    connection: Connection, kind: Kind, anchors: Sequence[RecordKey]
) -> dict[RecordKey, str]:
    """Mint an id for each of `anchors`, in their order: the first is the oldest."""
    minted: dict[RecordKey, str] = {}
    attempt, open_anchors = 0, list(anchors)
    while open_anchors:
        candidates = {a: mint(kind.letter, str(a), attempt) for a in open_anchors}
        rows = connection.execute(
            "SELECT id FROM minted_id WHERE id = ANY(%s)", (list(candidates.values()),)
        )
        taken = {row[0] for row in rows} | set(minted.values())
        for anchor, candidate in candidates.items():
            if candidate not in taken:
                minted[anchor] = candidate
                taken.add(candidate)
        open_anchors = [a for a in open_anchors if a not in minted]
        attempt += 1
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO minted_id (id, kind, anchor_source, anchor_number)"
            " VALUES (%s, %s, %s, %s)",
            [(minted[anchor], kind.name, *anchor) for anchor in anchors],
        )
    return minted


def _redirect(
    connection: Connection, wanted: Mapping[str, str], chosen: Sequence[str]
) -> tuple[int, int]:
    """Let ids redirect as `wanted`, and `chosen` ids answer for themselves; how many changed."""
    rows = connection.execute(
        "SELECT id, target FROM redirect WHERE id = ANY(%s)", ([*wanted, *chosen],)
    )
    before = dict(rows.fetchall())
    changed = {old: to for old, to in wanted.items() if before.get(old) != to}
    returned = [spil_id for spil_id in chosen if spil_id in before]
    if changed:
        connection.execute(
            "INSERT INTO redirect (id, target) SELECT * FROM unnest(%s::text[], %s::text[])"
            " ON CONFLICT (id) DO UPDATE SET target = excluded.target, at = now()",
            (list(changed), list(changed.values())),
        )
    if returned:
        connection.execute("DELETE FROM redirect WHERE id = ANY(%s)", (returned,))
    announce(connection, "redirect", (*changed, *returned))
    return len(changed), len(returned)

"""The ids that clusters and works would bear, by the rules of minting, without minting any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.database import Connection
from catalogue.identifiers import ManifestationId, mint
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster

Minted = Mapping[str, tuple[int, RecordKey]]
"""Ids of one kind with their age (the lowest is oldest) and the record they are anchored at."""


@dataclass(frozen=True)
class Settled:
    """The id of each group in their order, the redirects that follow, and every id there is."""

    ids: tuple[str, ...]
    redirects: Mapping[str, str]
    minted: Minted


def read_minted(connection: Connection, kind: str) -> Minted:
    """Every id of a kind (`manifestation` or `work`) that was ever minted."""
    rows = connection.execute(
        "SELECT id, minted, anchor_source, anchor_number FROM minted_id WHERE kind = %s", (kind,)
    )
    return {spil_id: (age, RecordKey(source, number)) for spil_id, age, source, number in rows}


def read_members(connection: Connection) -> dict[RecordKey, str]:
    """The manifestation that each record belongs to as it stands."""
    rows = connection.execute("SELECT source, number, manifestation FROM cluster_member")
    return {RecordKey(source, number): spil_id for source, number, spil_id in rows}


def settle_clusters(clusters: Sequence[Cluster], minted: Minted) -> Settled:
    """The ids that minting would give clusters; the first member mints where none has an id."""
    return _settle("m", [cluster.members for cluster in clusters], minted)


def settle_works(
    groups: Sequence[tuple[ManifestationId, ...]],
    clusters: Mapping[str, Sequence[RecordKey]],
    manifestations: Minted,
    minted: Minted,
) -> Settled:
    """The ids that minting would give works, each anchored as its oldest manifestation is.

    `clusters`: the records of each manifestation; `manifestations`: their ids, the new ones too.
    """
    return _settle(
        "w",
        [
            (
                min(manifestations[m] for m in group)[1],
                *sorted(key for m in group for key in clusters.get(m, ())),
            )
            for group in groups
        ],
        minted,
    )


def _settle(letter: str, groups: Sequence[Sequence[RecordKey]], minted: Minted) -> Settled:
    """The oldest id anchored at any record of a group stays, and the others redirect to it."""
    anchored: dict[RecordKey, list[tuple[int, str]]] = {}
    for spil_id, (age, anchor) in minted.items():
        anchored.setdefault(anchor, []).append((age, spil_id))
    known = dict(minted)
    newest = max((age for age, _ in minted.values()), default=0)
    ids: list[str] = []
    redirects: dict[str, str] = {}
    for group in groups:
        found = sorted({entry for record in group for entry in anchored.get(record, ())})
        if not found:
            newest += 1
            found = [(newest, _new_id(letter, group[0], known))]
            known[found[0][1]] = (newest, group[0])
        ids.append(found[0][1])
        redirects |= {old: ids[-1] for _, old in found[1:]}
    return Settled(tuple(ids), redirects, known)


def _new_id(letter: str, anchor: RecordKey, known: Minted) -> str:
    attempt = 0
    while (candidate := mint(letter, str(anchor), attempt)) in known:
        attempt += 1
    return candidate

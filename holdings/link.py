"""A local holding to its manifestation, or to the unlinked desk with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from catalogue.copies import Holding
from catalogue.identifiers import Isil, ManifestationId
from catalogue.source_record import RecordKey


@dataclass(frozen=True)
class Membership:
    """What matching made of one record: a manifestation, its standing, and what else it may be."""

    manifestation: ManifestationId
    standing: Literal["national", "local", "provisional"]
    candidates: tuple[ManifestationId, ...] = ()


@dataclass(frozen=True)
class LocalRecord:
    """A library system's record with the libraries that have copies under it."""

    installation: str
    key: RecordKey
    libraries: tuple[Isil, ...]


def link(local: LocalRecord, memberships: Mapping[RecordKey, Membership]) -> tuple[Holding, ...]:
    """One holding for each library that has copies under a local record.

    Linked means that the record's cluster has a national member. A cluster of local records only is
    found in its own library's scope and stands on the unlinked desk; a record that matching has not
    seen yet has no manifestation at all.
    """
    membership = memberships.get(local.key)
    return tuple(_holding(local, library, membership) for library in sorted(set(local.libraries)))


def _holding(local: LocalRecord, library: Isil, membership: Membership | None) -> Holding:
    linked = membership is not None and membership.standing != "local"
    return Holding(
        installation=local.installation,
        local_record=local.key.number,
        library=library,
        manifestation=membership.manifestation if membership else None,
        reason="" if linked else _reason(membership),
        candidates=membership.candidates if membership and not linked else (),
    )


def _reason(membership: Membership | None) -> str:
    if membership is None:
        return "not_matched_yet"
    return "in_doubt" if membership.candidates else "no_national_record"

"""What a delivery does to a record: saved, unchanged, deleted or rejected.

Versions only grow. The rule stands here once; where versions are kept is the store's matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from catalogue.model import BibliographicRecord
from catalogue.outcomes import LocalItem, Normalized, Problem, Rejected
from catalogue.source_record import Format, Place, RecordKey, SourceRecord

Delivery = tuple[SourceRecord, Normalized | Rejected | None]
"""A source record and what became of it; None for a deletion."""


@dataclass(frozen=True)
class Version:
    """One saved state of a source record; `record` is None where the source deleted it."""

    version: int
    key: RecordKey
    sha256: bytes
    record: BibliographicRecord | None
    items: tuple[LocalItem, ...] = ()
    place: Place | None = None

    @property
    def deleted(self) -> bool:
        """True if the source withdrew the record."""
        return self.record is None


@dataclass(frozen=True)
class DeadLetter:
    """A record that could not be read, kept with its bytes until its source mends it."""

    key: RecordKey
    reason: str
    problems: tuple[Problem, ...]
    format: Format
    payload: bytes
    locator: str | None = None
    place: Place | None = None

    @property
    def source_record(self) -> SourceRecord:
        """The record as it arrived, to be read once more; its number may still be unknown."""
        record = SourceRecord(
            self.key.source,
            self.key.number,
            self.format,
            self.payload,
            locator=self.locator,
            place=self.place,
        )
        return replace(record, number="") if self.key == fingerprint_key(record) else record


@dataclass(frozen=True)
class SaveCounts:
    """What became of a page: read is always saved + unchanged + deleted + rejected.

    A deletion of a record that never came is counted as deleted.
    """

    read: int = 0
    saved: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0

    def __add__(self, other: "SaveCounts") -> "SaveCounts":
        """The counts of two pages together."""
        return SaveCounts(
            self.read + other.read,
            self.saved + other.saved,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True)
class Standing:
    """What the store knows of one record before a delivery: enough to see what it changes."""

    fingerprint: bytes
    deleted: bool = False


@dataclass(frozen=True)
class NewVersion:
    """A version about to be written; `record` and `items` are the JSON that is kept."""

    key: RecordKey
    source_record: SourceRecord
    outcome: Normalized | None
    record: str | None = None
    items: str | None = None

    @property
    def fingerprint(self) -> bytes:
        """32 bytes that differ where the record or its copies differ."""
        return sha256(f"{self.record or ''}\x1f{self.items or ''}".encode()).digest()


def new_version(key: RecordKey, source_record: SourceRecord, outcome: Normalized) -> NewVersion:
    """The version that a normalized record would be."""
    items = ",".join(item.model_dump_json() for item in outcome.items)
    record = outcome.record.model_dump_json()
    return NewVersion(key, source_record, outcome, record, f"[{items}]" if items else None)


def key_of(source_record: SourceRecord, number: str = "") -> RecordKey:
    """The identity under which a record is kept: its number, else its fingerprint (16 signs)."""
    found = source_record.number or number
    if not found:
        return fingerprint_key(source_record)
    return RecordKey(source_record.source, storable(found))


def fingerprint_key(source_record: SourceRecord) -> RecordKey:
    """The key of a record whose number could not be read."""
    return RecordKey(source_record.source, source_record.sha256.hex()[:16])


def storable(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


@dataclass
class Page:
    """The effect of a page of deliveries, worked out before anything is written."""

    standing: dict[RecordKey, Standing]
    keys_by_locator: Mapping[tuple[str, str], tuple[RecordKey, ...]]
    new_versions: list[NewVersion] = field(default_factory=list)
    seen: dict[RecordKey, SourceRecord] = field(default_factory=dict)
    dead: dict[RecordKey, DeadLetter] = field(default_factory=dict)
    mended: set[RecordKey] = field(default_factory=set)
    counts: SaveCounts = SaveCounts()

    def take(self, delivery: Delivery) -> None:
        """Add one delivery; each sees what those before it on the page did."""
        source_record, outcome = delivery
        if isinstance(outcome, Rejected):
            effect = self._reject(source_record, outcome)
        elif outcome is None:
            effect = self._delete(source_record)
        else:
            effect = self._keep(new_version(key_of(source_record), source_record, outcome))
        counts = self.counts
        self.counts = replace(counts, read=counts.read + 1, **{effect: getattr(counts, effect) + 1})

    def _keep(self, version: NewVersion) -> str:
        self._mend(version.key)
        self._mend(fingerprint_key(version.source_record))
        self.seen[version.key] = version.source_record
        standing = Standing(version.fingerprint)
        if self.standing.get(version.key) == standing:
            return "unchanged"
        self.standing[version.key] = standing
        self.new_versions.append(version)
        return "saved"

    def _delete(self, source_record: SourceRecord) -> str:
        """A deletion of what never came counts too: the source's deletions are all accounted for.

        Only one that was saved before changes nothing.
        """
        addressed = self._addressed(source_record)
        known = [standing for key in addressed if (standing := self.standing.get(key))]
        repeated = bool(known) and all(standing.deleted for standing in known)
        for key in addressed:
            self._delete_one(key, source_record)
        return "unchanged" if repeated else "deleted"

    def _delete_one(self, key: RecordKey, source_record: SourceRecord) -> None:
        self._mend(key)
        known = self.standing.get(key)
        if known is None or known.deleted:
            return
        self.seen[key] = source_record
        self.standing[key] = Standing(b"", deleted=True)
        self.new_versions.append(NewVersion(key, source_record, None))

    def _addressed(self, source_record: SourceRecord) -> tuple[RecordKey, ...]:
        """The records that a deletion means: by number, else by the locator they came under."""
        key = key_of(source_record)
        if key in self.standing or not source_record.locator:
            return (key,)
        address = (source_record.source, source_record.locator)
        here = (k for k, s in self.seen.items() if (s.source, s.locator) == address)
        return tuple(dict.fromkeys((key, *self.keys_by_locator.get(address, ()), *here)))

    def _reject(self, source_record: SourceRecord, rejected: Rejected) -> str:
        key = key_of(source_record, rejected.number)
        self.mended.discard(key)
        self.dead[key] = DeadLetter(
            key,
            storable(rejected.reason),
            rejected.problems,
            source_record.format,
            source_record.payload,
            source_record.locator,
            source_record.place,
        )
        return "rejected"

    def _mend(self, key: RecordKey) -> None:
        self.dead.pop(key, None)
        self.mended.add(key)

"""Kept records read by a live table and by a changed one: what differs, field by field."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from catalogue.authority import Authority
from catalogue.database import Connection, batches
from catalogue.journal import LandedPage
from catalogue.outcomes import Normalized, Rejected
from catalogue.rehearsal import RecordRow, TouchedRecords, standing_fingerprints
from catalogue.source_record import RecordKey, SourceRecord
from catalogue.standing_authorities import standing_authorities
from catalogue.versions import key_of, new_version
from cli.console import progress
from cli.kept import Kept, NewestKept
from cli.lab_outcomes import (
    Outcome,
    gained_and_lost,
    is_empty,
    kept_of,
    problems_of,
    values_of,
)
from cli.lab_samples import Samples
from matching.keys import match_keys
from matching.rules import Rules
from matching.view import view_of
from normalize.authorities import read_authority
from normalize.profiles import Profile
from normalize.read import identify, normalize_record

BATCH = 500
"""Records looked up at once."""

_Read = Callable[[SourceRecord, Profile], Outcome]


@dataclass(frozen=True)
class Tables:
    """How a source is read now, and how it would be."""

    live: Profile
    changed: Profile


@dataclass(frozen=True)
class Reading:
    """One record under both tables, with where its bytes are."""

    record: SourceRecord
    key: RecordKey
    new_key: RecordKey
    before: Outcome
    after: Outcome

    @cached_property
    def is_touched(self) -> bool:
        """Whether anything that is kept of the record would differ."""
        return self.key != self.new_key or kept_of(self.before) != kept_of(self.after)

    @cached_property
    def changed_fields(self) -> list[str]:
        """The fields that differ; none where one of the tables rejects the record."""
        before, after = values_of(self.before), values_of(self.after)
        return [name for name in before if name in after and before[name] != after[name]]

    @cached_property
    def name(self) -> str:
        """The name of an entry of a thesaurus; a description is known by its number."""
        named = (each for each in (self.before, self.after) if isinstance(each, Authority))
        return next((each.name for each in named), "")


@dataclass
class FieldCount:
    """Records whose field differs; of these, where it was empty before or would be empty."""

    changed: int = 0
    filled: int = 0
    emptied: int = 0


@dataclass
class ListCount(FieldCount):
    """Entries of a thesaurus of which a list differs; of these, where it gains or loses a value."""

    gained: int = 0
    lost: int = 0


@dataclass
class Tally:
    """What differs over all records that were read."""

    read: int = 0
    changed: int = 0
    newly_rejected: int = 0
    newly_accepted: int = 0
    identity_changes: int = 0
    match_keys_changed: int = 0
    kept_otherwise: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    fields: dict[str, FieldCount] = field(default_factory=dict)
    problems_before: Counter[str] = field(default_factory=Counter)
    problems_after: Counter[str] = field(default_factory=Counter)

    def note(self, reading: Reading) -> None:
        """Count one record."""
        self.read += 1
        self.sources[reading.key.source] += 1
        self.problems_before.update(problem.rule for problem in problems_of(reading.before))
        self.problems_after.update(problem.rule for problem in problems_of(reading.after))
        if not reading.is_touched:
            return
        self.changed += 1
        self.identity_changes += reading.key != reading.new_key
        was_read, is_read = (not isinstance(o, Rejected) for o in (reading.before, reading.after))
        self.newly_rejected += was_read and not is_read
        self.newly_accepted += is_read and not was_read
        self._note_fields(reading)

    def _note_fields(self, reading: Reading) -> None:
        before, after = values_of(reading.before), values_of(reading.after)
        moved = gained_and_lost(reading.before, reading.after)
        for name in reading.changed_fields:
            kind = ListCount if isinstance(reading.before, Authority) else FieldCount
            count = self.fields.setdefault(name, kind())
            count.changed += 1
            count.filled += is_empty(before[name])
            count.emptied += is_empty(after[name])
            if isinstance(count, ListCount) and name in moved:
                gained, lost = moved[name]
                count.gained += bool(gained)
                count.lost += bool(lost)


@dataclass(frozen=True)
class Lab:
    """What reading needs: both tables of each source, the rules of matching, and where to put
    what differs."""

    kept: Kept
    tables: Mapping[str, Tables]
    rules: Rules
    touched: TouchedRecords
    tally: Tally
    samples: Samples[Reading]


def read_both(lab: Lab, newest: NewestKept) -> None:
    """Read the newest bytes of every record by both tables; counts, samples, what differs."""
    for page in progress(newest.pages, "read by both tables", total=len(newest.pages)):
        for some in batches(_readings(lab, newest, page), BATCH):
            lab.tally.kept_otherwise += _kept_otherwise(lab.kept.connection, some)
            for reading in some:
                lab.tally.note(reading)
                if reading.is_touched:
                    lab.samples.offer(str(reading.key), kinds_of(reading), reading)
            _keep_touched(lab, [reading for reading in some if reading.is_touched])


def kinds_of(reading: Reading) -> list[str]:
    """The kinds of change that a record shows: its fields, another number, or being read at all.

    Of the lists of an authority, what is gained and what is lost are two kinds.
    """
    moved = gained_and_lost(reading.before, reading.after)
    kinds = [name for name in reading.changed_fields if name not in moved]
    for name, (gained, lost) in moved.items():
        kinds += [f"{name} gained"] * bool(gained) + [f"{name} lost"] * bool(lost)
    if reading.key != reading.new_key:
        kinds.append("identity")
    if isinstance(reading.before, Rejected) != isinstance(reading.after, Rejected):
        kinds.append("rejected" if isinstance(reading.after, Rejected) else "accepted")
    return kinds or ["reason"]


def _readings(lab: Lab, newest: NewestKept, page: LandedPage) -> Iterator[Reading]:
    tables = lab.tables[page.source]
    holds = lab.kept.source(page.source).holds
    read: _Read = read_authority if holds == "authorities" else normalize_record
    for record in newest.marked(page, lab.kept.framed(page, tables.live)):
        anew = identify(replace(record, number="", number_assigned=False), tables.changed)
        before, after = read(record, tables.live), read(anew, tables.changed)
        yield Reading(record, key_of(record), key_of(anew), before, after)


def _kept_otherwise(connection: Connection, readings: Sequence[Reading]) -> int:
    """How many records stand in the catalogue otherwise than the live table reads them now."""
    descriptions = [
        (r.key, r.record, r.before) for r in readings if isinstance(r.before, Normalized)
    ]
    standing = standing_fingerprints(connection, [key for key, _, _ in descriptions])
    entries = {r.key: r.before for r in readings if isinstance(r.before, Authority)}
    known = standing_authorities(connection, list(entries)) if entries else {}
    return sum(known.get(key) != entry for key, entry in entries.items()) + sum(
        standing.get(key) != new_version(key, record, read).fingerprint
        for key, record, read in descriptions
    )


def _keep_touched(lab: Lab, readings: Sequence[Reading]) -> None:
    """Keep what would be saved; a record that would be rejected stays as it is.

    From the entries of a thesaurus nothing follows.
    """
    rows: list[RecordRow] = []
    for reading in readings:
        before = reading.before.record if isinstance(reading.before, Normalized) else None
        if not isinstance(reading.after, Normalized) or reading.after.record == before:
            continue
        rows.append((reading.new_key, reading.after.record.model_dump_json()))
        keys = match_keys(before, lab.rules) if before else None
        lab.tally.match_keys_changed += keys != match_keys(reading.after.record, lab.rules)
    lab.touched.add(rows)
    view_of.cache_clear()  # It would hold 20,000 records, none of which comes again.

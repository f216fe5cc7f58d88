"""Kept records read by a live table and by a changed one: what differs, field by field."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from catalogue.database import Connection, batches
from catalogue.journal import LandedPage
from catalogue.model import BibliographicRecord
from catalogue.outcomes import Normalized, Rejected
from catalogue.rehearsal import RecordRow, TouchedRecords, standing_fingerprints
from catalogue.source_record import RecordKey, SourceRecord
from catalogue.versions import key_of, new_version
from cli.console import progress
from cli.kept import Kept, NewestKept
from cli.lab_samples import Samples
from matching.keys import match_keys
from matching.rules import Rules
from matching.view import view_of
from normalize.profiles import Profile
from normalize.read import identify, normalize_record

Outcome = Normalized | Rejected
Values = dict[str, Any]

COPIES = "copies"
"""The copies that travel with a record, beside the fields of its description."""

BATCH = 500
"""Records looked up at once."""

_IDENTITY = ("source", "number")
_NOTHING = ("", (), None, "unknown", False)


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
        return self.key != self.new_key or _kept(self.before) != _kept(self.after)

    @cached_property
    def changed_fields(self) -> list[str]:
        """The fields that differ; none where one of the tables rejects the record."""
        before, after = values_of(self.before), values_of(self.after)
        return [name for name in before if name in after and before[name] != after[name]]


@dataclass
class FieldCount:
    """Records whose field differs; of these, where it was empty before or would be empty."""

    changed: int = 0
    filled: int = 0
    emptied: int = 0


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
        self.problems_before.update(problem.rule for problem in reading.before.problems)
        self.problems_after.update(problem.rule for problem in reading.after.problems)
        if not reading.is_touched:
            return
        self.changed += 1
        self.identity_changes += reading.key != reading.new_key
        was_read, is_read = (isinstance(o, Normalized) for o in (reading.before, reading.after))
        self.newly_rejected += was_read and not is_read
        self.newly_accepted += is_read and not was_read
        before, after = values_of(reading.before), values_of(reading.after)
        for name in reading.changed_fields:
            count = self.fields.setdefault(name, FieldCount())
            count.changed += 1
            count.filled += is_empty(before[name])
            count.emptied += is_empty(after[name])


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
    """The kinds of change that a record shows: its fields, another number, or being read at all."""
    kinds = [*reading.changed_fields]
    if reading.key != reading.new_key:
        kinds.append("identity")
    if isinstance(reading.before, Rejected) != isinstance(reading.after, Rejected):
        kinds.append("rejected" if isinstance(reading.after, Rejected) else "accepted")
    return kinds or ["reason"]


def values_of(outcome: Outcome) -> Values:
    """The fields of a description and the copies beside it; nothing of a rejected record."""
    if isinstance(outcome, Rejected):
        return {}
    names = (name for name in BibliographicRecord.model_fields if name not in _IDENTITY)
    return {name: getattr(outcome.record, name) for name in names} | {COPIES: outcome.items}


def is_empty(value: Any) -> bool:
    """Whether a field says nothing."""
    if isinstance(value, str | tuple | bool) or value is None:
        return value in _NOTHING
    return bool(value == _default(type(value)))


def _default(kind: type[Any]) -> Any:
    needed = [each for each in kind.model_fields.values() if each.is_required()]
    return None if needed else kind()


def _kept(outcome: Outcome) -> Any:
    """What is kept of a record: its description and copies, or why it is rejected."""
    if isinstance(outcome, Rejected):
        return outcome.reason
    return outcome.record, outcome.items


def _readings(lab: Lab, newest: NewestKept, page: LandedPage) -> Iterator[Reading]:
    tables = lab.tables[page.source]
    for record in newest.marked(page, lab.kept.framed(page, tables.live)):
        anew = identify(replace(record, number="", number_assigned=False), tables.changed)
        before = normalize_record(record, tables.live)
        after = normalize_record(anew, tables.changed)
        yield Reading(record, key_of(record), key_of(anew), before, after)


def _kept_otherwise(connection: Connection, readings: Sequence[Reading]) -> int:
    """How many records stand in the catalogue otherwise than the live table reads them now."""
    read = [r for r in readings if isinstance(r.before, Normalized)]
    standing = standing_fingerprints(connection, [r.key for r in read])
    return sum(
        standing.get(r.key) != new_version(r.key, r.record, r.before).fingerprint
        for r in read
        if isinstance(r.before, Normalized)
    )


def _keep_touched(lab: Lab, readings: Sequence[Reading]) -> None:
    """Keep what would be saved; a record that would be rejected stays as it is."""
    rows: list[RecordRow] = []
    for reading in readings:
        before = reading.before.record if isinstance(reading.before, Normalized) else None
        if isinstance(reading.after, Rejected) or reading.after.record == before:
            continue
        rows.append((reading.new_key, reading.after.record.model_dump_json()))
        keys = match_keys(before, lab.rules) if before else None
        lab.tally.match_keys_changed += keys != match_keys(reading.after.record, lab.rules)
    lab.touched.add(rows)
    view_of.cache_clear()  # It would hold 20,000 records, none of which comes again.

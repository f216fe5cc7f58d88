"""What the report of quality says of one source or library, as rows to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from normalize.profiles import load_table
from normalize.quality_tally import FIELDS, Figures, Tally, weight_of
from web.quality_report_words import ReportWords

SHOWN_RUNS = 12

Runs = tuple[tuple[datetime, Figures], ...]


@dataclass(frozen=True)
class FieldRow:
    """One field of descriptions, and the share of records in which it is filled."""

    name: str
    share: float
    core: bool


@dataclass(frozen=True)
class RuleRow:
    """One rule, how many records do not keep it, and what to do about that."""

    rule: str
    name: str
    remedy: str
    severity: Literal["error", "warning"]
    records: int
    share: float

    @property
    def gravity(self) -> int:
        """How much there is to gain by mending it."""
        return self.records * weight_of(self.rule)


@dataclass(frozen=True)
class Section:
    """One source or library on the page; `before` is what it was the last time it was checked."""

    anchor: str
    tally: Tally
    before: Figures | None
    fields: tuple[FieldRow, ...]
    rules: tuple[RuleRow, ...]
    runs: Runs = ()

    @property
    def places(self) -> dict[str, int]:
        """The place among the worst records of each record that is there."""
        return {each.record: place for place, each in enumerate(self.tally.worst, start=1)}


def known_runs(runs: Iterable[tuple[datetime, Mapping[str, Figures]]], name: str) -> Runs:
    """The last runs in which a source or library was checked, the newest last."""
    found = [(at, figures[name]) for at, figures in runs if name in figures]
    return tuple(found[-SHOWN_RUNS:])


def section_of(anchor: str, tally: Tally, runs: Runs, words: ReportWords) -> Section:
    """The part of a page about what was counted, after the runs in which it was checked."""
    before = runs[-2][1] if len(runs) > 1 else None
    return Section(anchor, tally, before, _fields(tally, words), _rules(tally, words), runs)


def _fields(tally: Tally, words: ReportWords) -> tuple[FieldRow, ...]:
    """The core fields and then the others, each from the least filled to the most."""
    core = load_table("validation")["completeness"]["core"]
    rows = [
        FieldRow(words.name_of("fields", name), tally.share_filled(name), name in core)
        for name in FIELDS
    ]
    return tuple(sorted(rows, key=lambda row: (not row.core, row.share, row.name)))


def _rules(tally: Tally, words: ReportWords) -> tuple[RuleRow, ...]:
    """The rules that some record does not keep, the most broken first."""
    table, language = load_table("remedies"), words.language
    rows = [
        RuleRow(
            rule=rule,
            name=table[rule][f"name_{language}"],
            remedy=_sentence(table[rule][language]),
            severity=table[rule]["severity"],
            records=records,
            share=tally.share_valid(rule),
        )
        for rule, records in tally.records.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.records, row.rule)))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

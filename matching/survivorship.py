"""merge(): whose value stands, per field, by a table."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from catalogue.model import BibliographicRecord, Carrier, Description, SurvivingValue
from catalogue.text import fold

DEFAULT = Path(__file__).parent / "survivorship.toml"

Records = Sequence[BibliographicRecord]


@dataclass(frozen=True)
class FieldRule:
    """How the value of one field is chosen, and by which ranking of sources."""

    field: str
    rule: str
    rank: tuple[str, ...]
    rank_name: str


@dataclass(frozen=True)
class Ranking:
    """The whole table: one rule a field; `local` are the sources that are library systems."""

    fields: tuple[FieldRule, ...]
    national: tuple[str, ...]
    local: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merged:
    """The merged description, where each value came from, and how far the manifestation stands."""

    description: Description
    provenance: tuple[SurvivingValue, ...]
    standing: Literal["national", "local", "provisional"]


@cache
def load_ranking(path: Path = DEFAULT) -> Ranking:
    """The survivorship table of a TOML file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    ranks = {name: tuple(sources) for name, sources in table["ranks"].items()}
    rules = tuple(
        FieldRule(name, row["rule"], ranks.get(row.get("rank", ""), ()), row.get("rank", ""))
        for name, row in table["fields"].items()
    )
    return Ranking(rules, ranks["national"])


def merge(members: Records, ranking: Ranking) -> Merged:
    """One description of a cluster's members, every value with its source; order is no matter.

    Nothing is invented: each field is a member's value, or the union of members' values. The
    carrier is that of the record which is surest of it.
    """
    title_from = _ranked(members, ranking.national, "title")[0]
    values: dict[str, Any] = {}
    provenance = []
    for rule in ranking.fields:
        choose = _RULES[rule.rule]
        value, givers = choose(rule.field, _ranked(members, rule.rank, rule.field), title_from)
        if givers:
            values[rule.field] = value
            text = f"{rule.rule} of {rule.rank_name}" if rule.rank_name else rule.rule
            provenance.append(_surviving(rule.field, givers, text))
    carrier = _carrier(members)
    values["carrier"] = carrier.carrier
    values["carrier_confidence"] = carrier.carrier_confidence
    provenance.append(_surviving("carrier", [carrier], "surest"))
    return Merged(Description(**values), tuple(provenance), _standing(members, ranking))


def _standing(members: Records, ranking: Ranking) -> Literal["national", "local", "provisional"]:
    """National as soon as more than library systems described it; before, how it was announced."""
    if any(r.source not in ranking.local and not r.provisional for r in members):
        return "national"
    return "provisional" if any(record.provisional for record in members) else "local"


def _surviving(field: str, givers: Records, rule: str) -> SurvivingValue:
    return SurvivingValue(field=field, records=tuple(str(g.key) for g in givers), rule=rule)


def _ranked(members: Records, rank: tuple[str, ...], field: str) -> list[BibliographicRecord]:
    """Members with the best-ranked source first; among equals the fuller value, then the key.

    Provisional records come behind all others: they are what was known before.
    """

    def place(record: BibliographicRecord) -> tuple[bool, int, int, tuple[str, str]]:
        at = rank.index(record.source) if record.source in rank else len(rank)
        return record.provisional, at, -_fullness(getattr(record, field)), record.key

    return sorted(members, key=place)


def _fullness(value: Any) -> int:
    return len(value) if isinstance(value, tuple | str) else int(value is not None)


def _is_stated(field: str, value: Any) -> bool:
    default = Description.model_fields[field].default
    return value is not None and value != default and value not in ("", ())


def _first(
    field: str, ranked: Records, _title_from: BibliographicRecord
) -> tuple[Any, list[BibliographicRecord]]:
    giver = next((r for r in ranked if _is_stated(field, getattr(r, field))), None)
    return (getattr(giver, field), [giver]) if giver else (None, [])


def _longest(
    field: str, ranked: Records, _title_from: BibliographicRecord
) -> tuple[Any, list[BibliographicRecord]]:
    stated = [r for r in ranked if _is_stated(field, getattr(r, field))]
    giver = max(stated, key=lambda record: len(getattr(record, field)), default=None)
    return (getattr(giver, field), [giver]) if giver else (None, [])


def _with_title(
    field: str, _ranked: Records, title_from: BibliographicRecord
) -> tuple[Any, list[BibliographicRecord]]:
    value = getattr(title_from, field)
    return (value, [title_from]) if _is_stated(field, value) else (None, [])


def _union(
    field: str, ranked: Records, _title_from: BibliographicRecord
) -> tuple[Any, list[BibliographicRecord]]:
    found: dict[str, Any] = {}
    givers = []
    for record in ranked:
        fresh = {_same(value): value for value in getattr(record, field)}
        added = {key: value for key, value in fresh.items() if key not in found}
        if added:
            givers.append(record)
            found |= added
    return tuple(found.values()), givers


def _same(value: Any) -> str:
    """What makes two values of a union one: the ISBN, the notation, the folded term."""
    if isinstance(value, str):
        return fold(value)
    if getattr(value, "isbn", None):
        return str(value.isbn)
    if hasattr(value, "term"):
        return fold(value.term)
    return str(value.model_dump_json())


_RULES: dict[
    str,
    Callable[[str, Records, BibliographicRecord], tuple[Any, list[BibliographicRecord]]],
] = {"first": _first, "longest": _longest, "union": _union, "with_title": _with_title}


def _carrier(members: Records) -> BibliographicRecord:
    """The record whose carrier stands: the surest one, and a known one before unknown."""

    def place(record: BibliographicRecord) -> tuple[bool, int, bool, tuple[str, str]]:
        unknown = record.carrier is Carrier.UNKNOWN
        return record.provisional, -record.carrier_confidence.rank, unknown, record.key

    return min(members, key=place)

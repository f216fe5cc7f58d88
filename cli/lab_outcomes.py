"""What a record reads as, field by field: a description with its copies, or an authority."""

from collections.abc import Mapping
from typing import Any

from catalogue.authority import Authority
from catalogue.model import BibliographicRecord
from catalogue.outcomes import Normalized, Problem, Rejected

Outcome = Normalized | Authority | Rejected
Values = dict[str, Any]

COPIES = "copies"
"""The copies that travel with a record, beside the fields of its description."""

_IDENTITY = ("source", "number")
_NOTHING = ("", (), None, "unknown", False)


def fields_of(model: type[BibliographicRecord | Authority]) -> list[str]:
    """The fields that can change while a record stays the same one."""
    return [name for name in model.model_fields if name not in _IDENTITY]


def values_of(outcome: Outcome) -> Values:
    """The fields of a description and the copies beside it, or those of an authority; nothing of
    a rejected record."""
    if isinstance(outcome, Rejected):
        return {}
    if isinstance(outcome, Authority):
        return {name: getattr(outcome, name) for name in fields_of(Authority)}
    record = outcome.record
    return {name: getattr(record, name) for name in fields_of(BibliographicRecord)} | {
        COPIES: outcome.items
    }


def data_of(outcome: Outcome) -> Values:
    """The same, ready for JSON."""
    if isinstance(outcome, Rejected):
        return {}
    if isinstance(outcome, Authority):
        return outcome.model_dump(mode="json")
    copies = [item.model_dump(mode="json") for item in outcome.items]
    return outcome.record.model_dump(mode="json") | {COPIES: copies}


def kept_of(outcome: Outcome) -> Any:
    """What is kept of a record: what it says, with its copies, or why it is rejected."""
    if isinstance(outcome, Rejected):
        return outcome.reason
    return outcome if isinstance(outcome, Authority) else (outcome.record, outcome.items)


def problems_of(outcome: Outcome) -> tuple[Problem, ...]:
    """What was noticed while a record was read; of an authority nothing is."""
    return () if isinstance(outcome, Authority) else outcome.problems


def gained_and_lost(before: Outcome, after: Outcome) -> Mapping[str, tuple[list[Any], list[Any]]]:
    """Of each list of an authority that differs, what is new in it and what is gone from it."""
    if not (isinstance(before, Authority) and isinstance(after, Authority)):
        return {}
    was, will = values_of(before), values_of(after)
    return {
        name: (_not_in(was[name], will[name]), _not_in(will[name], was[name]))
        for name in was
        if isinstance(was[name], tuple) and set(was[name]) != set(will[name])
    }


def _not_in(known: tuple[Any, ...], values: tuple[Any, ...]) -> list[Any]:
    return [each for each in values if each not in known]


def is_empty(value: Any) -> bool:
    """Whether a field says nothing."""
    if isinstance(value, str | tuple | bool) or value is None:
        return value in _NOTHING
    return bool(value == _default(type(value)))


def _default(kind: type[Any]) -> Any:
    needed = [each for each in kind.model_fields.values() if each.is_required()]
    return None if needed else kind()

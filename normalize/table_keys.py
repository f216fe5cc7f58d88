"""Which keys a table of rules may have, and what stands under each."""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], str]
"""What is wrong with a value, in words; empty where it is right."""


def text(value: Any) -> str:
    """A text."""
    return "" if isinstance(value, str) else "must be a text in quotes"


def code(value: Any) -> str:
    """The code of one subfield, or none."""
    return "" if isinstance(value, str) and len(value) < 2 else "must be the code of one subfield"


def _yes(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _texts_in_list(value: Any) -> str:
    return "" if isinstance(value, list) and _texts(value) else "must be a list of texts"


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def _named_texts(value: Any) -> str:
    right = isinstance(value, dict) and _texts(list(value.values()))
    return "" if right else 'must be names with texts, such as { main = "a" }'


def _named_lists(value: Any) -> str:
    right = isinstance(value, dict) and all(_texts(each) for each in value.values())
    return "" if right else 'must be names with lists of texts, such as { i1 = ["2"] }'


def _tables(value: Any) -> str:
    right = isinstance(value, list) and all(isinstance(each, dict) for each in value)
    return "" if right else "must be a list of tables"


def _a_table(value: Any) -> str:
    return "" if isinstance(value, dict) else 'must be a table, such as { tag = "001" }'


def _pairs(value: Any) -> str:
    right = isinstance(value, list) and all(_texts(each) and len(each) == 2 for each in value)
    return "" if right else "must be a list of pairs of texts"


TABLE_KEYS: Mapping[str, Check] = {
    "dialect": text,
    "family": text,
    "description": text,
    "language_lists": _texts_in_list,
    "number": _a_table,
    "number_scheme": text,
    "delimiter": text,
    "provisional": _yes,
    "extends": text,
    "without": _texts_in_list,
    "rules": _tables,
    "items": _tables,
}
RULE_KEYS: Mapping[str, Check] = {
    "field": text,
    "tag": text,
    "parts": _named_texts,
    "repeat": code,
    "split": text,
    "when": _named_lists,
    "give": _named_texts,
    "assumed": _yes,
}
COPY_KEYS: Mapping[str, Check] = {
    **dict.fromkeys(("tag", "opens", "otherwise", "linked", "link"), text),
    **dict.fromkeys(("parts", "tagged", "columns", "linked_parts"), _named_texts),
    "first_only": _texts_in_list,
    "states": _pairs,
    "assumed": _yes,
}

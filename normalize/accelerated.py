"""Sound records read by the accelerator, where it is installed: the same outcomes, sooner.

The package `normalize` decides how a record is read; the accelerator (`accelerator/`, in Rust)
reads a sound record the same way and declines every other. It gets all tables, and what each
character is for comparing, from here.
"""

import hashlib
import json
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.entities import html5
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from catalogue.outcomes import Normalized
from catalogue.source_record import SourceRecord
from catalogue.text import ARTICLES, PREFIXES, fold
from normalize.people import MORE_PREFIXES
from normalize.profiles import ItemTable, Profile, load_table
from normalize.rules import Rule

_LOG = logging.getLogger(__name__)
_DECIDE = ("identifiers.py", "model.py", "outcomes.py", "source_record.py", "text.py")
_LEFT = ("Cn", "Co", "Cs", "Nd", "Nl", "No")
_FAMILIES = ("marc21", "pica")
_TABLES = ("words", "carriers", "languages", "audience", "roles", "countries", "quality", "leaks")
_BLOCKS = (range(0x3100), range(0xFE20, 0xFE30), range(0xFF00, 0xFFF0), range(0xFFFD, 0xFFFE))
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
"""Records with signs outside these and the blocks above, or unassigned, are left to Python."""

_MOST = 64
_readers: dict[int, tuple[Profile, Any]] = {}
_switched_off = False


def read_quickly(record: SourceRecord, profile: Profile) -> Normalized | None:
    """The outcome of a record that the accelerator reads; None for what is left to Python."""
    reader = _reader(profile)
    if reader is None:
        return None
    asked = (record.payload, record.format.value, record.source, record.number)
    outcome = reader.read(*asked, record.number_assigned)
    try:
        return None if outcome is None else Normalized.model_validate_json(outcome)
    except ValidationError as problem:
        _LOG.warning("the accelerator read %s as no model allows: %s", record.place, problem)
        return None


def number_quickly(record: SourceRecord, profile: Profile) -> str | None:
    """The control number that a record states; None where Python is to be asked."""
    reader = _reader(profile)
    number: str | None = reader and reader.number(record.payload, record.format.value)
    return number


def is_installed() -> bool:
    """True if there is an accelerator here that was made for this very code."""
    return _accelerator() is not None


def standing() -> Literal["in use", "not installed", "made for other code"]:
    """Whether records are read by the accelerator, and if not, why."""
    if is_installed():
        return "in use"
    return "made for other code" if _imported() else "not installed"


@contextmanager
def switched_off() -> Iterator[None]:
    """Everything is read by Python while this lasts: for comparing the two."""
    global _switched_off
    before, _switched_off = _switched_off, True
    try:
        yield
    finally:
        _switched_off = before


def _reader(profile: Profile) -> Any:
    """The reader of a profile; None where it is not to be had."""
    if _switched_off:
        return None
    known = _readers.get(id(profile))
    if known is None or known[0] is not profile:
        if len(_readers) == _MOST:
            _readers.clear()  # Tables that were only tried are not kept for ever.
        known = _readers[id(profile)] = (profile, _new_reader(profile))
    return known[1]


def _new_reader(profile: Profile) -> Any:
    accelerator = _accelerator()
    if accelerator is None or profile.family not in _FAMILIES:
        return None
    return accelerator.Reader(json.dumps(_config(profile)).encode())


@cache
def _accelerator() -> Any:
    """The accelerator, if there is one that was made for this very code."""
    found = _imported()
    if found is None:
        return None
    if reference() == found.REFERENCE:
        found.prepare(json.dumps(_signs()).encode())
        return found
    _LOG.warning("the accelerator was made for other code and is not used; run make accelerator")
    return None


def _imported() -> Any:
    try:
        return import_module("spil_accelerator")
    except ImportError:
        return None


@cache
def reference() -> str:
    """The fingerprint of the code that decides how a record is read (hexadecimal SHA-256)."""
    here = Path(__file__).parent
    decide = (*here.glob("*.py"), *(here.parent / "catalogue" / name for name in _DECIDE))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(decide))).hexdigest()


def _config(profile: Profile) -> dict[str, Any]:
    """All that a dialect is read by, as the accelerator wants it: what has an order as pairs."""
    return {
        "family": profile.family,
        "rules": [_rule(rule) for rule in profile.rules],
        "wanted": sorted(profile.wanted),
        "language_lists": profile.language_lists,
        "number_tag": profile.number_tag,
        "number_subfield": profile.number_subfield,
        "number_scheme": profile.number_scheme,
        "provisional": profile.provisional,
        "items": [_items(table) for table in profile.items],
        "remedies": load_table("remedies"),
        "tables": {name: load_table(name) for name in _TABLES},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "field": rule.field,
        "tag": rule.tag,
        "parts": list(rule.parts.items()),
        "repeat": rule.repeat,
        "split": rule.split,
        "when": list(rule.when.items()),
        "give": list(rule.give.items()),
    }


def _items(table: ItemTable) -> dict[str, Any]:
    return {
        "tag": table.tag,
        "opens": table.opens,
        "parts": table.parts and list(table.parts.items()),
        "tagged": table.tagged and list(table.tagged.items()),
        "first_only": table.first_only,
        "states": table.states,
        "otherwise": table.otherwise,
        "linked": table.linked,
        "link": table.link,
        "linked_parts": table.linked_parts and list(table.linked_parts.items()),
    }


def _signs() -> dict[str, Any]:
    """What each character is for comparing; numbers beyond ASCII are left to Python."""
    signs = [chr(code) for block in _BLOCKS for code in block]
    return {
        "signs": [_sign(c) for c in signs if c.isascii() or unicodedata.category(c) not in _LEFT],
        "plain_letters": _IDEOGRAPHS,
        "articles": ARTICLES,
        "prefixes": sorted(PREFIXES),
        "more_prefixes": sorted(MORE_PREFIXES),
        "entities": sorted({name for name in html5 if not name.endswith(";")}),
    }


def _sign(c: str) -> tuple[str, str, str, bool, bool, bool]:
    """The sign, folded, without case; whether it can be printed, is a letter, is part of a word."""
    folded = fold(f"x{c}x")[1:-1]
    return c, folded, c.casefold(), c.isprintable(), c.isalpha(), c.isalnum() or c == "_"

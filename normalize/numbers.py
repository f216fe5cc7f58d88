"""ISBNs with their qualifiers, and other identifiers with their schemes."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from catalogue.identifiers import parse_ean, parse_isbn, parse_ismn, parse_issn, parse_ppn
from catalogue.model import Identifier, IsbnStatement
from catalogue.text import fold
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement

Stated = tuple[str, str, bool, str]
"""An identifier: scheme, value, validity, qualifier."""
Qualifier = Literal["", "set", "binding", "e_book", "audio", "other"]

_ISBN_LIKE = re.compile(r"[\d][\dXx\s-]{7,20}[\dXx]|\d{9,13}[Xx]?")
_OCLC_LETTERS = re.compile(r"^(?:ocm|ocn|on)")
AGENCIES = {"PPN": "ppn", "NBD": "nbd", "BASED-ON": "based_on"}
"""Prefixes in 035 of numbers that have a scheme of their own here; ours, no registered codes."""
_CHECKED: dict[str, Callable[[str], str | None]] = {
    "issn": parse_issn,
    "ismn": parse_ismn,
    "ean": parse_ean,
}
_PREFIXED = re.compile(r"\((?P<agency>[^)]+)\)\s*(?P<number>.+)")


def build_isbns(reading: Reading) -> tuple[IsbnStatement, ...]:
    """Every ISBN as stated, recomputed to thirteen digits; the same one once."""
    statements: dict[str, IsbnStatement] = {}
    for statement in reading.in_order("isbn"):
        isbn = _isbn(statement, reading)
        if isbn:
            statements.setdefault(str(isbn.isbn or isbn.text), isbn)
    return tuple(statements.values())


def _isbn(statement: Statement, reading: Reading) -> IsbnStatement | None:
    text = statement.get("text")
    number = _ISBN_LIKE.search(text)
    if not number:
        return None
    stated = number.group().strip()
    rest = text[number.end() :] + " " + statement.get("qualifier")
    if statement.get("cancelled"):
        number_of = qualifier_of(rest)
        right = parse_isbn(stated) is not None
        return IsbnStatement(isbn=None, text=stated, qualifier=number_of, cancelled=right)
    isbn = parse_isbn(stated)
    if isbn is None:
        reading.notice("isbn_check_digit", statement.origin.tag, stated)
    return IsbnStatement(isbn=isbn, text=stated, qualifier=qualifier_of(rest))


@lru_cache(maxsize=4096)
def qualifier_of(text: str) -> Qualifier:
    """The class of an ISBN's qualifier (`geb.`, `set`, `epub`): which product it numbers."""
    said = f" {fold(text)} "
    if not said.strip():
        return ""
    classes: dict[Qualifier, list[str]] = load_table("words")["isbn_qualifiers"]
    for name, words in classes.items():
        if any(f" {word}" in said for word in words):
            return name
    return "other"


def build_identifiers(reading: Reading, number: str) -> tuple[Identifier, ...]:
    """The record's own number where its scheme is public, and every other identifier, each once."""
    found: list[Stated] = []
    scheme = reading.profile.number_scheme
    if scheme and number:
        found.append((scheme, number, _is_right(reading, number), ""))
    for statement in reading.in_order("identifier"):
        if statement.get("value"):
            found.append(_identifier(statement, reading))
    return tuple(
        [
            Identifier(scheme=scheme, value=value, valid=valid, qualifier=qualifier)
            for scheme, value, valid, qualifier in dict.fromkeys(found)
        ]
    )


def _is_right(reading: Reading, number: str) -> bool:
    """False, and noticed, for a PPN whose check digit is wrong: it is still the record's number."""
    if reading.profile.family != "pica" or parse_ppn(number):
        return True
    reading.notice("ppn_check_digit", reading.profile.number_tag, number)
    # Only a PPN is judged: a source that numbers in its own way is not wrong.
    return reading.profile.number_scheme != "ppn"


def _identifier(statement: Statement, reading: Reading) -> Stated:
    scheme, value = statement.get("scheme").casefold(), statement.get("value")
    if scheme in _CHECKED:
        return _checked(scheme, statement, reading)
    valid = not statement.get("cancelled")
    if value.startswith("(") and scheme in ("035", "based_on"):
        scheme, value = _prefixed(scheme, value)
    return scheme, value, valid, statement.get("qualifier")


def _prefixed(scheme: str, value: str) -> tuple[str, str]:
    """A number with its agency in front, by the scheme that the agency has here."""
    found = _PREFIXED.fullmatch(value)
    if not found:
        return scheme, value
    agency, number = found["agency"], found["number"].strip()
    if agency == "OCoLC":
        return "oclc", _OCLC_LETTERS.sub("", number)
    if scheme == "based_on":
        return "based_on", number
    return (AGENCIES[agency], number) if agency in AGENCIES else (scheme, value)


def _checked(scheme: str, statement: Statement, reading: Reading) -> Stated:
    """A number with a check digit: normal form if it holds, else as stated and noticed."""
    stated, qualifier = statement.get("value"), statement.get("qualifier")
    if statement.get("cancelled"):
        return scheme, stated, False, qualifier
    value = _CHECKED[scheme](stated)
    if value is None:
        reading.notice(f"{scheme}_check_digit", statement.origin.tag, stated)
    return scheme, value or stated, bool(value), qualifier

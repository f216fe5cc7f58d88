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
    found = []
    scheme = reading.profile.number_scheme
    if scheme and number:
        found.append(Identifier(scheme=scheme, value=number, valid=_is_right(reading, number)))
    for statement in reading.in_order("identifier"):
        found.extend(_identifier(statement, reading))
    return tuple(dict.fromkeys(found))


def _is_right(reading: Reading, number: str) -> bool:
    """False, and noticed, for a PPN whose check digit is wrong: it is still the record's number."""
    if reading.profile.family != "pica" or parse_ppn(number):
        return True
    reading.notice("ppn_check_digit", reading.profile.number_tag, number)
    # Only a PPN is judged: a source that numbers in its own way is not wrong.
    return reading.profile.number_scheme != "ppn"


def _identifier(statement: Statement, reading: Reading) -> list[Identifier]:
    scheme, value = statement.get("scheme").casefold(), statement.get("value")
    if not value:
        return []
    if scheme in _CHECKED:
        return [_checked(scheme, statement, reading)]
    prefixed = _PREFIXED.fullmatch(value)
    if prefixed and scheme in ("035", "based_on"):
        number = prefixed["number"].strip()
        if prefixed["agency"] == "OCoLC":
            return [Identifier(scheme="oclc", value=_OCLC_LETTERS.sub("", number))]
        agency = AGENCIES.get(prefixed["agency"], scheme)
        if scheme == "based_on" or agency != "035":
            return [Identifier(scheme="based_on" if scheme == "based_on" else agency, value=number)]
    return [Identifier(scheme=scheme, value=value, qualifier=statement.get("qualifier"))]


def _checked(scheme: str, statement: Statement, reading: Reading) -> Identifier:
    """A number with a check digit: normal form if it holds, else as stated and noticed."""
    stated, qualifier = statement.get("value"), statement.get("qualifier")
    if statement.get("cancelled"):
        return Identifier(scheme=scheme, value=stated, valid=False, qualifier=qualifier)
    value = _CHECKED[scheme](stated)
    if value is None:
        reading.notice(f"{scheme}_check_digit", statement.origin.tag, stated)
    return Identifier(scheme=scheme, value=value or stated, valid=bool(value), qualifier=qualifier)

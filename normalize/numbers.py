"""ISBNs with their qualifiers, and other identifiers with their schemes."""

import re
from typing import Literal

from catalogue.identifiers import parse_isbn, parse_issn, parse_ppn
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
        return IsbnStatement(isbn=None, text=stated, qualifier=qualifier_of(rest))
    isbn = parse_isbn(stated)
    if isbn is None:
        reading.notice("isbn_check_digit", statement.origin.tag, stated)
    return IsbnStatement(isbn=isbn, text=stated, qualifier=qualifier_of(rest))


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
    if reading.profile.number_scheme and number:
        found.append(Identifier(scheme=reading.profile.number_scheme, value=number))
        _check_ppn(reading, number)
    for statement in reading.in_order("identifier"):
        found.extend(_identifier(statement, reading))
    return tuple(dict.fromkeys(found))


def _check_ppn(reading: Reading, number: str) -> None:
    if reading.profile.family == "pica" and parse_ppn(number) is None:
        reading.notice("ppn_check_digit", reading.profile.number_tag, number)


def _identifier(statement: Statement, reading: Reading) -> list[Identifier]:
    scheme, value = statement.get("scheme"), statement.get("value")
    if not value:
        return []
    if scheme == "issn":
        issn = parse_issn(value)
        if issn is None:
            reading.notice("issn_check_digit", statement.origin.tag, value)
        return [Identifier(scheme="issn", value=issn)] if issn else []
    prefixed = _PREFIXED.fullmatch(value)
    if prefixed and scheme in ("035", "based_on"):
        number = prefixed["number"].strip()
        if prefixed["agency"] == "OCoLC":
            return [Identifier(scheme="oclc", value=_OCLC_LETTERS.sub("", number))]
        agency = AGENCIES.get(prefixed["agency"], scheme)
        if scheme == "based_on" or agency != "035":
            return [Identifier(scheme="based_on" if scheme == "based_on" else agency, value=number)]
    return [Identifier(scheme=scheme, value=value)]

"""Contributors: names in reading order and in parts, with a role."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from catalogue.model import Contributor
from catalogue.text import PREFIXES, fold, without_isbd
from normalize.other_scripts import linked_names
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement

_MORE_PREFIXES = frozenset(
    ("in", "op", "aan", "onder", "uit", "bij", "'s", "d'", "del", "della", "di", "dos", "des")
    + ("zu", "zur", "vom", "zum", "af", "y", "el")
)
_DROPPED = re.compile(r"\s*[\[(<].*?[\])>]\s*|\s+(?:e\.a\.|et al\.?)$")
_PERSONS = ("100", "700")
_CODE = re.compile(r"[a-z]{3}(?![a-z])")
_ADDRESS = re.compile(r".*/relators/([a-z]{3})")


class Name(NamedTuple):
    """A name in reading order, and its parts where they are known."""

    name: str
    surname: str = ""
    prefix: str = ""
    given: str = ""


class About(NamedTuple):
    """What stands beside a name; `variants` are its forms in other scripts."""

    dates: str
    authority: str
    main: bool
    variants: tuple[str, ...]


def build_contributors(reading: Reading) -> tuple[Contributor, ...]:
    """Everyone the record names, in its order; the same name and role once."""
    people: dict[tuple[str, str], Contributor] = {}
    for statement in reading.in_order("contributor"):
        if statement.get("of_title"):
            continue  # An entry for another work that this one holds, not a maker of this one.
        for person in _read(statement, reading):
            people.setdefault((fold(person.name) or person.name, person.role), person)
    return tuple(people.values())


def _read(statement: Statement, reading: Reading) -> list[Contributor]:
    name = _name(statement)
    if not name.name:
        return []
    about = About(
        without_isbd(statement.get("dates")).rstrip("."),
        statement.get("authority").partition(" ")[0],
        statement.get("main") == "yes",
        linked_names(reading, statement) if statement.get("link") else (),
    )
    return [_contributor(name, about, role) for role in _roles(statement, reading)]


@lru_cache(maxsize=16384)
def _contributor(name: Name, about: About, role: str) -> Contributor:
    return Contributor(**name._asdict(), **about._asdict(), role=role)


def _name(statement: Statement) -> Name:
    stated = statement.get("name")
    if stated and statement.get("body") == "yes":
        return Name(without_isbd(stated).rstrip(".,"))
    if stated:
        # MARC 21: a name whose first indicator is 0 does not invert.
        forename = statement.origin.tag in _PERSONS and statement.origin.indicators[:1] == "0"
        return _written(stated, statement.get("numeration"), forename=forename)
    surname, prefix, given = (statement.get(part) for part in ("surname", "prefix", "given"))
    if statement.get("corporate"):
        return Name(statement.get("corporate"))
    written = statement.get("inverted") or statement.get("direct")
    if written and not surname:
        return split_name(written)
    if "@" in statement.get("personal") and not surname:
        given, _, surname = statement.get("personal").partition("@")
    if not surname:
        return _personal(statement.get("personal") or given)
    if not prefix and not given and "," in surname:
        return split_name(surname)
    leading, surname = _leading_prefix(surname)
    given, trailing = _trailing_prefix(given)
    return _named(surname, prefix or leading or trailing, given)


@lru_cache(maxsize=16384)
def _written(stated: str, numeration: str, *, forename: bool) -> Name:
    """A name written as one text, without additions; a comma shows that one inverts after all."""
    text = f"{stated} {numeration}" if numeration else stated
    text = without_isbd(without_isbd(_DROPPED.sub("", text)))
    return _personal(text) if forename and "," not in text else split_name(text)


@lru_cache(maxsize=16384)
def split_name(text: str) -> Name:
    """A name, inverted at its comma or in reading order, with prefix, given name and surname.

    `Beek, Hans van der`, `van der Beek, Hans` and `Hans van der Beek` come out alike.
    """
    family, comma, rest = text.partition(",")
    if comma:
        prefix, surname = _leading_prefix(family.strip())
        given, trailing = _trailing_prefix(rest.strip().rstrip(","))
        return _named(surname, prefix or trailing, given)
    words = text.split()
    for i, word in enumerate(words[1:-1], start=1):
        if _is_prefix(word):
            prefix, surname = _leading_prefix(" ".join(words[i:]))
            return _named(surname, prefix, " ".join(words[:i]))
    prefix, surname = _leading_prefix(text)
    if prefix or len(words) < 2:
        return _named(surname, prefix, "")
    return _named(words[-1], "", " ".join(words[:-1]))


def _named(surname: str, prefix: str, given: str) -> Name:
    parts = (given, prefix, surname)
    return Name(" ".join(filter(None, parts)), surname, prefix, given)


def _personal(text: str) -> Name:
    return Name(text, surname=text)


def _is_prefix(word: str) -> bool:
    """True for a word before a family name; with a capital (Flemish use) only the usual ones."""
    plain = word.replace("’", "'").casefold()
    return plain in PREFIXES or (plain in _MORE_PREFIXES and word[:1].islower())


def _leading_prefix(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and _is_prefix(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _trailing_prefix(given: str) -> tuple[str, str]:
    words = given.split()
    start = len(words)
    while start > 0 and _is_prefix(words[start - 1]):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _roles(statement: Statement, reading: Reading) -> list[str]:
    """The roles by code, else by word, else the one that the field itself means."""
    stated, word = statement.get("code"), statement.get("word")
    if not stated and not word:
        return [statement.get("role")]
    codes = _codes(stated)
    known = [code for code in codes if code in load_table("roles")["known"]]
    for code in codes:
        if code not in known:
            reading.notice("role_unknown", statement.origin.tag, code)
    if not known and word:
        by_word = role_of(word)
        if by_word is None:
            reading.notice("role_unknown", statement.origin.tag, word)
        known = [by_word or "ctb"]
    return list(dict.fromkeys(known)) or [statement.get("role")]


@lru_cache(maxsize=4096)
def _codes(stated: str) -> tuple[str, ...]:
    return tuple(_CODE.findall(_ADDRESS.sub(r"\1", f"{stated} ".lower()))) if stated else ()


@lru_cache(maxsize=4096)
def role_of(word: str) -> str | None:
    """The relator code that a role written as a word means, or None."""
    plain = fold(word)
    for beginning, code in _role_words():
        if plain.startswith(beginning):
            return code
    return plain if plain in load_table("roles")["known"] else None


@cache
def _role_words() -> tuple[tuple[str, str], ...]:
    words: dict[str, str] = load_table("roles")["words"]
    return tuple(sorted(words.items(), key=lambda pair: -len(pair[0])))

"""Contributors: names in reading order and in parts, with a role."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from catalogue.model import Contributor
from catalogue.text import PREFIXES, fold, without_isbd
from normalize.other_scripts import linked_names
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Field

MORE_PREFIXES = frozenset(
    ("in", "op", "aan", "onder", "uit", "bij", "'s", "d'", "del", "della", "di", "dos", "des")
    + ("zu", "zur", "vom", "zum", "af", "y", "el")
)
"""Words before a family name too, but only in small letters."""
_DROPPED = re.compile(r"\s*[\[(<].*?[\])>]\s*|\s+(?:e\.a\.|et al\.?)$")
_PERSONS = ("100", "700")
_PARTS = ("surname", "prefix", "given", "personal")
_CODE = re.compile(r"[a-z]{3}(?![a-z])")
_ADDRESS = re.compile(r".*/relators/([a-z]{3})")


class Name(NamedTuple):
    """A name in reading order, and its parts where they are known."""

    name: str
    surname: str = ""
    prefix: str = ""
    given: str = ""


class Entry(NamedTuple):
    """The people of one field, each with what tells two of them apart, and what was not known."""

    people: tuple[tuple[tuple[str, str], Contributor], ...]
    unknown_roles: tuple[str, ...]


def build_contributors(reading: Reading) -> tuple[Contributor, ...]:
    """Everyone the record names, in its order; the same name and role once."""
    people: dict[tuple[str, str], Contributor] = {}
    for statement in reading.in_order("contributor"):
        if "of_title" in statement.parts:
            continue  # An entry for another work that this one holds, not a maker of this one.
        linked = linked_names(reading, statement) if "link" in statement.parts else ()
        entry = _entry(tuple(statement.parts.items()), _is_forename(statement.origin), linked)
        for role in entry.unknown_roles:
            reading.notice("role_unknown", statement.origin.tag, role)
        for same, person in entry.people:
            people.setdefault(same, person)
    return tuple(people.values())


def _is_forename(origin: Field) -> bool:
    """MARC 21: a name whose first indicator is 0 does not invert."""
    return origin.indicators[:1] == "0" and origin.tag in _PERSONS


@lru_cache(maxsize=16384)
def _entry(
    stated: tuple[tuple[str, str], ...], is_forename: bool, variants: tuple[str, ...]
) -> Entry:
    """The people of a field with these parts: most stand in more records than one."""
    parts = dict(stated)
    name = _name(parts, is_forename=is_forename)
    if not name.name:
        return Entry((), ())
    roles, unknown = _roles(parts)
    about = {
        **name._asdict(),
        "dates": without_isbd(parts.get("dates", "")).rstrip("."),
        "authority": parts.get("authority", "").partition(" ")[0],
        "main": parts.get("main") == "yes",
        "variants": variants,
    }
    same = fold(name.name) or name.name
    people = tuple([((same, role), Contributor(**about, role=role)) for role in roles])
    return Entry(people, unknown)


def _name(parts: Mapping[str, str], *, is_forename: bool) -> Name:
    stated = parts.get("name", "")
    if stated and parts.get("body") == "yes":
        return Name(without_isbd(stated).rstrip(".,"))
    if stated:
        return _written(stated, parts.get("numeration", ""), is_forename=is_forename)
    if "corporate" in parts:
        return Name(parts["corporate"])
    surname, prefix, given, personal = (parts.get(part, "") for part in _PARTS)
    written = parts.get("inverted") or parts.get("direct")
    if written and not surname:
        return split_name(written)
    if "@" in personal and not surname:
        given, _, surname = personal.partition("@")
    if not surname:
        return _personal(personal or given)
    if not prefix and not given and "," in surname:
        return split_name(surname)
    leading, surname = _leading_prefix(surname)
    given, trailing = _trailing_prefix(given)
    return _named(surname, prefix or leading or trailing, given)


def _written(stated: str, numeration: str, *, is_forename: bool) -> Name:
    """A name written as one text, without additions; a comma shows that one inverts after all."""
    text = f"{stated} {numeration}" if numeration else stated
    text = without_isbd(without_isbd(_DROPPED.sub("", text)))
    return _personal(text) if is_forename and "," not in text else split_name(text)


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
    return plain in PREFIXES or (plain in MORE_PREFIXES and word.lstrip("'’")[:1].islower())


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


def _roles(parts: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles by code, else by word, else what the field itself means; and those not known."""
    otherwise, word = parts.get("role", ""), parts.get("word", "")
    codes = _codes(parts.get("code", ""))
    known = [code for code in codes if code in load_table("roles")["known"]]
    unknown = [code for code in codes if code not in known]
    if not known and word:
        by_word = role_of(word)
        unknown += [word] if by_word is None else []
        known = [by_word or "ctb"]
    return tuple(dict.fromkeys(known)) or (otherwise,), tuple(unknown)


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

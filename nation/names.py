"""Persons: every index is a person, the same one wherever it is asked for.

Common surnames come first, so that namesakes are as usual as they are in a catalogue.
"""

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import import_module, resources
from typing import Any

from nation.randomness import Choices, drawn, falling
from nation.world import Person

PREFIXES = frozenset(
    ("van", "der", "den", "de", "ten", "ter", "te", "het", "'t", "'s", "op", "in", "la", "le", "du")
    + ("von", "zu", "d'", "el", "bij", "aan", "uit")
)
"""Words before a Dutch surname that it is not filed under."""

_LOCALES = {
    "dut": "nl_NL",
    "eng": "en_GB",
    "ger": "de_DE",
    "fre": "fr_FR",
    "swe": "sv_SE",
    "spa": "es_ES",
    "ita": "it_IT",
    "dan": "da_DK",
    "nor": "no_NO",
}
_OLD_ENOUGH = 1962


def words_of(name: str) -> dict[str, Any]:
    """A list of words that was written for this country."""
    text = resources.files("nation").joinpath("words", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=400_000)
def person(seed: int, language: str, index: int) -> Person:
    """The person with this index among those who write in a language."""
    bits = drawn(seed, f"person/{language}", index)
    born = 1905 + bits % 95
    given = _given_names(language if language != "dut" or born > _OLD_ENOUGH else "older").at(
        bits >> 8
    )
    if language == "dut" and bits % 7 == 0 and born <= _OLD_ENOUGH:
        second = _given_names("older").at(bits >> 20)
        given = f"{given} {second}"
    prefix, surname = split_surname(_surnames(language).at(bits >> 32))
    return Person(index, given, prefix, surname, born, language)


def split_surname(whole: str) -> tuple[str, str]:
    """Prefix and surname: "van der Zee" becomes "van der" and "Zee"."""
    parts = whole.split()
    place = 0
    while place < len(parts) - 1 and parts[place].lower() in PREFIXES:
        place += 1
    prefix, surname = " ".join(parts[:place]), " ".join(parts[place:])
    if not prefix and surname.startswith(("d'", "D'")):
        return surname[:2], surname[2:]
    return prefix, surname


def languages() -> tuple[str, ...]:
    """Languages of which there are names."""
    return tuple(_LOCALES)


@cache
def _given_names(language: str) -> Choices[str]:
    if language == "older":
        return falling(words_of("names")["older"])
    known = _provider(language)
    men, women = (_list(known, f"first_names_{sex}") for sex in ("male", "female"))
    mixed = [name for pair in zip(men, women, strict=False) for name in pair]
    return falling(sorted(mixed or _list(known, "first_names"), key=_scattered), flat=60)


@cache
def _surnames(language: str) -> Choices[str]:
    others = sorted(filter(_is_name, _list(_provider(language), "last_names")), key=_scattered)
    if language != "dut":
        return falling(others, flat=40)
    common = words_of("names")["surnames"]
    likely = [name for name in others if _is_modern(name) and name not in common]
    return falling((*common, *likely), flat=25)


def _is_name(name: str) -> bool:
    """Leave out what begins with a small letter and no known prefix."""
    return name[:1].isupper() or name.split()[0].lower() in PREFIXES


def _is_modern(name: str) -> bool:
    """Leave out the medieval patronymics and the nobles of the list."""
    last = split_surname(name)[1]
    return " " not in last and not last.endswith(
        ("dr", "sz", "ae", "is", "da", "trudis", "Dochter")
    )


def _scattered(name: str) -> int:
    """An order that is none: lists come sorted, and A is no commoner than Z."""
    return drawn(0, "order", sum(ord(sign) * (place + 1) for place, sign in enumerate(name)))


def _provider(language: str) -> type[Any]:
    module = import_module(f"faker.providers.person.{_LOCALES.get(language, 'en_GB')}")
    kind: type[Any] = module.Provider
    return kind


def _list(provider: type[Any], name: str) -> Sequence[str]:
    found = getattr(provider, name, ())
    return list(dict.fromkeys(found))

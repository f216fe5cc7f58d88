"""The forms of Dutch words, made by the rules of spelling from lists of base words.

The `dutch` stemmer keeps huis and huizen, man and mannen, lopen and loopt apart; this table is
asked before it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.text import fold

_LONG = re.compile(r"(.*)(aa|ee|oo|uu)([bdfgklmnprstvz])")
_SHORT = re.compile(r"(?:.*[^aeiou])?[aeiou][bdfgklmnprst]")
_OPEN = re.compile(r"(.*[^aeiou]|)([aeou])([bdfgklmnprstvz])")
_DULL = re.compile(r".*[aeiouy].*(?:el|er|en|em)")
_VOICED = {"f": "v", "s": "z"}
_VOICELESS = {"v": "f", "z": "s"}


@cache
def word_lists() -> Mapping[str, Any]:
    """The lists of `dutch.toml`."""
    text = (Path(__file__).parent / "dutch.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def compound_parts() -> tuple[str, ...]:
    """The words into which compounds are taken apart, sorted."""
    text = (Path(__file__).parent / "compounds.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(sorted({word for line in lines for word in line.split() if len(word) >= 4}))


def plural(noun: str, *, voiced: bool = False) -> str:
    """The plural in -en: boom bomen, man mannen; voiced brief brieven, huis huizen."""
    last = _VOICED.get(noun[-1], noun[-1]) if voiced else noun[-1]
    if long := _LONG.fullmatch(noun):
        return long[1] + long[2][0] + last + "en"
    if not voiced and _SHORT.fullmatch(noun) and len(re.findall("[aeiou]+", noun)) == 1:
        return noun + noun[-1] + "en"
    return noun[:-1] + last + "en"


def stem(infinitive: str) -> str:
    """The first person of a regular verb: lopen loop, lezen lees, zwemmen zwem, wandelen wandel."""
    body = infinitive.removesuffix("en")
    if len(body) > 2 and body[-1] == body[-2]:
        return body[:-1]
    last = _VOICELESS.get(body[-1], body[-1])
    if (found := _OPEN.fullmatch(body)) and not _DULL.fullmatch(body):
        return found[1] + found[2] * 2 + last
    return body[:-1] + last


def present(infinitive: str) -> tuple[str, ...]:
    """The forms of the present: loop, loopt, lopend, lopende."""
    first = stem(infinitive)
    second = first if first.endswith("t") else first + "t"
    return first, second, infinitive + "d", infinitive + "de"


def past(infinitive: str) -> tuple[str, ...]:
    """The forms of the regular past: werkte, werkten, gewerkt; leefde, leefden, geleefd."""
    first = stem(infinitive)
    voiceless = re.search("(?:[tkfsp]|ch)$", infinitive.removesuffix("en"))
    letter = "t" if voiceless else "d"
    prefixed = first if re.match("(?:be|ge|ver|ont|her)[a-z]{3}", first) else "ge" + first
    participle = prefixed if first.endswith(letter) else prefixed + letter
    return first + letter + "e", first + letter + "en", participle


def inflections() -> dict[str, str]:
    """Every form and the word it counts for, folded; a base form counts for itself."""
    table: dict[str, str] = {}
    for base, forms in _groups(word_lists()):
        target = table.get(fold(base), fold(base))
        table.setdefault(target, target)
        for form in forms:
            table.setdefault(fold(form), target)
    return table


def inflection_rules() -> list[str]:
    """The table in the form in which a search engine reads it: `huizen => huis`."""
    return [f"{form} => {base}" for form, base in sorted(inflections().items())]


def _groups(lists: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """Base words with their forms; what stands first wins where a form belongs to two."""
    yield from ((digit, forms) for digit, forms in lists["numbers"].items())
    yield from ((base, forms) for base, *forms in lists["irregular"])
    yield from ((noun, (noun + "eren",)) for noun in lists["nouns_in_eren"])
    yield from ((noun, (plural(noun, voiced=True),)) for noun in lists["voiced_nouns"])
    yield from ((noun, (plural(noun),)) for noun in lists["nouns"])
    yield from ((noun, (noun + "s",)) for noun in lists["nouns_in_s"])
    yield from ((verb, (*present(verb), *forms)) for verb, *forms in lists["strong_verbs"])
    yield from ((verb, (*present(verb), *past(verb))) for verb in lists["verbs"])

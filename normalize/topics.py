"""Languages, readers it is meant for, classes, subjects and genres."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from catalogue.model import Classification, Subject
from catalogue.text import fold
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import SEPARATOR, Statement

_AVI = re.compile(r"\bAVI[\s:-]*(?P<level>start|plus|[me]\d|9\+|\d)(?!\w)", re.IGNORECASE)
_SECOND_INDICATOR = {"0": "lcsh", "1": "lcshac", "2": "mesh"}


def build_languages(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages of the text and of the original, as ISO 639-2/B; unknown codes are noticed."""
    text: dict[str, None] = {}
    original: dict[str, None] = {}
    for statement in reading.all("language"):
        if statement.origin.tag == "008" and text:
            continue  # 041 says the same, and more.
        text.update(dict.fromkeys(_languages(statement, "code", reading)))
        if "original" in statement.parts:
            original.update(dict.fromkeys(_languages(statement, "original", reading)))
    return tuple(text), tuple([each for each in original if each not in text])


def _languages(statement: Statement, part: str, reading: Reading) -> Iterator[str]:
    packed = reading.profile.family != "csv"
    for code in _codes(statement.get(part), packed):
        known = language_of(code, reading.profile.language_lists)
        if known:
            yield known
        elif code.isalpha() and code not in load_table("languages")["silent"]:
            reading.notice("language_unknown", statement.origin.tag, code)


@lru_cache(maxsize=4096)
def _codes(text: str, packed: bool) -> tuple[str, ...]:
    """The codes in a text; `packed`: `dutengger` is three of them."""
    words = re.split(r"[\s;,/]+", text.casefold())
    several = [packed and len(word) % 3 == 0 and len(word) > 3 for word in words]
    cut = [re.findall("...", w) if many else [w] for w, many in zip(words, several, strict=True)]
    return tuple(chain.from_iterable(cut))


@lru_cache(maxsize=4096)
def language_of(code: str, lists: tuple[str, ...]) -> str | None:
    """The ISO 639-2/B code that `code` means in these lists of `tables/languages.toml`, or None."""
    table = load_table("languages")
    for name in lists:
        if code in table[name]:
            return str(table[name][code])
    return code if code in table["known"] and code not in table["silent"] else None


def build_audience(reading: Reading) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Age codes, AVI level, and what else the record says about its readers (kept as notes)."""
    codes: list[str] = []
    avi, others = "", []
    for statement in reading.all("audience"):
        text = statement.get("text")
        if statement.get("avi") and not _AVI.search(text):
            text = f"AVI {text}"
        level = _avi(text)
        rest = _AVI.sub("", text).strip(" ;,.")
        avi = avi or level
        found = [_age_code(word) for word in re.split(r"[\s;,/]+", rest) if word]
        if all(found):
            codes += [code for code in found if code]
        elif rest:
            others.append(rest)
    return tuple(dict.fromkeys(codes)), avi, tuple(others)


def _avi(text: str) -> str:
    found = _AVI.search(text)
    return found["level"].capitalize() if found else ""


def _age_code(word: str) -> str | None:
    table = load_table("audience")
    if word in table["codes"]:
        return word
    code = table["words"].get(fold(word)) or word.upper()
    return code if code in table["codes"] else None


def build_classifications(reading: Reading) -> tuple[Classification, ...]:
    """Notations with their schemes, each once; a notation is text and keeps its zeros."""
    found: dict[tuple[str, str], Classification] = {}
    for statement in reading.in_order("classification"):
        scheme = fold(statement.get("scheme")) or "unknown"
        for notation in (
            statement.get("notation").split() if scheme == "nur" else [statement.get("notation")]
        ):
            if notation:
                found[scheme, notation] = _classification(scheme, notation)
    return tuple(found.values())


@lru_cache(maxsize=16384)
def _classification(scheme: str, notation: str) -> Classification:
    return Classification(scheme=scheme, notation=notation)


def build_subjects(reading: Reading, name: str) -> tuple[Subject, ...]:
    """The subjects (or, with `genre`, the genres) with thesaurus and number, each once."""
    found: dict[tuple[str, str, str], Subject] = {}
    for statement in reading.in_order(name):
        term, divided = statement.get("term").rstrip(" ,."), statement.get("sub")
        if divided:
            term = f"{term}{SEPARATOR}{divided}" if term else divided
        if term:
            key = term, _scheme(statement), statement.get("authority").partition(" ")[0]
            found[key] = _subject(*key)
    return tuple(found.values())


@lru_cache(maxsize=65536)
def _subject(term: str, scheme: str, authority: str) -> Subject:
    return Subject(term=term, scheme=scheme, authority=authority)


def _scheme(statement: Statement) -> str:
    by_indicator = _SECOND_INDICATOR.get(statement.origin.indicators[1:2], "")
    return statement.get("scheme") or by_indicator

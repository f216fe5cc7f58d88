"""Numbers in words, Roman or digits, and what they number: volumes, editions."""

import re
from functools import cache, lru_cache

from catalogue.text import fold
from normalize.profiles import load_table

_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DIGITS = re.compile(r"\d+")
_SEVERAL = re.compile(r"(?:\d|\b)\s*(?:-|–|t/m|tot en met|/|&|\+)\s*\d|\b(?:en|and|und|t m)\b")
_JOINT = re.compile(r"en(?=[a-z]+tig(?:ste)?$)")
"""`zesentwintig`; in `zevenentwintig` the first `en` is none."""
_ORDINAL = re.compile(r"(?<!\d)(\d{1,3})\s*(?:e|de|ste|st|nd|rd|th|\.|ª|º)?\b")


@lru_cache(maxsize=16384)
def parse_number(text: str) -> int | None:
    """The one number that `text` states (`3`, `III`, `drie`, `derde boek`, `E 194`), or None.

    None also where it states several (`1-3`, `een en twee`).
    """
    if _SEVERAL.search(text.casefold()):
        return None
    digits = _DIGITS.search(text)
    if digits:
        return _reasonable(int(digits.group()[:9]))
    for word in fold(text).split():
        value = word_number(word)
        if value is not None:
            return value
    return None


def word_number(word: str) -> int | None:
    """The number that one folded word means: cardinal, ordinal, or Roman up to 99."""
    words = _words()
    if word in words:
        return words[word]
    for joint in _JOINT.finditer(word):
        units, tens = word[: joint.start()], word[joint.end() :]
        if units in words and tens in words:
            return words[units] + words[tens]
    return _roman(word)


def states_several(text: str) -> bool:
    """True if `text` names a range or a list of numbers."""
    return bool(_SEVERAL.search(text.casefold()))


@lru_cache(maxsize=16384)
def edition_number(statement: str) -> int | None:
    """The number of an edition or impression (`4e druk`, `Eerste druk`, `2nd ed.`), or None."""
    found = _ORDINAL.search(statement)
    if found:
        return _reasonable(int(found[1]))
    values = (word_number(word) for word in fold(statement).split() if len(word) > 2)
    return next((value for value in values if value), None)


@lru_cache(maxsize=16384)
def is_revised(statement: str) -> bool:
    """True if the statement says that the text is not that of the edition before."""
    table = load_table("words")
    words = set(fold(statement).split())
    return bool(words & set(table["revised"])) and not words & set(table["not_revised"])


@cache
def _words() -> dict[str, int]:
    return dict(load_table("words")["numbers"])


def _roman(word: str) -> int | None:
    if not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _reasonable(number: int) -> int | None:
    return number if 0 < number < 100_000 else None

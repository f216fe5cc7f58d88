"""Series, and which volume of a whole a record describes: known, absent or ambiguous."""

import re
from functools import cache, lru_cache
from typing import Literal

from catalogue.model import Carrier, Extent, Series, Title, Volume
from catalogue.text import fold, without_article, without_isbd
from normalize.numbering import parse_number, states_several
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.titles import at_sign

_TRAILING = re.compile(r".*[^\W\d]\S* (\d{1,2}|I{1,3}|IV|VI{0,3}|IX|XI{1,3})")
_NUMERALS = frozenset("IVX")
_PARTS = re.compile(r"\b([2-9]|\d\d) ?(?:dl|delen|dln|bd|banden|bde|volumes|vols?)\b")
State = Literal["known", "absent", "ambiguous"]
_VIDEO = (Carrier.DVD, Carrier.BLU_RAY, Carrier.STREAMING_VIDEO)


def build_series(reading: Reading) -> tuple[Series, ...]:
    """The series statements, each once; `number` is read from digits, Roman figures or words."""
    series: dict[str, Series] = {}
    for statement in (*reading.all("series"), *reading.all("series_link")):
        title = without_isbd(at_sign(statement.get("title"))[0])
        volume = without_isbd(statement.get("volume"))
        if title and (fold(title) not in series or volume and not series[fold(title)].volume):
            series[fold(title)] = _series(title, volume)
    return tuple(series.values())


@lru_cache(maxsize=16384)
def _series(title: str, volume: str) -> Series:
    return Series(title=title, volume=volume, number=parse_number(volume) if volume else None)


def build_volume(
    title: Title, series: tuple[Series, ...], *, extent: Extent, carrier: Carrier, parent: bool
) -> Volume:
    """Which volume this is, and whether it is the set.

    A number in the title's own numbering, behind a word for part, or in a series of the same name
    is *known*. A number that only another series gives, or that only ends the title, is
    *ambiguous*: `number` is then what it would be. `parent` is True where the source itself calls
    the record that of the whole.
    """
    whole = parent or is_set(title, extent, carrier)
    number, stated = _stated(title)
    if number is None:
        number = _of_own_series(title, series)
        stated = stated or number is not None
    if number is not None:
        return _volume("known", number, is_set=whole and states_several(title.main))
    # The ISBN of the set on `Verzamelde gedichten II` does not make that the set.
    if whole and not _trailing(title.main):
        return _volume("absent", None, is_set=True)
    weak = _weak(title, series)
    if stated or weak is not None:
        return _volume("ambiguous", weak)
    return _volume("absent", None)


@lru_cache(maxsize=1024)
def _volume(state: State, number: int | None, *, is_set: bool = False) -> Volume:
    return Volume(state=state, number=number, is_set=is_set)


def is_set(title: Title, extent: Extent, carrier: Carrier) -> bool:
    """True if title or extent say that several volumes are described as one publication.

    Not for films: a complete television series on discs is one publication.
    """
    if carrier in _VIDEO:
        return False
    said = f" {fold(f'{title.main} {title.rest} {title.part_title}')} "
    for phrase in _set_phrases():  # noqa: SIM110  # A third of the time of any(...).
        if phrase in said:
            return True
    if not extent.statement:
        return False
    statement = fold(extent.statement)
    # "2 bd (711 p)" is one text in two bindings, and so is large print in two volumes.
    one_text = title.part_number or extent.pages or carrier is Carrier.LARGE_PRINT
    several = bool(_PARTS.search(statement)) and not one_text
    return several or "in cassette" in statement


def _stated(title: Title) -> tuple[int | None, bool]:
    """The number in the title's numbering or behind a word for part; and if there was any."""
    if title.part_number:
        return parse_number(title.part_number), True
    if not _may_name_a_part(f"{title.rest} {title.main} {title.part_title}"):
        return None, False
    for text in (title.rest, title.main, title.part_title):
        found = _designation().search(text) if text and _may_name_a_part(text) else None
        if found:
            return parse_number(found["number"]), True
    return None, False


def _may_name_a_part(text: str) -> bool:
    """False where no word begins like a designation, which is sooner said than searched."""
    lowered = text.casefold()
    for name in load_table("words")["designation"]:  # noqa: SIM110  # As above.
        if name in lowered:
            return True
    return False


def _trailing(title: str) -> re.Match[str] | None:
    """The number that ends a title; its last sign tells most titles that have none."""
    last = title[-1:]
    return _TRAILING.fullmatch(title) if last in _NUMERALS or last.isdecimal() else None


def _of_own_series(title: Title, series: tuple[Series, ...]) -> int | None:
    """The number in a series that has the title's own name (`De griezelbus ; 2`)."""
    if not any(each.number for each in series):
        return None
    names = {_name(title.main)}
    trailing = _trailing(title.main)
    if trailing:
        names.add(_name(title.main[: trailing.start(1)]))
    numbers = {each.number for each in series if each.number and _name(each.title) in names}
    return numbers.pop() if len(numbers) == 1 else None


def _weak(title: Title, series: tuple[Series, ...]) -> int | None:
    numbers = {each.number for each in series if each.number}
    trailing = _trailing(title.main)
    if trailing:
        numbers.add(parse_number(trailing[1]) or 0)
    return numbers.pop() if len(numbers) == 1 else None


def _name(text: str) -> str:
    return fold(without_article(text))


@cache
def _set_phrases() -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in load_table("words")["set_phrases"])


@cache
def _designation() -> re.Pattern[str]:
    names = "|".join(load_table("words")["designation"])
    figures = r"\d{1,3}(?:\s*(?:-|–|t/m|en|and|&)\s*\d{1,3})?|[IVXL]+\b"
    words = "|".join(load_table("words")["numbers"])
    # A number as a word counts only where nothing follows that it could count: "deel een geheim".
    word = rf"(?:{words})(?:\s+(?:en|and)\s+(?:{words}))?(?=\s*(?:$|[:;,.)\]]|van\b))"
    return re.compile(rf"(?<![\w-])(?i:{names})\.?\s*(?P<number>{figures}|(?i:{word}))(?![\w%])")

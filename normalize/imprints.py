"""Publishers, years, country, edition and extent."""

import re
from functools import lru_cache

from catalogue.model import Edition, Extent, Publisher
from catalogue.text import fold, tidy, without_isbd
from normalize.numbering import edition_number, is_revised
from normalize.profiles import load_table
from normalize.reading import Reading

_BRACKETS = str.maketrans("", "", "[]")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_NUMBER_OF_PAGES = re.compile(
    r"(\d+)\]?\s*(?:on?gen\S*\s+|ongenummerde\s+|unnumbered\s+)?"
    r"(?:p\b|pp\b|pagina|pages?\b|blz|bladz|seiten|s\.?(?=$|[\s,:;)]))",
    re.IGNORECASE,
)
_COUNTRY = re.compile("[a-z]{2}")
_STRETCH = re.compile(r"\s*pp?\.\s*\d", re.IGNORECASE)
_HOURS = re.compile(r"(\d+)\s*(?:uur|u\.|hours?|hrs?\.?|h\b|std)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d+)\s*(?:min|m\b)", re.IGNORECASE)


def build_publishers(reading: Reading) -> tuple[Publisher, ...]:
    """Publishers with their places, without brackets and ISBD; the same name once."""
    publishers: dict[str, Publisher] = {}
    place, used, field = "", True, None
    for statement in reading.all("imprint"):
        if statement.origin is not field:
            place, used, field = "", True, statement.origin
        stated, name = (_unbracketed(statement.get(part)) for part in ("place", "name"))
        place, used = (stated, False) if stated and used else (place, used)
        if name:
            publishers.setdefault(fold(name) or name, _publisher(name, place))
            used = True
    return tuple(publishers.values())


@lru_cache(maxsize=65536)
def _publisher(name: str, place: str) -> Publisher:
    return Publisher(name=name, place=place)


@lru_cache(maxsize=65536)
def _unbracketed(text: str) -> str:
    plain = text.replace("[etc.]", "").translate(_BRACKETS)
    plain = without_isbd(without_isbd(tidy(plain))).removesuffix("(etc.)").strip()
    return "" if fold(plain) in load_table("words")["nobody"] else plain


def build_years(reading: Reading) -> tuple[int, ...]:
    """Years of publication and copyright, as stated and each once; the first is the best known."""
    years: list[int] = []
    for statement in (*reading.all("imprint"), *reading.all("year")):
        years += _years_in(statement.get("year"))
        first = statement.get("first")
        if first:
            years += _fixed_years(statement.get("kind"), first, statement.get("second"))
    return tuple(dict.fromkeys(years))


@lru_cache(maxsize=16384)
def _years_in(text: str) -> tuple[int, ...]:
    return tuple(int(year) for year in _YEAR.findall(text))


@lru_cache(maxsize=16384)
def _fixed_years(kind: str, first: str, second: str) -> list[int]:
    """The years of 008; the second is a copyright or an end, but in reprints the original's."""
    stated = [first] if kind in ("r", "p", "") else [first, second]
    return [int(year) for year in stated if _YEAR.fullmatch(year)]


def build_country(reading: Reading) -> str:
    """The first country of publication as an ISO 3166-1 code in lower case, or empty."""
    for statement in reading.all("country"):
        code = statement.get("code").casefold()
        code = code[-2:] if code.startswith("xa-") else code
        if statement.get("list") == "marc":
            code = load_table("countries")["marc"].get(code, "")
        if _COUNTRY.match(code):
            return code[:2]
    return ""


def build_edition(reading: Reading) -> Edition:
    """The edition statement, its number, and whether it (or the edition note) says revised."""
    pieces = [without_isbd(s.get("statement")) for s in reading.all("edition")]
    note = reading.text("edition_note", "text").partition(":")[0]
    return _edition(", ".join(dict.fromkeys([each for each in pieces if each])), note)


@lru_cache(maxsize=16384)
def _edition(statement: str, note: str) -> Edition:
    return Edition(
        statement=statement,
        number=edition_number(statement) if statement else None,
        revised=is_revised(statement) or is_revised(note),
    )


def build_extent(reading: Reading) -> Extent:
    """The extent as stated, with pages (the longest count) and minutes where it names them."""
    stated, size = reading.text("extent", "statement"), reading.text("extent", "size")
    statement = without_isbd(without_isbd(stated))
    size = size or reading.text("size", "size")
    pages = _given(reading, "pages") or pages_in(statement)
    minutes = _given(reading, "minutes") or _duration(reading) or minutes_in(statement)
    return _extent(statement, pages, minutes, without_isbd(size.partition("+")[0]).rstrip("."))


@lru_cache(maxsize=16384)
def _extent(statement: str, pages: int | None, minutes: int | None, size: str) -> Extent:
    return Extent(statement=statement, pages=pages, minutes=minutes, size=size)


@lru_cache(maxsize=16384)
def pages_in(statement: str) -> int | None:
    """The number of pages that an extent names: the longest count (`XII, 312 p` is 312)."""
    counts = [int(count[:6]) for count in _NUMBER_OF_PAGES.findall(statement)]
    if _STRETCH.match(statement):
        return None  # `P. 12-34`: a stretch of a larger whole.
    return max(counts, default=None) or None


@lru_cache(maxsize=16384)
def minutes_in(statement: str) -> int | None:
    """The playing time that an extent names, in minutes (`9 uur, 12 min.` is 552)."""
    hours, minutes = _HOURS.search(statement), _MINUTES.search(statement)
    total = int(hours[1][:4]) * 60 if hours else 0
    total += int(minutes[1][:6]) if minutes else 0
    return total or None


def _duration(reading: Reading) -> int | None:
    """The playing time as `hhmmss` (MARC 21 306); seconds are rounded away."""
    stated = reading.text("duration", "hhmmss")
    if len(stated) != 6 or not (stated.isascii() and stated.isdigit()):
        return None
    return int(stated[:2]) * 60 + int(stated[2:4]) or None


def _given(reading: Reading, name: str) -> int | None:
    text = reading.text(name, "number")
    return int(text[:6]) or None if text.isascii() and text.isdigit() else None

"""The title statement: cut into its parts, with the text it sorts by."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from catalogue.model import Title
from catalogue.text import ARTICLES, fold, without_article, without_isbd
from normalize.numbering import parse_number
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement

_INVERTED = re.compile(r"(?P<title>.+), (?P<article>[A-Z'’][\w'’]{0,3})")
_AT = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=['’]))@(?=\S)")
_CUT = re.compile(r"[.,:;]\s")
_PART = r"(?:\s*[:,.]\s+(?P<part>\S.*))?"
_ANY_ARTICLE = frozenset(article for articles in ARTICLES.values() for article in articles)
_APOSTROPHES = str.maketrans("’‘`´ʼ", "'''''")


class Draft(NamedTuple):
    """A title before it is settled; `sort` is empty where no source says where sorting begins."""

    main: str
    rest: str = ""
    responsibility: str = ""
    number: str = ""
    part: str = ""
    sort: str = ""


def build_title(reading: Reading, language: str) -> Title | None:
    """The title of the record, or None where it has none."""
    statement = reading.first("title")
    common = reading.first("common_title")
    if not statement and not common:
        return None
    draft = _split(_draft(statement, reading, language)) if statement else Draft("")
    if common:
        draft = _under(common, draft)
    elif is_designation(draft.main):
        draft = _under_series(reading, draft)
    if not draft.main:
        return None
    main = draft.main
    return Title(
        main=main,
        rest=draft.rest,
        responsibility=draft.responsibility,
        part_number=draft.number,
        part_title=draft.part,
        sort=sort_text(draft.sort or without_article(main, language)),
    )


def sort_text(text: str) -> str:
    """`text` as a sort key; what has no Latin letters at all sorts by itself."""
    return fold(text) or text.casefold()


def is_designation(text: str) -> bool:
    """True if `text` is only the name of a part (`Deel 3`, `Vol. II`)."""
    words = fold(text).split()
    names = load_table("words")["designation"]
    return len(words) == 2 and words[0] in names and parse_number(words[1]) is not None


def at_sign(text: str) -> tuple[str, str]:
    """The title without the `@` before its first sorting word, and the text behind it."""
    found = _AT.search(text) if "@" in text else None
    if not found:
        return text, ""
    before, behind = text[: found.start()], text[found.end() :]
    return before + behind, behind


def _draft(statement: Statement, reading: Reading, language: str) -> Draft:
    main, sort = at_sign(statement.get("main"))
    main = _clean(main) or _clean(statement.get("other"))
    rest = _clean(statement.get("rest") or reading.text("subtitle", "text"))
    number, part = _clean(statement.get("number")).rstrip("."), _clean(statement.get("part"))
    if number or part:
        main = _without_full_stop(main)
    if not main:
        main, part, rest = part or rest or number, "", ""
    if reading.profile.family == "marc21" and statement.origin.tag == "245":
        sort = _behind_indicator(statement, main, reading, language)
    responsibility = without_isbd(_responsibility(statement))
    return _uninverted(Draft(main, rest, responsibility, number, part, sort))


def _responsibility(statement: Statement) -> str:
    first, more = statement.get("responsibility"), statement.get("responsibility_more")
    return f"{first} ; {more}" if first and more else first or more


def _split(draft: Draft) -> Draft:
    """Cut a statement of responsibility and a subtitle out of the main title."""
    main, rest, responsibility, number, part, sort = draft
    if not responsibility and " / " in main:
        main, _, responsibility = main.partition(" / ")
    if not rest:
        main, _, rest = main.partition(" : ")
        main, rest = main.strip(), rest.strip()
    for mark in (" / ", " : ", " = ") if " " in sort else ():
        sort = sort.partition(mark)[0]
    draft = Draft(main, rest, responsibility, number, part, sort)
    if not draft.number:
        draft = _numbered(draft)
    main, _, parallel = draft.main.partition(" = ")
    return draft._replace(main=main) if main and parallel else draft


def _numbered(draft: Draft) -> Draft:
    """Cut a volume out of a title or subtitle (`Van Dale. Deel 2, J-R`, `Narnia : dl. 2: ...`)."""
    inside = _in_main().fullmatch(draft.main) if _CUT.search(draft.main) else None
    if inside:
        part = inside["part"] or ""
        return draft._replace(main=inside["main"], number=inside["number"], part=part)
    leading = _in_rest().fullmatch(draft.rest) if draft.rest else None
    if leading:
        return draft._replace(number=leading["number"], part=leading["part"] or "", rest="")
    return draft


@cache
def _in_main() -> re.Pattern[str]:
    return re.compile(rf"(?P<main>.+?)[.,:;]\s+\[?(?P<number>{_numbered_part()})\]?{_PART}")


@cache
def _in_rest() -> re.Pattern[str]:
    return re.compile(rf"\[?(?P<number>{_numbered_part()})\]?{_PART}")


def _numbered_part() -> str:
    names = "|".join(load_table("words")["designation"])
    words = "|".join(load_table("words")["numbers"])
    return rf"(?i:{names})\.?\s+(?:\d{{1,3}}|[IVXL]+|(?i:{words}))"


def _under(common: Statement, own: Draft) -> Draft:
    """A volume under its common title: `own` becomes the title of the part."""
    main, sort = at_sign(common.get("title"))
    number = common.get("volume")
    if not main:
        return own
    if is_designation(own.main):
        own = own._replace(number=own.main, main="")
    return own._replace(
        main=_clean(main), sort=sort, number=number or own.number, part=own.main or own.part
    )


def _under_series(reading: Reading, own: Draft) -> Draft:
    """`Deel 3` alone is no title: the series it stands in is."""
    series = reading.first("series")
    if not series or not series.get("title"):
        return own
    main, sort = at_sign(series.get("title"))
    return own._replace(main=_clean(main), sort=sort, number=own.main)


def _behind_indicator(statement: Statement, main: str, reading: Reading, language: str) -> str:
    """What the second indicator of 245 leaves to sort by; checked against the list of articles."""
    indicator = statement.origin.indicators[1:2]
    skipped = int(indicator) if indicator.isascii() and indicator.isdigit() else 0
    by_list = without_article(main, language)
    at_word = 0 < skipped < len(main) and main[skipped - 1] in " '’\"([" and main[skipped] != " "
    if not at_word:
        if skipped or by_list != main:
            reading.notice("nonfiling_indicator", "245", f"{indicator} before {main}")
        return by_list
    article = main[:skipped].translate(_APOSTROPHES).strip(' "([').casefold()
    if article and article not in _ANY_ARTICLE:
        reading.notice("nonfiling_not_an_article", "245", f"{indicator} before {main}")
    return main[skipped:]


def _uninverted(draft: Draft) -> Draft:
    found = _INVERTED.fullmatch(draft.main) if ", " in draft.main else None
    if not found or found["article"].translate(_APOSTROPHES).casefold() not in _ANY_ARTICLE:
        return draft
    return draft._replace(main=f"{found['article']} {found['title']}", sort=found["title"])


def _clean(text: str) -> str:
    return text and without_isbd(without_isbd(text).removesuffix(" ="))


def _without_full_stop(text: str) -> str:
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


def variant_titles(reading: Reading) -> tuple[str, ...]:
    """Other forms of the title that the record gives, each once."""
    pieces: Iterable[str] = (s.get("title") for s in reading.all("variant_title"))
    cleaned = (_clean(at_sign(piece)[0]) for piece in pieces)
    return tuple(dict.fromkeys(filter(None, cleaned)))

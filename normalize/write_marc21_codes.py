"""The codes of MARC 21 for what we hold: carriers, countries, and what does not sort of a title."""

from functools import cache
from typing import Any

from catalogue.model import Description, Title
from normalize.profiles import load_table
from normalize.titles import sort_text


def written_carrier(d: Description) -> dict[str, Any]:
    """How the carrier is written: leader, 007, 008/23, RDA codes, a word in 340 to 347."""
    return _carriers()[d.carrier]


def country_code(d: Description) -> str:
    """The country in MARC's own list; empty where `tables/countries.toml` has none for it."""
    return _countries().get(d.country, "")


def nonfiling(title: Title) -> int:
    """How many characters at the beginning of a title do not sort (at most nine)."""
    main = title.main
    fits = (n for n in range(min(10, len(main))) if sort_text(main[n:]) == title.sort)
    first = next(fits, 0)
    while first and first < 9 and first + 1 < len(main) and main[first] in " '’":
        first += 1
    return first


@cache
def _carriers() -> dict[str, dict[str, Any]]:
    return {row["is"]: row for row in load_table("carriers")["written"]}


@cache
def _countries() -> dict[str, str]:
    """By ISO code the first code of MARC, which stands for the whole country."""
    return {iso: marc for marc, iso in reversed(load_table("countries")["marc"].items())}

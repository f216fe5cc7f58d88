"""The codes of MARC 21 for what we hold: carriers and countries, by their tables read backwards."""

from functools import cache
from typing import Any

from catalogue.model import Description
from normalize.profiles import load_table


def written_carrier(d: Description) -> dict[str, Any]:
    """How the carrier is written: leader, 007, 008/23, RDA codes, a word in 340 to 347."""
    return _carriers()[d.carrier]


def country_code(d: Description) -> str:
    """The country in MARC's own list; empty where `tables/countries.toml` has none for it."""
    return _countries().get(d.country, "")


@cache
def _carriers() -> dict[str, dict[str, Any]]:
    return {row["is"]: row for row in load_table("carriers")["written"]}


@cache
def _countries() -> dict[str, str]:
    """By ISO code the first code of MARC, which stands for the whole country."""
    return {iso: marc for marc, iso in reversed(load_table("countries")["marc"].items())}

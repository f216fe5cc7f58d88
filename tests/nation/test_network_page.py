"""The page about libraries and copies of the made-up country shows them as they are."""

import re

from tests.nation.network_page import DOCUMENT, EXAMPLES, written_anew


def test_every_example_on_the_page_is_of_the_country_as_it_is_made() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written_anew(text) == text, "run `python -m tests.nation.network_page`"


def test_every_phenomenon_is_shown() -> None:
    shown = re.findall(r"<!-- example: ([^>]+) -->", DOCUMENT.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(EXAMPLES)

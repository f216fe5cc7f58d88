"""The words of the pages: both languages say everything."""

import re
from datetime import timedelta

from catalogue.model import Carrier
from tests.small_network import MONDAY
from web.words import chosen_language, words_of

NL, EN = words_of("nl"), words_of("en")


def test_both_languages_have_the_same_words() -> None:
    for section in NL.sections:
        assert set(NL.sections[section]) == set(EN.sections[section]), section
    assert set(NL.sections) == set(EN.sections)


def test_both_languages_fill_in_the_same_facts() -> None:
    for section, words in NL.sections.items():
        for name, text in words.items():
            facts = set(re.findall(r"\{\w+\}", text))
            assert facts == set(re.findall(r"\{\w+\}", EN.sections[section][name])), name


def test_every_carrier_has_a_name() -> None:
    assert {carrier.value for carrier in Carrier} == set(NL.sections["carrier"])


def test_age_is_told_as_people_tell_it() -> None:
    def ago(**age: float) -> tuple[str, str]:
        moment = MONDAY - timedelta(**age)
        return NL.ago(moment, MONDAY), EN.ago(moment, MONDAY)

    assert ago(seconds=30) == ("zojuist", "just now")
    assert ago(minutes=12) == ("12 minuten geleden", "12 minutes ago")
    assert ago(hours=1) == ("een uur geleden", "an hour ago")
    assert ago(hours=25) == ("gisteren", "yesterday")
    assert ago(days=3) == ("3 dagen geleden", "3 days ago")
    assert NL.ago(None, MONDAY) == "nooit"


def test_a_moment_is_told_in_dutch_local_time() -> None:
    assert NL.moment(MONDAY) == "23 november 2026, 10:30"


def test_thousands_stand_apart_as_each_language_does() -> None:
    assert (NL.number(12345), EN.number(12345)) == ("12.345", "12,345")


def test_a_strange_header_gives_dutch() -> None:
    assert chosen_language(";;q=,,x;q=abc") == "nl"

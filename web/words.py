"""The words of the pages, by language, and how moments and counts are said."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

HERE = ZoneInfo("Europe/Amsterdam")
FOLDER = Path(__file__).parent / "words"

_MONTHS: Mapping[Language, str] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True)
class Words:
    """All words of one language, by section and name."""

    language: Language
    sections: Mapping[str, Mapping[str, str]]

    def say(self, name: str, **facts: object) -> str:
        """The words with this name (`section.word`), with facts filled in."""
        section, _, word = name.partition(".")
        return self.sections[section][word].format(**facts)

    def name_of(self, section: str, code: str) -> str:
        """What a code is called; a code that has no name says itself."""
        return self.sections[section].get(code, code)

    def count(self, name: str, number: int) -> str:
        """A number with its noun: none, one, or many."""
        section, _, word = name.partition(".")
        forms = self.sections[section]
        none = forms.get(f"{word}_none")
        if number == 0 and none:
            return none
        form = forms[f"{word}_one" if number == 1 else f"{word}_many"]
        return form.format(count=self.number(number))

    def number(self, number: int) -> str:
        """A number with its thousands apart."""
        return f"{number:,}".replace(",", "." if self.language == "nl" else ",")

    def day(self, day: date) -> str:
        """A day in full."""
        return f"{day.day} {_MONTHS[self.language].split()[day.month - 1]} {day.year}"

    def moment(self, moment: datetime) -> str:
        """A moment in Dutch local time: day and clock."""
        local = moment.astimezone(HERE)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def ago(self, moment: datetime | None, now: datetime) -> str:
        """How long ago a moment was, in words."""
        if moment is None:
            return self.say("where.never")
        age = max(now - moment, timedelta(0))
        minutes = int(age.total_seconds() // 60)
        if minutes < 2:
            return self.say("where.now")
        if minutes < 60:
            return self.say("where.minutes", count=minutes)
        if minutes < 24 * 60:
            return self.count("where.hours", minutes // 60)
        days = (now.astimezone(HERE).date() - moment.astimezone(HERE).date()).days
        return self.count("where.days", max(days, 1))


@cache
def words_of(language: Language) -> Words:
    """The words of a language."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))


def chosen_language(accept_language: str) -> Language:
    """The language of ours that a reader prefers (RFC 9110 12.5.4); Dutch where none is stated."""
    best: tuple[float, Language] = (0.0, "nl")
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        weight = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
        for ours in LANGUAGES:
            if language == ours and weight > best[0]:
                best = (weight, ours)
    return best[1]

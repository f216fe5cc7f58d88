"""The words of the report of quality, and how it writes shares and moments."""

import tomllib
from datetime import datetime
from functools import cache

from web.templating import HERE
from web.words import HERE as LOCAL
from web.words import Language, Words


class ReportWords(Words):
    """The words of the report, and how it writes shares."""

    def share(self, share: float) -> str:
        """A share as a percentage with one decimal; only all is 100, only none is 0."""
        percent = min(round(share * 100, 1), 99.9) if share < 1 else 100.0
        if share > 0:
            percent = max(percent, 0.1)
        return f"{self._decimal(percent)}%"

    def points(self, now: float, before: float) -> str:
        """By how many percentage points a share changed."""
        change = round((now - before) * 100, 1)
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return self.say("page.points", sign=sign, number=self._decimal(abs(change)))

    def stamp(self, moment: datetime) -> str:
        """A moment in Dutch local time, short enough for an axis."""
        local = moment.astimezone(LOCAL)
        return f"{local.day}-{local.month}-{local.year} {local:%H:%M}"

    def _decimal(self, number: float) -> str:
        text = f"{number:.1f}".removesuffix(".0")
        return text.replace(".", ",") if self.language == "nl" else text


@cache
def report_words(language: Language) -> ReportWords:
    """The words of the report in a language."""
    text = (HERE / "quality_report.toml").read_text(encoding="utf-8")
    return ReportWords(language, tomllib.loads(text)[language])

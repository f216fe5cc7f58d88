"""The report of quality as one page of HTML: it stands alone, without script or other files."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from normalize.profiles import load_table
from normalize.quality_summary import QualitySummary
from normalize.quality_tally import FIELDS, Figures, Run, Tally, weight_of
from web import quality_report_plots as plots
from web.templating import HERE
from web.words import HERE as LOCAL
from web.words import Language, Words

SHOWN_RUNS = 12
_PLOTTED_RULES = 15
_PLOTTED_LIBRARIES = 30
_FIRST = 5


@dataclass(frozen=True)
class FieldRow:
    """One field of descriptions, and the share of records in which it is filled."""

    name: str
    share: float
    core: bool


@dataclass(frozen=True)
class RuleRow:
    """One rule, how many records do not keep it, and what to do about that."""

    rule: str
    name: str
    remedy: str
    severity: Literal["error", "warning"]
    records: int
    share: float

    @property
    def gravity(self) -> int:
        """How much there is to gain by mending it."""
        return self.records * weight_of(self.rule)


@dataclass(frozen=True)
class Section:
    """One source or library on the page; `before` is what it was the last time."""

    anchor: str
    tally: Tally
    before: Figures | None
    fields: tuple[FieldRow, ...]
    rules: tuple[RuleRow, ...]
    runs: tuple[tuple[datetime, Figures], ...] = ()
    pictures: Mapping[str, Markup] | None = None

    @property
    def places(self) -> dict[str, int]:
        """The place among the worst records of each record that is there."""
        return {each.record: place for place, each in enumerate(self.tally.worst, start=1)}


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


def render_quality_report(
    summary: QualitySummary, runs: Sequence[Run], *, language: Language, at: datetime
) -> str:
    """The page over what was counted; `runs` are the earlier ones and, last, that of `summary`.

    Raises SettingsError where plots cannot be made.
    """
    plots.need_matplotlib()
    words = report_words(language)
    sources = [
        _of_source(number, tally, runs, words)
        for number, tally in enumerate(_by_name(summary.sources), start=1)
    ]
    libraries = [
        _section(f"library-{number}", tally, _known(runs, "libraries", tally.name), words)
        for number, tally in enumerate(_by_name(summary.libraries), start=1)
    ]
    facts = {
        "names": {rule: row[f"name_{language}"] for rule, row in load_table("remedies").items()},
        "whole": _section("whole", summary.whole, (), words),
        "sources": sources,
        "libraries": libraries,
        "libraries_picture": _libraries_picture(libraries, words),
        "first": sorted(_rules(summary.whole, words), key=lambda row: -row.gravity)[:_FIRST],
    }
    template = _environment().get_template("quality_report.html")
    return template.render(words=words, say=words.say, at=at, lang=language, **facts)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _by_name(tallies: Mapping[str, Tally]) -> list[Tally]:
    return [tallies[name] for name in sorted(tallies, key=str.casefold)]


def _known(
    runs: Sequence[Run], kind: Literal["sources", "libraries"], name: str
) -> tuple[tuple[datetime, Figures], ...]:
    """The runs in which a source or library was checked, the newest last."""
    found = [(run.at, getattr(run, kind).get(name)) for run in runs]
    return tuple((at, figures) for at, figures in found if figures)[-SHOWN_RUNS:]


def _section(
    anchor: str, tally: Tally, runs: tuple[tuple[datetime, Figures], ...], words: ReportWords
) -> Section:
    before = runs[-2][1] if len(runs) > 1 else None
    return Section(anchor, tally, before, _fields(tally, words), _rules(tally, words), runs)


def _of_source(number: int, tally: Tally, runs: Sequence[Run], words: ReportWords) -> Section:
    known = _known(runs, "sources", tally.name)
    plain = _section(f"source-{number}", tally, known, words)
    return Section(**{**vars(plain), "pictures": _pictures(plain, words)})


def _fields(tally: Tally, words: ReportWords) -> tuple[FieldRow, ...]:
    """The core fields and then the others, each from the least filled to the most."""
    core = load_table("validation")["completeness"]["core"]
    rows = [
        FieldRow(words.name_of("fields", name), tally.share_filled(name), name in core)
        for name in FIELDS
    ]
    return tuple(sorted(rows, key=lambda row: (not row.core, row.share, row.name)))


def _rules(tally: Tally, words: ReportWords) -> tuple[RuleRow, ...]:
    """The rules that some record does not keep, the most broken first."""
    table, language = load_table("remedies"), words.language
    rows = [
        RuleRow(
            rule=rule,
            name=table[rule][f"name_{language}"],
            remedy=_sentence(table[rule][language]),
            severity=table[rule]["severity"],
            records=records,
            share=tally.share_valid(rule),
        )
        for rule, records in tally.records.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.records, row.rule)))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _pictures(section: Section, words: ReportWords) -> dict[str, Markup]:
    pictures = {}
    if section.tally.kept:
        pictures["completeness"] = _completeness_picture(section, words)
    if section.rules:
        pictures["validity"] = _validity_picture(section, words)
    if len(section.runs) > 1:
        pictures["trend"] = _trend_picture(section, words)
    return pictures


def _completeness_picture(section: Section, words: ReportWords) -> Markup:
    core, other = words.say("page.core_field"), words.say("page.other_field")
    rows = [
        plots.Bar(row.name, row.share, words.share(row.share), core if row.core else other)
        for row in section.fields
    ]
    drawn = plots.bars(
        f"{section.anchor} completeness",
        rows,
        axis=words.say("page.axis_filled"),
        told=words.say("page.plot_completeness", whose=section.tally.name),
        colours={core: plots.BRAND, other: plots.GREY},
    )
    return Markup(drawn)


def _validity_picture(section: Section, words: ReportWords) -> Markup:
    named = {kind: words.name_of("severities", kind) for kind in ("error", "warning")}
    rows = [
        plots.Bar(row.name, 1 - row.share, words.share(1 - row.share), named[row.severity])
        for row in section.rules[:_PLOTTED_RULES]
    ]
    drawn = plots.bars(
        f"{section.anchor} validity",
        rows,
        axis=words.say("page.axis_wrong"),
        told=words.say("page.plot_validity", whose=section.tally.name),
        colours={named["error"]: plots.RED, named["warning"]: plots.AMBER},
    )
    return Markup(drawn)


def _trend_picture(section: Section, words: ReportWords) -> Markup:
    lines = [
        plots.Line(words.say("page.flawless"), _over(section, "share_flawless")),
        plots.Line(words.say("page.core"), _over(section, "core")),
        plots.Line(words.say("page.rejected"), _over(section, "share_rejected")),
    ]
    moments = [words.stamp(at) for at, _ in section.runs]
    told = words.say("page.plot_trend", whose=section.tally.name)
    return Markup(plots.trend(f"{section.anchor} trend", moments, lines, told=told))


def _over(section: Section, name: str) -> tuple[float, ...]:
    return tuple(getattr(figures, name) for _, figures in section.runs)


def _libraries_picture(libraries: Sequence[Section], words: ReportWords) -> Markup | None:
    """The libraries with the fewest flawless records, where there is something to compare."""
    if len(libraries) < 2:
        return None
    shares = sorted(
        ((each.tally.figures.share_flawless, each.tally.name) for each in libraries),
    )
    rows = [plots.Bar(name, share, words.share(share)) for share, name in shares]
    told, axis = words.say("page.plot_libraries"), words.say("page.axis_flawless")
    return Markup(plots.bars("libraries", rows[:_PLOTTED_LIBRARIES], axis=axis, told=told))

"""The report of quality as one page of HTML: it stands alone, without script or other files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from catalogue.text import tidy
from normalize.profiles import load_table
from normalize.quality_summary import QualitySummary
from normalize.quality_tally import Run, Tally
from web.quality_report_pictures import libraries_picture, pictures_of
from web.quality_report_plots import need_matplotlib
from web.quality_report_sections import known_runs, section_of
from web.quality_report_words import report_words
from web.templating import HERE
from web.words import Language

_FIRST = 5


def render_quality_report(
    summary: QualitySummary, runs: Sequence[Run], *, language: Language, at: datetime
) -> str:
    """The page over what was counted; `runs` are the earlier ones and, last, that of `summary`.

    Raises SettingsError where plots cannot be made.
    """
    need_matplotlib()
    words = report_words(language)
    sources, libraries = (
        [
            section_of(f"{kind}-{number}", tally, known_runs(earlier, tally.name), words)
            for number, tally in enumerate(_by_name(tallies), start=1)
        ]
        for kind, tallies, earlier in (
            ("source", summary.sources, [(run.at, run.sources) for run in runs]),
            ("library", summary.libraries, [(run.at, run.libraries) for run in runs]),
        )
    )
    whole = section_of("whole", summary.whole, (), words)
    facts = {
        "names": {rule: row[f"name_{language}"] for rule, row in load_table("remedies").items()},
        "whole": whole,
        "sources": sources,
        "libraries": libraries,
        "pictures": {each.anchor: pictures_of(each, words) for each in sources},
        "libraries_picture": libraries_picture(libraries, words),
        "first": sorted(whole.rules, key=lambda row: -row.gravity)[:_FIRST],
    }
    template = _environment().get_template("quality_report.html")
    return template.render(words=words, say=words.say, at=at, lang=language, **facts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What records hold may be no text of HTML: control characters are none.
    environment.filters["tidy"] = tidy
    return environment


def _by_name(tallies: Mapping[str, Tally]) -> list[Tally]:
    return [tallies[name] for name in sorted(tallies, key=str.casefold)]

"""Which plots the report of quality shows of a source and of the libraries."""

from collections.abc import Sequence

from markupsafe import Markup

from web import quality_report_plots as plots
from web.quality_report_sections import Section
from web.quality_report_words import ReportWords

_PLOTTED_RULES = 15
_PLOTTED_LIBRARIES = 30


def pictures_of(section: Section, words: ReportWords) -> dict[str, Markup]:
    """The plots of a source by their names; none where there is nothing to show."""
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


def libraries_picture(libraries: Sequence[Section], words: ReportWords) -> Markup | None:
    """The libraries with the fewest flawless records, where there is something to compare."""
    if len(libraries) < 2:
        return None
    shares = sorted(
        ((each.tally.figures.share_flawless, each.tally.name) for each in libraries),
    )
    rows = [plots.Bar(name, share, words.share(share)) for share, name in shares]
    told, axis = words.say("page.plot_libraries"), words.say("page.axis_flawless")
    return Markup(plots.bars("libraries", rows[:_PLOTTED_LIBRARIES], axis=axis, told=told))

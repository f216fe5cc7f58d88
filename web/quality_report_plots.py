"""The plots of a report of quality, as SVG to stand inside a page.

matplotlib is needed for nothing else, so it is imported here when a plot is first made.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from catalogue.errors import SettingsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, GRID = "#14262b", "#4d5f66", "#c9d3d6"
BRAND, GREY, RED, AMBER = "#0b4f5c", "#6b7d84", "#9b1c1c", "#8a5a00"
LINES = ((BRAND, "-", "o"), (AMBER, "--", "s"), (RED, ":", "^"))
"""Lines differ by dash and mark too, not by colour alone."""

_WIDTH = 9.0
_UNNEEDED_ID = re.compile(r' id="(?:[a-zA-Z]+[A-Za-z0-9.]*_\d+)"')
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, its share from 0 to 1, how that is written, its kind."""

    label: str
    share: float
    written: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a trend: its name, and a share from 0 to 1 for each moment."""

    label: str
    shares: tuple[float, ...]


def need_matplotlib() -> None:
    """Raise SettingsError where plots cannot be made, with what to install."""
    try:
        import matplotlib as found
    except ModuleNotFoundError as problem:
        raise SettingsError(
            "matplotlib is not installed: install Spil with its report part (spil[report])"
            " to make reports with plots"
        ) from problem
    found.set_loglevel("WARNING")


def bars(
    name: str,
    rows: Sequence[Bar],
    *,
    axis: str,
    told: str,
    colours: Mapping[str, str] | None = None,
) -> str:
    """Horizontal bars, the first on top, coloured by kind; `told` is what a screen reader says."""
    figure, axes = _figure(0.75 + 0.27 * len(rows))
    places = range(len(rows), 0, -1)
    filled = [(colours or {}).get(row.kind, BRAND) for row in rows]
    axes.barh(places, [row.share for row in rows], color=filled, height=0.7)
    for place, row in zip(places, rows, strict=True):
        axes.annotate(
            row.written,
            (row.share, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=9,
        )
    axes.set_yticks(list(places), [row.label for row in rows])
    axes.set_ylim(0.4, len(rows) + 0.6)
    longest = max((row.share for row in rows), default=1.0) or 1.0
    axes.set_xlim(0, min(1.0, longest * 1.05) * 1.1)
    axes.set_xlabel(axis, color=QUIET)
    axes.xaxis.grid(visible=True, color=GRID, linewidth=0.6)
    _explain(axes, {kind: colour for kind, colour in (colours or {}).items() if _has(rows, kind)})
    return _svg(figure, name, told)


def trend(name: str, moments: Sequence[str], lines: Sequence[Line], *, told: str) -> str:
    """Lines over moments, with a legend; `told` is what a screen reader says."""
    figure, axes = _figure(3.2)
    for line, (colour, dash, mark) in zip(lines, LINES, strict=False):
        axes.plot(
            range(len(moments)),
            line.shares,
            color=colour,
            linestyle=dash,
            marker=mark,
            label=line.label,
        )
    axes.set_xticks(range(len(moments)), moments, rotation=30, ha="right")
    axes.set_ylim(-0.03, 1.05)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.yaxis.grid(visible=True, color=GRID, linewidth=0.6)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    return _svg(figure, name, told)


def _has(rows: Sequence[Bar], kind: str) -> bool:
    return any(row.kind == kind for row in rows)


def _explain(axes: "Axes", colours: Mapping[str, str]) -> None:
    """A legend beside the bars that says what each colour stands for."""
    from matplotlib.patches import Patch

    if colours:
        patches = [Patch(color=colour, label=kind) for kind, colour in colours.items()]
        axes.legend(handles=patches, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)


def _figure(height: float) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9, labelcolor=INK)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    return figure, axes


def _svg(figure: "Figure", name: str, told: str) -> str:
    """The figure as an element of HTML: no prolog, no id that another plot might have too."""
    from html import escape

    import matplotlib as found

    written = StringIO()
    # Text stays text, so that readers can enlarge, search and hear it.
    with found.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    svg = written.getvalue()
    svg = _METADATA.sub("", svg[svg.index("<svg") :])
    head, _, rest = svg.partition(">")
    head = re.sub(r' (?:width|height)="[^"]*"', "", head)
    label = escape(told, quote=True)
    return f'{head} role="img" aria-label="{label}">{_UNNEEDED_ID.sub("", rest)}'

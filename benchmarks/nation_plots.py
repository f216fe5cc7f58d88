"""Plots of a made-up country beside the known figures, as small SVGs.

Usage: python -m benchmarks.nation_plots COUNTRY --out docs/nation
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pyarrow.parquet as pq

from nation.measuring import Measure, measure
from nation.profile import load_profile

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "nation"
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["font.size"] = 8

from matplotlib import pyplot as plt  # noqa: E402 - after the choice of the back-end

MADE, KNOWN = "#1b6f8a", "#c9c9c9"


def main() -> None:
    """Draw every plot."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("country", type=Path)
    asked.add_argument("--out", type=Path, required=True)
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tables = load_profile(options.country / "profile.toml").tables
    measures = {each.name: each for each in measure(options.country, parts=8)}
    draw_clusters(options.country, tables, options.out / "clusters.svg")
    draw_pairs(measures, options.out / "pairs.svg")
    draw_isbns(measures, options.out / "isbn-missing.svg")
    draw_years(options.country, options.out / "years.svg")
    draw_phenomena(options.country, options.out / "phenomena.svg")


def draw_clusters(country: Path, tables: Mapping[str, Any], path: Path) -> None:
    """Manifestations by how many records describe them, on a logarithmic scale."""
    column = pq.read_table(country / "truth/manifestations.parquet", columns=["records"])
    sizes = Counter(column["records"].to_pylist())
    known = tables["clusters"]["sizes"][:12]
    made = [sizes[size] / sum(sizes.values()) for size in range(1, len(known) + 1)]
    names = [str(size) for size in range(1, len(known) + 1)]
    _bars(path, names, (made, known), "records of one manifestation", log=True)


def draw_pairs(measures: Mapping[str, Measure], path: Path) -> None:
    """What differs between two records of one manifestation."""
    rows = [each for name, each in measures.items() if name.startswith("pairs_")]
    names = [each.name.removeprefix("pairs_").replace("_", " ") for each in rows]
    values = [each.value for each in rows], [each.target or 0 for each in rows]
    _lying(path, names, values, "share of pairs of records of one manifestation")


def draw_isbns(measures: Mapping[str, Measure], path: Path) -> None:
    """Records without ISBN, by source."""
    rows = [each for name, each in measures.items() if name.startswith("isbn_missing_")]
    names = [each.name.removeprefix("isbn_missing_") for each in rows]
    values = [each.value for each in rows], [each.target or 0 for each in rows]
    _bars(path, names, values, "records without the ISBN that their manifestation has")


def draw_years(country: Path, path: Path) -> None:
    """Manifestations by decade."""
    column = pq.read_table(country / "truth/manifestations.parquet", columns=["year"])
    decades = Counter(year // 10 * 10 for year in column["year"].to_pylist())
    total = sum(decades.values())
    names = [str(decade) for decade in sorted(decades)]
    _bars(path, names, ([decades[int(name)] / total for name in names],), "year of publication")


def draw_phenomena(country: Path, path: Path) -> None:
    """How many records have each phenomenon."""
    column = pq.read_table(country / "truth/records.parquet", columns=["phenomena"])
    rows = column["phenomena"].to_pylist()
    found = Counter(name for row in rows for name in row if name != "described")
    names = [name for name, _ in found.most_common()][::-1]
    values = ([found[name] / len(rows) for name in names],)
    _lying(path, [name.replace("_", " ") for name in names], values, "share of all records")


def _bars(
    path: Path,
    names: list[str],
    values: tuple[Sequence[float], ...],
    label: str,
    *,
    log: bool = False,
) -> None:
    figure, axes = plt.subplots(figsize=(4.6, 2.4))
    width = 0.8 / len(values)
    for place, (row, colour, name) in enumerate(
        zip(values, (MADE, KNOWN), ("made", "known"), strict=False)
    ):
        axes.bar(
            [at + place * width for at in range(len(names))], row, width, color=colour, label=name
        )
    axes.set_xticks([at + 0.4 - width / 2 for at in range(len(names))], names)
    axes.set_xlabel(label)
    if log:
        axes.set_yscale("log")
    _save(figure, axes, path, legend=len(values) > 1)


def _lying(path: Path, names: list[str], values: tuple[Sequence[float], ...], label: str) -> None:
    figure, axes = plt.subplots(figsize=(4.8, 0.6 + 0.16 * len(names) * len(values)))
    height = 0.8 / len(values)
    for place, (row, colour, name) in enumerate(
        zip(values, (MADE, KNOWN), ("made", "known"), strict=False)
    ):
        axes.barh(
            [at + place * height for at in range(len(names))], row, height, color=colour, label=name
        )
    axes.set_yticks([at + 0.4 - height / 2 for at in range(len(names))], names)
    axes.set_xlabel(label)
    _save(figure, axes, path, legend=len(values) > 1)


def _save(figure: Any, axes: Any, path: Path, *, legend: bool) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if legend:
        axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    main()

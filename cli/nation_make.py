"""`spil nation make` and `spil nation truth`: a made-up country, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import SettingsError
from cli.console import DryRunOption, JsonOption, foreseen, note, say

if TYPE_CHECKING:
    from nation.make import PartDone
    from nation.measuring import Measure

RECORD_BYTES = 820
"""What a record takes on average in sources/, copies included."""

SHOWN = 12
"""Rows of a table of counts that are shown to people; `--json` has all."""


def make_country(  # noqa: PLR0913 - each is an option that people name
    seed: Annotated[int, typer.Option(help="The same seed makes the same country.")],
    records: Annotated[int, typer.Option(min=1, help="Bibliographic records of all sources.")],
    out: Annotated[Path, typer.Option(help="A new folder, or one with an earlier country.")],
    days: Annotated[
        int, typer.Option(min=0, max=60, help="Days of copies, events and deltas; 0 is books only.")
    ] = 3,
    processes: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each core.")] = 0,
    profile: Annotated[
        Path | None, typer.Option(help="Shares and error rates; without it ours.")
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make a country: records by source, copies, events, and the truth about them all.

    Sizes by records: 5,000 takes seconds, 100,000 a minute, 1,000,000 some minutes; memory stays
    flat. The folder gets sources/, holdings/, events/, network/, days/, truth/ and manifest.json.

    Examples: spil nation make --seed 7 --records 5000 --out nation; spil nation make --seed 7
    --records 100000 --out nation --days 0 --processes 2
    """
    with foreseen(), _with_words():
        from nation.make import Order, TooPoor, make
        from nation.profile import DEFAULT, WrongProfile

        order = Order(seed, records, out, days, profile or DEFAULT)
        if dry_run:
            say(_would(out, records), as_json=as_json)
            return
        try:
            done = make(order, processes=processes or None, told=_told)
        except (TooPoor, WrongProfile, FileExistsError) as problem:
            raise SettingsError(str(problem)) from problem
        say({"out": str(out), **_total(done)}, as_json=as_json)


def _would(out: Path, records: int) -> dict[str, str | int | bool]:
    """What making would do."""
    replaced = out.exists() and any(out.iterdir())
    return {"out": str(out), "replaces_a_country": replaced, "bytes": records * RECORD_BYTES}


def _total(done: list[PartDone]) -> dict[str, float]:
    names = ("records", "manifestations", "copies", "size", "cpu")
    total = {name: sum(asdict(part)[name] for part in done) for name in names}
    return total | {"cpu": round(total["cpu"], 1)}


def truth(
    folder: Annotated[Path, typer.Argument(help="The made-up country.")],
    parts: Annotated[int, typer.Option(min=0, help="Measure the first parts only; 0 is all.")] = 8,
    as_json: JsonOption = False,
) -> None:
    """Print what a made country holds, and its figures beside those it aims at.

    A part has 12,500 records; measures of the first hundred thousand say enough of a big country.

    Examples: spil nation truth nation; spil nation truth nation --json
    """
    with foreseen(), _with_words():
        if not (folder / "manifest.json").exists():
            raise SettingsError(f"{folder} holds no made country; see `spil nation make`")
        from nation.measuring import counts, measure

        counted = counts(folder)
        measures = measure(folder, parts=parts or None)
        data = {"counts": counted, "measures": [each.row() for each in measures]}
        say(data, as_json=as_json, text=_text(counted, measures))


@contextmanager
def _with_words() -> Iterator[None]:
    """What is inside imports the words and names that a country is made of; serving needs none."""
    try:
        yield
    except ModuleNotFoundError as problem:
        raise SettingsError(
            f"a country is made with the extra `nation`, and {problem.name} is missing: "
            "install it with pip install 'spil[nation]'"
        ) from problem


def _told(done: PartDone) -> None:
    note(f"part {done.part}: {done.records:,} records, {done.manifestations:,} manifestations")


def _text(counted: dict[str, dict[str, int]], measures: list[Measure]) -> str:
    lines = []
    for name, rows in counted.items():
        lines.append(f"{name}: {len(rows)}, in all {sum(rows.values()):,}")
        lines += [f"  {kind:<40}{number:>10,}" for kind, number in list(rows.items())[:SHOWN]]
    lines.append(f"{'measure':<34}{'value':>9}{'target':>9}{'of':>12}")
    lines += [_line(each) for each in measures]
    return "\n".join(lines)


def _line(each: Measure) -> str:
    target = "" if each.target is None else f"{each.target:.4f}"
    sign = "" if each.target is None else "  yes" if each.met else "  no"
    return f"{each.name:<34}{each.value:>9.4f}{target:>9}{each.of:>12,}{sign}"

"""`spil source succeed`: one source takes over the records of another, ids and all."""

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from catalogue.errors import SourceError
from catalogue.settings import Settings
from catalogue.succession import Pair, preview, undo
from catalogue.succession import succeed as succeed_now
from cli.console import DryRunOption, JsonOption, say
from cli.pipeline import open_desk


def succeed(  # noqa: PLR0913 - each is an option that people name
    old: Annotated[str, typer.Argument(help="The source that ends.")],
    new: Annotated[str, typer.Argument(help="The source that takes over.")],
    concordance: Annotated[
        Path | None,
        typer.Option(help="CSV with the old number and the new one on each line."),
    ] = None,
    undo_it: Annotated[bool, typer.Option("--undo", help="Move everything back.")] = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Move ids and judgements of a source to its successor, record by record.

    While both deliver, the two copies of a record count as one. Numbers that the new source does
    not deliver yet follow when it does. `spil run` afterwards.

    Examples: `spil source succeed ggc obcp --concordance ppn.csv --dry-run`,
    `spil source succeed ggc obcp --undo`.
    """
    if undo_it == bool(concordance):
        raise typer.BadParameter("give either --concordance FILE or --undo")
    if undo_it and dry_run:
        raise typer.BadParameter("--undo has no dry run; it moves back what was moved")
    with open_desk(Settings()) as desk:
        if concordance is None:
            counts = undo(desk.connection, old, new)
        else:
            act = preview if dry_run else succeed_now
            counts = act(desk.connection, old, new, read_concordance(concordance))
        say({"old": old, "new": new, **asdict(counts), "dry_run": dry_run}, as_json=as_json)


def read_concordance(path: Path) -> list[Pair]:
    """The pairs of a concordance; raises SourceError naming the line that is not right."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise SourceError(f"{path} cannot be read: {problem}") from problem
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    pairs: dict[str, str] = {}
    for line, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), start=1):
        if not any(row) or (line == 1 and not any(c.isdigit() for c in "".join(row))):
            continue
        values = [value.strip() for value in row]
        if len(values) != 2 or not all(values):
            raise SourceError(f"{path}, line {line}: needs an old number and a new one")
        if pairs.setdefault(values[0], values[1]) != values[1]:
            raise SourceError(f"{path}, line {line}: {values[0]} has two new numbers")
    return list(pairs.items())

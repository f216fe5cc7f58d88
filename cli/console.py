"""How the command speaks: data on stdout, the rest on stderr, one summary line a step."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from catalogue.errors import SpilError

Element = TypeVar("Element")

JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
]

stdout = Console(highlight=False, soft_wrap=True)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def say(data: Mapping[str, Any] | list[Any], *, as_json: bool, text: str = "") -> None:
    """Put an answer on stdout: as one JSON document, or `text` for people."""
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
    else:
        stdout.print(text or _as_text(data), markup=False)


def _as_text(data: Mapping[str, Any] | list[Any]) -> str:
    if isinstance(data, Mapping):
        return "  ".join(f"{name} {value}" for name, value in data.items())
    return "\n".join(_as_text(row) if isinstance(row, Mapping) else str(row) for row in data)


def note(text: str) -> None:
    """Tell a person something on stderr."""
    stderr.print(text, markup=False)


def progress(
    things: Iterable[Element], label: str, *, total: int | None = None
) -> Iterator[Element]:
    """Pass `things` on, with a progress bar on stderr when that is a terminal."""
    if not stderr.is_terminal:
        yield from things
        return
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True) as bar:
        yield from bar.track(things, total=total)


@contextmanager
def foreseen() -> Iterator[None]:
    """End with exit code 1 and one sentence on a foreseen failure."""
    try:
        yield
    except SpilError as problem:
        note(f"spil: {problem}")
        raise typer.Exit(1) from problem
    except KeyboardInterrupt as stop:
        note("spil: stopped; the next run continues where this one ended")
        raise typer.Exit(130) from stop

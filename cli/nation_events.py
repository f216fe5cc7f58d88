"""`spil nation events`: the messages of a made-up country, to a service or to stdout."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from catalogue.errors import ServiceError
from cli.console import foreseen, note
from nation.pusher import (
    Pace,
    Position,
    PushStopped,
    Send,
    event_files,
    http_sender,
    keep_position,
    push,
    read_position,
)

KEY = "SPIL_NATION_KEY"
"""Where the key of the library systems is read: it stands on no command line."""

TELL_EVERY = 25
"""Batches between two lines of progress: some five seconds."""


def events(  # noqa: PLR0913 - each is an option that people name
    folder: Annotated[Path, typer.Argument(help="The made-up country.")],
    rate: Annotated[float, typer.Option(min=0.1, help="Messages a second.")] = 100,
    to: Annotated[
        str | None, typer.Option(help="Where: http://127.0.0.1:8000/v1/item-events.")
    ] = None,
    most: Annotated[int, typer.Option(min=0, help="Stop after so many; 0 is all.")] = 0,
    system: Annotated[str, typer.Option(help="Only those of one library system.")] = "",
    position: Annotated[
        Path | None, typer.Option(help="File that keeps how far it came; with --to in the country.")
    ] = None,
    anywhere: Annotated[
        bool, typer.Option("--anywhere", help="Allow a service on another machine.")
    ] = False,
) -> None:
    """Send a country's item events in the order of arrival, at a chosen rate.

    Without --to they go to stdout, one JSON object a line. With --to they are posted in batches as
    NDJSON with the key in SPIL_NATION_KEY (role library_system, whole network). A run that was
    stopped goes on where it ended; a batch may then come twice, which changes nothing.

    Examples: spil nation events nation --rate 1000 --most 10; spil nation events nation --rate 100
    --to http://127.0.0.1:8000/v1/item-events
    """
    with foreseen():
        try:
            pace = Pace(rate=rate, most=most, system=system)
            send = _sender(to, anywhere=anywhere)
            kept = position or (folder / "events/position.json" if to else None)
            start = read_position(kept) if kept else Position()
            _run(event_files(folder), pace, send, start=start, kept=kept)
        except PushStopped as problem:
            raise ServiceError(str(problem)) from problem


def _run(
    files: Sequence[Path], pace: Pace, send: Send, *, start: Position, kept: Path | None
) -> None:
    sent, told = 0, ""
    for batch, (position, progress) in enumerate(push(files, pace, send, start=start), start=1):
        if kept:
            keep_position(kept, position)
        sent = progress.sent
        told = f"{sent:,} events, {progress.a_second:,.0f} a second, {progress.file}"
        if batch % TELL_EVERY == 0:
            note(told)
    note(told if sent else "nothing to send: all was sent before")


def _sender(to: str | None, *, anywhere: bool) -> Send:
    if to is None:
        return _to_stdout
    key = os.environ.get(KEY, "")
    if not key:
        raise PushStopped(f"no key in {KEY}; make one with `spil keys create`")
    return http_sender(to, key, anywhere=anywhere)


def _to_stdout(lines: Sequence[bytes]) -> None:
    try:
        sys.stdout.buffer.write(b"".join(lines))
        sys.stdout.buffer.flush()
    except BrokenPipeError as gone:
        # Who read has enough (`| head`); Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from gone

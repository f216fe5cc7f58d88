"""`spil nation serve`: the sources of a made-up country over OAI-PMH, and drop folders."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from catalogue.errors import ServiceError, SettingsError
from cli.console import JsonOption, foreseen, note, say

if TYPE_CHECKING:
    from nation.serving import Order, Serving

PORT = 8490


def serve(  # noqa: PLR0913 - each is an option that people name
    folder: Annotated[Path, typer.Argument(help="The made-up country.")],
    day: Annotated[int, typer.Option(min=1, help="The country as it stands after this day.")] = 1,
    port: Annotated[int, typer.Option(min=0, help="Port on loopback; 0 takes a free one.")] = PORT,
    page_size: Annotated[int, typer.Option(min=1, help="Records on a page of a list.")] = 200,
    faults: Annotated[
        Path | None, typer.Option(help="TOML file: what goes wrong at which source.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0, help="Stop after so long; 0: never.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Serve the sources of a made country: national ones over OAI-PMH, others as drop folders.

    Writes sources.toml in the country's folder, which `spil harvest` takes as it is with
    SPIL_SOURCES_FILE. Served again with --day 2, a second harvest finds what that day brought. The
    first time each source is indexed, in serve/. Ends with Ctrl-C.

    Examples: spil nation serve nation; spil nation serve nation --day 2 --port 0 --seconds 60
    """
    with foreseen():
        from nation.delivered import BrokenFile
        from nation.rehearsal import WrongRehearsal, load_ways
        from nation.serving import NoCountry, Order, PortTaken, oai_sources
        from nation.source_index import TwoOfANumber

        try:
            ways = load_ways(faults, oai_sources()) if faults else {}
            order = Order(folder, day, port, page_size, ways)
            _serve(order, seconds, as_json=as_json)
        except (NoCountry, WrongRehearsal, BrokenFile, TwoOfANumber) as problem:
            raise SettingsError(str(problem)) from problem
        except PortTaken as problem:
            raise ServiceError(str(problem)) from problem
        except OSError as problem:
            raise ServiceError(f"{folder} cannot be served: {problem}; mend it") from problem


def _serve(order: Order, seconds: float, *, as_json: bool) -> None:
    from nation.serving import serve_country

    with serve_country(order) as serving:
        say(_told(order, serving), as_json=as_json, text=_text(order, serving))
        sys.stdout.flush()
        _wait(seconds)
    note("stopped serving")


def _wait(seconds: float) -> None:
    """Until so many seconds have passed, Ctrl-C, or the process is told to end."""
    stopped = Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        with suppress(KeyboardInterrupt):
            stopped.wait(seconds or None)
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(order: Order, serving: Serving) -> dict[str, object]:
    return {
        "day": order.day,
        "sources_file": str(serving.sources_file),
        "sources": [asdict(each) for each in serving.sources],
    }


def _text(order: Order, serving: Serving) -> str:
    lines = [f"{each.name:<8}{each.records:>10,}  {each.address}" for each in serving.sources]
    lines.append(f"day {order.day}; SPIL_SOURCES_FILE={serving.sources_file} (stop with Ctrl-C)")
    return "\n".join(lines)

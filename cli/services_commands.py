"""`spil services`: the embedded servers for development, tests and the demo."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, note, say
from cli.services import (
    NAMES,
    services_status,
    start_services,
    stop_services,
)

app = typer.Typer(
    help="The embedded PostgreSQL and Elasticsearch of SPIL_HOME.", no_args_is_help=True
)


class Server(StrEnum):
    """The servers by name."""

    DATABASE = "database"
    SEARCH = "search"


OnlyOption = Annotated[Server | None, typer.Option("--only", help="This server and no other.")]


@app.command()
def up(only: OnlyOption = None, dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Start the embedded servers and wait until they answer.

    A server that runs is left alone, and one that settings replace (SPIL_DATABASE__URL,
    SPIL_SEARCH__URL) is not started. The first time the search server is fetched and built, which
    takes a minute.

    Examples: spil services up; spil services up --only database
    """
    with foreseen():
        settings = Settings()
        wanted = _wanted(settings, only)
        stopped = [
            one.name
            for one in services_status(settings.home)
            if one.name in wanted and not one.running
        ]
        if stopped and not dry_run:
            note(f"starting {' and '.join(stopped)} (logs in {settings.home / 'logs'}) ...")
        # One that runs may be starting still: both are waited for.
        for name in [] if dry_run else _grouped(wanted):
            start_services(
                settings.home,
                user=settings.service_user,
                java_home=settings.java_home,
                heap_mb=settings.search.heap_mb,
                only=name,
            )
        _tell(settings, "would start" if dry_run else "started", stopped, as_json=as_json)


@app.command()
def down(
    only: OnlyOption = None, dry_run: DryRunOption = False, as_json: JsonOption = False
) -> None:
    """Stop the embedded servers; their data stay.

    Examples: spil services down; spil services down --only search
    """
    with foreseen():
        settings = Settings()
        stopped = [
            one.name
            for one in services_status(settings.home)
            if one.running and only in (None, one.name)
        ]
        if stopped and not dry_run:
            stop_services(settings.home, only=only)
        _tell(settings, "would stop" if dry_run else "stopped", stopped, as_json=as_json)


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say which embedded servers run, as which process and on which port.

    Exit code 0 either way.

    Example: spil services status --json
    """
    with foreseen():
        _tell(Settings(), "", [], as_json=as_json)


def _wanted(settings: Settings, only: Server | None) -> list[str]:
    """The servers to start: those asked for that no setting replaces."""
    replaced = {
        Server.DATABASE: settings.database.url is not None,
        Server.SEARCH: settings.search.url is not None,
    }
    for server, elsewhere in replaced.items():
        if elsewhere and only in (None, server):
            note(f"{server}: a setting names a server elsewhere, so none is started here")
    return [name for name in NAMES if not replaced[Server(name)] and only in (None, name)]


def _grouped(names: list[str]) -> list[str | None]:
    """What to hand to `start_services`: both at once as nothing, else the one."""
    return [None] if names == list(NAMES) else list(names)


def _tell(settings: Settings, verb: str, names: list[str], *, as_json: bool) -> None:
    found = services_status(settings.home)
    did = f"{verb} {' and '.join(names)}" if names else "nothing to do" if verb else ""
    rows = [
        f"{one.name}: runs as process {one.pid} on port {one.port}, log {one.log}"
        if one.running
        else f"{one.name}: does not run"
        for one in found
    ]
    changed = {"changed": names} if verb else {}
    say(
        changed | {"home": settings.home, "servers": [asdict(one) for one in found]},
        as_json=as_json,
        text="\n".join([*([did] if did else []), *rows]),
    )

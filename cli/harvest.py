"""`spil harvest`: everything that is due, from every source, whoever fails."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, say
from cli.harvesting import due_sources, harvest_plan, harvest_sources
from cli.pipeline import Desk, open_desk, tell
from ingest.rhythm import BEGINNING
from ingest.sources import Source

SourcesArgument = Annotated[
    list[str] | None, typer.Argument(help="Sources by name; none: every source that is due.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="A source by name; may be given again.")
]
FromOption = Annotated[
    datetime | None,
    typer.Option("--from", "--since", help="Reach back to this moment once more (UTC)."),
]
FullOption = Annotated[
    bool, typer.Option("--full", help="Harvest everything once more, from the beginning.")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Every source, also those that are not due yet.")
]


def harvest(  # noqa: PLR0913 - each is an option that people name
    sources: SourcesArgument = None,
    source: SourceOption = None,
    since: FromOption = None,
    full: FullOption = False,
    take_all: AllOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Land what changed at each source since its last harvest, byte for byte.

    Takes the sources whose `every_hours` have passed; those that are named are always taken. One
    that fails is told in a sentence and keeps no other waiting; then the exit code is 1. A harvest
    that was killed continues with the page it was at; a second one finds nothing to do.

    Examples: `spil harvest`, `spil harvest --source nbd --from 2026-11-01`, `spil harvest --all`,
    `spil harvest ggc --full`.
    """
    names = [*(sources or ()), *(source or ())]
    if full and since:
        raise typer.BadParameter("--full reaches back to the beginning; leave out --from")
    since = since.replace(tzinfo=UTC) if since else BEGINNING if full else None
    now = datetime.now(UTC)
    with open_desk(Settings()) as desk:
        chosen = chosen_sources(desk, names, take_all=take_all or bool(since), now=now)
        if dry_run:
            rows = harvest_plan(desk.connection, chosen, now)
            say(rows, as_json=as_json, text="" if rows else "no source is due; see --all")
            return
        landing = desk.settings.landing
        done = harvest_sources(desk.connection, chosen, landing, now=now, since=since)
        tell([done], as_json=as_json)


def chosen_sources(
    desk: Desk, names: list[str], *, take_all: bool, now: datetime
) -> tuple[Source, ...]:
    """The sources that are named, else every source that is due; raises SourceError."""
    if names:
        return tuple(desk.sources.named(name) for name in dict.fromkeys(names))
    every = tuple(desk.sources.sources.values())
    return every if take_all else due_sources(desk.connection, every, now)

"""`spil source`: which sources there are, and what came from each."""

from typing import Any

import typer

from catalogue.journal import LandedSource, SqlJournal
from catalogue.settings import Settings
from cli.console import JsonOption, say
from cli.pipeline import Desk, open_desk
from ingest.known_sources import known_source
from ingest.sources import Source

app = typer.Typer(help="The sources of descriptions.", no_args_is_help=True)


@app.callback()
def _source() -> None:
    """The sources of descriptions."""


@app.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """List the sources and those of files handed over: how they are read, and what came.

    Examples: spil source list; spil source list --json
    """
    with open_desk(Settings()) as desk:
        rows = source_rows(desk)
        text = "\n".join(_line(row) for row in rows)
        say(rows, as_json=as_json, text=text or "no sources yet; name them in sources.toml")


def source_rows(desk: Desk) -> list[dict[str, Any]]:
    """One row a source, in the order of their names."""
    journal = SqlJournal(desk.connection)
    landed = {each.source: each for each in journal.landed()}
    names = sorted({*desk.sources.sources, *landed})
    return [
        _row(known_source(desk.sources, journal, name), landed.get(name, LandedSource(name)))
        for name in names
    ]


def _row(source: Source, landed: LandedSource) -> dict[str, Any]:
    return {
        "source": source.name,
        "kind": source.kind,
        "dialect": source.dialect,
        "rank": source.rank,
        "national": source.national,
        "from": source.address or source.path,
        "pages": landed.pages,
        "records": landed.records,
        "pages_waiting": landed.waiting,
        "rejected": landed.rejected,
        "last_landed": landed.last.isoformat() if landed.last else None,
    }


def _line(row: dict[str, Any]) -> str:
    came = f"pages {row['pages']}, records {row['records']:,}, rejected {row['rejected']}"
    waits = f", pages waiting {row['pages_waiting']}" if row["pages_waiting"] else ""
    last = f", last {row['last_landed'][:16]}" if row["last_landed"] else ""
    how = f"{row['source']:<24} {row['kind']:<5} {row['dialect']:<14}"
    return f"{how} {came}{waits}{last}  {row['from']}"

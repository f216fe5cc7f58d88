"""`spil db`: the schema of the database."""

import typer

from catalogue.database import SCHEMA, address_of, connect, schema_version, upgrade
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, say
from cli.embedded_store import database_url

app = typer.Typer(help="The schema of the database.", no_args_is_help=True)


def store_url(settings: Settings) -> str:
    """The address of the database: as set, else that of the embedded server of this home."""
    if settings.database.url is not None:
        return settings.database.url.get_secret_value()
    return database_url(settings.home)


@app.command("upgrade")
def upgrade_schema(dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Bring the database to the schema of this program.

    Run it once after every new release, before anything else starts. A second run finds nothing to
    do. Take a backup first: there is no way back but `spil restore`.

    Example: spil db upgrade
    """
    with foreseen():
        url = store_url(Settings())
        before = _found(url)
        if not dry_run and before != SCHEMA:
            upgrade(url)
        say(
            {"database": address_of(url), "before": before, "schema": SCHEMA, "dry_run": dry_run},
            as_json=as_json,
            text=_sentence(address_of(url), before, dry_run=dry_run),
        )


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say which schema the database has and which one this program needs.

    Exit code 1 where they differ.

    Example: spil db status --json
    """
    with foreseen():
        url = store_url(Settings())
        found = _found(url)
        say(
            {"database": address_of(url), "schema": found, "needed": SCHEMA},
            as_json=as_json,
            text=f"database {address_of(url)}: schema {found or 'none'}, needed {SCHEMA}"
            + ("" if found == SCHEMA else "; run `spil db upgrade`"),
        )
    if found != SCHEMA:
        raise typer.Exit(1)


def _found(url: str) -> str | None:
    with connect(url) as connection:
        return schema_version(connection)


def _sentence(address: str, before: str | None, *, dry_run: bool) -> str:
    if before == SCHEMA:
        return f"database {address}: schema {SCHEMA} already, nothing to do"
    verb = "would go" if dry_run else "went"
    return f"database {address}: {verb} from schema {before or 'none'} to {SCHEMA}"

"""`spil`: the one command, assembled from its groups."""

import platform
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError

from catalogue.errors import SettingsError
from catalogue.logs import set_up_logs
from catalogue.settings import Settings
from cli.console import foreseen
from cli.late_commands import late_group
from normalize.accelerated import standing

_PLACES = {
    "demo": "cli.demo:demo",
    "harvest": "cli.harvest:harvest",
    "ingest": "cli.pipeline:ingest",
    "save": "cli.pipeline:save",
    "match": "cli.pipeline:match",
    "merge": "cli.pipeline:merge",
    "link": "cli.pipeline:link",
    "run": "cli.pipeline:run",
    "normalize": "cli.normalize:normalize",
    "check": "cli.check:check",
    "formats": "cli.normalize:formats",
    "search": "cli.search_index:search",
    "explain": "cli.explaining:explain",
    "backup": "cli.backup:backup",
    "restore": "cli.backup:restore",
    "serve": "cli.serve:serve",
    "services": "cli.services_commands:app",
    "db": "cli.database:app",
    "rejected": "cli.rejected:app",
    "index": "cli.search_index:app",
    "holdings": "cli.holdings:app",
    "lending": "cli.lending:app",
    "source": "cli.source_commands:app",
    "reconcile": "cli.reconcile:app",
    "lab": "cli.lab:app",
    "keys": "cli.keys:app",
    "nation": "cli.nation:app",
}
"""Where each command stands; it is imported when it is asked for."""

app = typer.Typer(
    name="spil",
    cls=late_group(_PLACES),
    help="The metadata platform of a national network of public libraries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        read_by = f"Python {platform.python_version()}, accelerator {standing()}"
        typer.echo(f"spil {version('spil')}, {read_by}")
        raise typer.Exit


@app.callback()
def _prepare(
    _: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_tell_version,
            is_eager=True,
            help="Say which version this is, and whether the accelerator is in use.",
        ),
    ] = False,
) -> None:
    """The metadata platform of a national network of public libraries."""
    with foreseen():
        settings = _good_settings()
    set_up_logs(as_json=settings.log_json, quiet=not settings.log_json)


def _good_settings() -> Settings:
    """The settings, read before any command does; raises SettingsError naming the wrong one."""
    try:
        return Settings()
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"setting SPIL_{name} is not right ({first['msg']}); see docs/settings.md"
        ) from problem


def main() -> None:
    """Run the command."""
    app()

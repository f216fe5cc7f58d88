"""`spil`: the one command, assembled from its groups."""

import platform
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError

from catalogue.errors import SettingsError
from catalogue.logs import set_up_logs
from catalogue.settings import Settings
from cli import (
    database,
    holdings,
    keys,
    lab,
    lending,
    nation,
    pipeline,
    reconcile,
    rejected,
    search_index,
    services_commands,
    sources,
)
from cli.backup import backup, restore
from cli.check import check
from cli.console import foreseen
from cli.demo import demo
from cli.explaining import explain
from cli.harvest import harvest
from cli.normalize import formats, normalize
from cli.serve import serve
from cli.source_report import report
from cli.succession import succeed
from normalize.accelerated import standing

app = typer.Typer(
    name="spil",
    help="The metadata platform of a national network of public libraries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


for command in (
    demo,
    harvest,
    *pipeline.COMMANDS,
    normalize,
    check,
    formats,
    search_index.search,
    explain,
    backup,
    restore,
    serve,
):
    app.command()(command)

for of_sources in (report, succeed):
    sources.app.command()(of_sources)

for name, group in (
    ("services", services_commands.app),
    ("db", database.app),
    ("rejected", rejected.app),
    ("index", search_index.app),
    ("holdings", holdings.app),
    ("lending", lending.app),
    ("source", sources.app),
    ("reconcile", reconcile.app),
    ("lab", lab.app),
    ("keys", keys.app),
    ("nation", nation.app),
):
    app.add_typer(group, name=name)


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

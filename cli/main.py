"""`spil`: the one command, assembled from its groups."""

import typer

from cli import services_commands
from cli.normalize import check, formats, normalize

app = typer.Typer(
    name="spil",
    help="The metadata platform of a national network of public libraries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


for command in (normalize, check, formats):
    app.command()(command)


app.add_typer(services_commands.app, name="services")


@app.callback()
def _groups() -> None:
    """The metadata platform of a national network of public libraries."""


def main() -> None:
    """Run the command."""
    app()

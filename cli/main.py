"""`spil`: the one command, assembled from its groups."""

import typer

app = typer.Typer(
    name="spil",
    help="The metadata platform of a national network of public libraries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _groups() -> None:
    """The metadata platform of a national network of public libraries."""


def main() -> None:
    """Run the command."""
    app()

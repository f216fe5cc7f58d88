"""`spil nation`: a made-up country of libraries, to try and to measure with."""

import typer

from cli.nation_events import events
from cli.nation_make import make_country, truth
from cli.nation_serve import serve

app = typer.Typer(
    help="A made-up country of libraries, records and copies, with the truth known.",
    no_args_is_help=True,
)

app.command("make")(make_country)
app.command()(truth)
app.command()(events)
app.command()(serve)


@app.callback()
def _nation() -> None:
    """A made-up country of libraries, records and copies, with the truth known."""

"""`spil source`: the sources, their report, and the succession of one by another."""

from cli.source_report import report
from cli.sources import app
from cli.succession import succeed

__all__ = ["app"]

for command in (report, succeed):
    app.command()(command)

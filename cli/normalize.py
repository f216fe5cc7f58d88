"""`spil normalize`, `spil formats`: files into our model, without a store."""

import time
from typing import Annotated

import typer

from cli.console import JsonOption, foreseen, note, progress, say
from cli.dialects import described, line_of, summary
from cli.reading_files import DialectOption, FilesArgument, SourceOption, outcomes
from cli.writing import Output, Target, left_out
from normalize.profiles import dialects, load_profile


def normalize(
    files: FilesArgument,
    dialect: DialectOption = "",
    source: SourceOption = "",
    to: Annotated[Target, typer.Option(help="Form of the output.")] = Target.JSON,
    base_uri: Annotated[
        str, typer.Option(help="Base of the addresses in linked data.")
    ] = "http://127.0.0.1:8490",
) -> None:
    """Print each record of FILES in our model, a line each; rejected ones go to stderr.

    With `--to` in another form: `marc` is ISO 2709, `pica` and `plain` are PICA+ without and with
    lines, `dc` is Dublin Core, `jsonld` and `turtle` are schema.org, `bibframe` is Turtle. What a
    form leaves out, `spil formats --left-out` lists; our PICA+ is read back by
    `--dialect spil_pica`.

    Examples: `spil normalize titles.mrc`, `spil normalize --to marcxml ggc.pica --dialect ggc`,
    `spil normalize --to isbd titles.mrc`.
    """
    started = time.monotonic()
    output = Output(to, base_uri)
    with foreseen():
        for file in files:
            for outcome in progress(outcomes(file, dialect, source), f"normalize {file}"):
                output.put(outcome)
        output.close()
    kept, rejected = output.counts["Normalized"], output.counts["Rejected"]
    seconds = time.monotonic() - started
    note(f"normalize: read {kept + rejected}, kept {kept}, rejected {rejected}, {seconds:.1f} s")


def formats(
    dialect: Annotated[
        str, typer.Argument(help="Show the rules of this dialect, or what this form leaves out.")
    ] = "",
    without: Annotated[
        bool, typer.Option("--left-out", help="List what the forms that we write leave out.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the dialects that can be read, or the rules of one; or what written forms leave out.

    Examples: `spil formats`, `spil formats ggc`, `spil formats --left-out`,
    `spil formats marc --left-out`.
    """
    with foreseen():
        if without:
            rows = left_out(dialect)
        else:
            rows = described(load_profile(dialect)) if dialect else [summary(d) for d in dialects()]
    say(rows, as_json=as_json, text="\n".join(line_of(row) for row in rows))

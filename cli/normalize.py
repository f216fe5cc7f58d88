"""`spil normalize`, `spil formats`: files into our model, without a store."""

import json
import sys
import time
from collections import Counter
from enum import StrEnum
from typing import Annotated

import typer

from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.model import Manifestation
from catalogue.outcomes import Normalized, Rejected
from cli.console import JsonOption, foreseen, note, progress, say
from cli.dialects import described, line_of, summary
from cli.reading_files import DialectOption, FilesArgument, Outcome, SourceOption, outcomes
from normalize.linked_data import to_json_ld, to_turtle
from normalize.profiles import dialects, load_profile
from normalize.write_marc21 import NAMESPACE, to_marcxml


class Target(StrEnum):
    """The form in which normalized records are printed."""

    JSON = "json"
    MARCXML = "marcxml"
    JSONLD = "jsonld"
    TURTLE = "turtle"


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

    Examples: `spil normalize titles.mrc`, `spil normalize --to marcxml ggc.pica --dialect ggc`.
    """
    counts: Counter[str] = Counter()
    started = time.monotonic()
    with foreseen():
        if to is Target.MARCXML:
            sys.stdout.write(f'<collection xmlns="{NAMESPACE}">\n')
        for file in files:
            for outcome in progress(outcomes(file, dialect, source), f"normalize {file}"):
                counts[type(outcome).__name__] += 1
                _print(outcome, to, base_uri)
        if to is Target.MARCXML:
            sys.stdout.write("</collection>\n")
    kept, rejected = counts["Normalized"], counts["Rejected"]
    seconds = time.monotonic() - started
    note(f"normalize: read {kept + rejected}, kept {kept}, rejected {rejected}, {seconds:.1f} s")


def formats(
    dialect: Annotated[str, typer.Argument(help="Show the rules of this dialect.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the dialects that can be read, or the rules of one.

    Examples: `spil formats`, `spil formats ggc`.
    """
    with foreseen():
        rows = described(load_profile(dialect)) if dialect else [summary(d) for d in dialects()]
    say(rows, as_json=as_json, text="\n".join(line_of(row) for row in rows))


def _print(outcome: Outcome, to: Target, base_uri: str) -> None:
    if isinstance(outcome, Rejected):
        sys.stderr.write(outcome.model_dump_json() + "\n")
    else:
        sys.stdout.write(_written(outcome, to, base_uri) + "\n")


def _written(outcome: Normalized, to: Target, base_uri: str) -> str:
    record = outcome.record
    if to is Target.JSON:
        return outcome.model_dump_json()
    if to is Target.MARCXML:
        return to_marcxml(record, record.number).decode()
    alone = Manifestation(
        id=ManifestationId(mint("m", str(record.key))),
        work=WorkId(mint("w", str(record.key))),
        standing="provisional",
        description=record,
    )
    node = to_json_ld(alone, base_uri=base_uri)
    return to_turtle(node) if to is Target.TURTLE else json.dumps(node, ensure_ascii=False)

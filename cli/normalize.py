"""`spil normalize`, `spil check`, `spil formats`: files into our model, without a store."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogue.errors import SourceError
from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.model import Manifestation
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format
from cli.console import JsonOption, foreseen, note, progress, say
from cli.dialects import described, line_of, summary
from ingest.files import delivered_format, frame
from normalize.linked_data import to_json_ld, to_turtle
from normalize.profiles import dialects, load_profile
from normalize.read import gather, normalize_records
from normalize.write_marc21 import NAMESPACE, to_marcxml

Outcome = Normalized | Rejected

FilesArgument = Annotated[
    list[Path], typer.Argument(help="Files of MARC 21, MARCXML, PICA+ or CSV; `-` is stdin.")
]
DialectOption = Annotated[
    str, typer.Option(help="Table to read by (see `spil formats`); empty: told from the content.")
]
SourceOption = Annotated[str, typer.Option(help="Name of the source; empty: the file's name.")]


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
            for outcome in progress(_outcomes(file, dialect, source), f"normalize {file}"):
                counts[type(outcome).__name__] += 1
                _print(outcome, to, base_uri)
        if to is Target.MARCXML:
            sys.stdout.write("</collection>\n")
    kept, rejected = counts["Normalized"], counts["Rejected"]
    seconds = time.monotonic() - started
    note(f"normalize: read {kept + rejected}, kept {kept}, rejected {rejected}, {seconds:.1f} s")


def check(
    files: FilesArgument,
    dialect: DialectOption = "",
    source: SourceOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print what is to be mended in the records of FILES: record, field, value, remedy.

    Example: `spil check titles.mrc --json`.
    """
    with foreseen():
        problems = [
            problem
            for file in files
            for outcome in progress(_outcomes(file, dialect, source), f"check {file}")
            for problem in outcome.problems
        ]
    rows = [problem.model_dump() for problem in problems]
    lines = [f"{p.severity}: {p.record} {p.field} [{p.value}] {p.remedy_en}" for p in problems]
    say(rows, as_json=as_json, text="\n".join(lines) or "nothing to mend")


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


def _outcomes(file: Path, dialect: str, source: str) -> Iterator[Outcome]:
    try:
        piped = str(file) == "-"
        payload = sys.stdin.buffer.read() if piped else file.read_bytes()
    except OSError as problem:
        raise SourceError(f"{file} cannot be read: {problem.strerror}") from problem
    name = source or ("stdin" if piped else file.name.split(".")[0])
    profile = load_profile(dialect or guess_dialect(payload))
    framed = frame(payload, source=name, format=None, file=str(file))
    return normalize_records(gather(framed, profile), profile)


def guess_dialect(payload: bytes) -> str:
    """The dialect for a delivery of which only the bytes are known: the plain one of its format."""
    format = delivered_format(payload)
    if format in (Format.ONIX, Format.ISBN_LIST):
        return "onix" if format is Format.ONIX else "isbn"
    if format is Format.CSV:
        header = payload.partition(b"\n")[0]
        return "local_csv" if header.count(b";") > header.count(b",") else "online"
    pica = (Format.PICA, Format.PICA_PLAIN, Format.PICA_XML, Format.PICA_JSON)
    return "plain_pica" if format in pica else "plain_marc21"


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

"""`spil rejected`: records that could not be read, with the reason, and the way to try again."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from catalogue.database import batches
from catalogue.errors import CatalogueError
from catalogue.journal import SqlJournal
from catalogue.outcomes import Rejected
from catalogue.settings import Settings
from catalogue.source_record import RecordKey
from catalogue.sql_store import SqlStore
from catalogue.store import DeadLetter, Delivery
from cli.console import DryRunOption, JsonOption, progress, say
from cli.pipeline import Desk, open_desk, tell
from cli.steps import Done, Outcome, Step, run_step
from ingest.file_drop import delivered_at
from ingest.known_sources import known_source
from normalize.read import identify, load_profile, normalize_record

app = typer.Typer(
    help="Records that could not be read: kept with their bytes and the reason.",
    no_args_is_help=True,
)

SourceOption = Annotated[str | None, typer.Option("--source", help="Of this source only.")]
KeyArgument = Annotated[str, typer.Argument(help="A record as `list` shows it: source:number.")]
LimitOption = Annotated[int, typer.Option(min=1, help="How many at most.")]

BATCH = 500
"""Records read again in one transaction."""


@app.command("list")
def list_all(
    source: SourceOption = None, limit: LimitOption = 100, as_json: JsonOption = False
) -> None:
    """List rejected records: source and number, the reason, and where the bytes were landed.

    Examples: spil rejected list; spil rejected list --source nbd --json
    """
    with open_desk(Settings()) as desk:
        letters = SqlStore(desk.connection).list_rejected(source, limit)
        text = "\n".join(f"{letter.key}  {letter.reason}" for letter in letters)
        rows = [_row(letter) for letter in letters]
        say(rows, as_json=as_json, text=text or "nothing is rejected")


@app.command()
def show(
    record: KeyArgument,
    raw: Annotated[
        bool, typer.Option("--bytes", help="Write the record as it arrived to stdout.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show one rejected record: what is wrong, the remedy in both languages, its place.

    Examples: spil rejected show nbd:1a2b3c4d5e6f7a8b; spil rejected show nbd:123 --bytes > bad.mrc
    """
    key = _key(record)
    with open_desk(Settings()) as desk:
        letter = _letter(desk, key)
        if raw:
            sys.stdout.buffer.write(letter.payload)
            return
        problems = [problem.model_dump() for problem in letter.problems]
        say(_row(letter) | {"problems": problems}, as_json=as_json, text=_as_text(letter))


@app.command()
def retry(
    records: Annotated[
        list[str] | None, typer.Argument(help="Records as source:number; none: all of them.")
    ] = None,
    source: SourceOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read rejected records once more, after a table was mended; save those that can be read now.

    The rest stays where it is, with the reason as it is now. Match and publish afterwards: `spil
    match`, or `spil run`.

    Examples: spil rejected retry --dry-run; spil rejected retry --source ggc; spil rejected retry
    nbd:123
    """
    keys = [_key(record) for record in records or ()]
    with open_desk(Settings()) as desk:
        done = retry_rejected(desk, keys, source=source, dry_run=dry_run)
        tell([done], as_json=as_json)


def retry_rejected(
    desk: Desk, named: Sequence[RecordKey] = (), *, source: str | None = None, dry_run: bool = False
) -> Done:
    """Normalize rejected records again and save what can be read; all of them, or those named.

    Raises CatalogueError for one that is not rejected.
    """
    store = SqlStore(desk.connection)
    keys = [_letter(desk, key).key for key in named] or store.rejected_keys(source)

    def work() -> Outcome:
        kept = 0
        for some in batches(progress(keys, "retry", total=len(keys)), BATCH):
            again = list(_read_again(desk, some))
            kept += sum(not isinstance(outcome, Rejected) for _, outcome in again)
            if not dry_run:
                store.save_page(again)
        return Outcome(len(keys), kept, len(keys) - kept, {"dry_run": True} if dry_run else {})

    if not keys:
        return Done("retry", idle=True)
    return Done("retry", work()) if dry_run else run_step(desk.connection, Step("retry", work))


def _read_again(desk: Desk, keys: Sequence[RecordKey]) -> Iterator[Delivery]:
    """Rejected records as they are read now, with the day on which their file was delivered."""
    journal, store = SqlJournal(desk.connection), SqlStore(desk.connection)
    for letter in filter(None, map(store.rejected, keys)):
        profile = load_profile(known_source(desk.sources, journal, letter.key.source).dialect)
        record = identify(letter.source_record, profile)
        if letter.place:
            delivered = delivered_at(journal, record.source, letter.place.file)
            record = replace(record, datestamp=delivered)
        yield record, normalize_record(record, profile)


def _key(record: str) -> RecordKey:
    source, colon, number = record.partition(":")
    if not (colon and number):
        raise typer.BadParameter(f"{record} is no record: source:number, as `list` shows it")
    return RecordKey(source, number)


def _letter(desk: Desk, key: RecordKey) -> DeadLetter:
    letter = SqlStore(desk.connection).rejected(key)
    if letter is None:
        raise CatalogueError(f"{key} is not among the rejected; see `spil rejected list`")
    return letter


def _row(letter: DeadLetter) -> dict[str, Any]:
    place = letter.place
    return {
        "record": str(letter.key),
        "reason": letter.reason,
        "format": letter.format.value,
        "bytes": len(letter.payload),
        "locator": letter.locator,
        "file": place.file if place else None,
        "index": place.index if place else None,
    }


def _as_text(letter: DeadLetter) -> str:
    lines = [f"{letter.key}: {letter.reason}"]
    for problem in letter.problems:
        lines.append(f"  {problem.field} [{problem.value}]")
        lines += [f"    {remedy}" for remedy in (problem.remedy_en, problem.remedy_nl)]
    if letter.place:
        lines.append(f"  landed in {letter.place.file}, record {letter.place.index + 1}")
    lines.append(f"  {len(letter.payload)} bytes of {letter.format}")
    return "\n".join(lines)

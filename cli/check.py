"""`spil check`: what is to be mended in records, as lines, as JSON or as a report of quality."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogue.errors import SourceError
from catalogue.settings import Settings
from cli.console import JsonOption, foreseen, progress
from cli.kept import Kept, newest_kept
from cli.pipeline import open_desk
from cli.quality_reporting import library_names, prepare_report
from cli.reading_files import DialectOption, Outcome, SourceOption, outcomes
from cli.telling import Telling, tell_all
from normalize.profiles import load_profile
from normalize.quality_summary import QualitySummary
from normalize.read import normalize_records
from normalize.validation import validated


class Language(StrEnum):
    """The languages in which remedies are told."""

    NL = "nl"
    EN = "en"


FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Files of MARC 21, MARCXML, PICA+ or CSV; `-` is stdin."),
]
LanguageOption = Annotated[Language, typer.Option(help="Language of remedies and report.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 where a record is rejected.")
]
HtmlOption = Annotated[
    Path | None, typer.Option(help="Write a report of quality to this file instead of lines.")
]
HistoryOption = Annotated[
    Path | None, typer.Option(help="File of earlier runs, which grows; else one beside the report.")
]

FromSourceOption = Annotated[
    list[str] | None,
    typer.Option(help="Check the kept records of this source, not files; may be given again."),
]


def check(  # noqa: PLR0913 - each is an option that people name
    files: FilesArgument = None,
    dialect: DialectOption = "",
    source: SourceOption = "",
    language: LanguageOption = Language.EN,
    strict: StrictOption = False,
    html: HtmlOption = None,
    history: HistoryOption = None,
    from_source: FromSourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what is to be mended in records: record, field, value, rule and remedy.

    The records are those of FILES, read without any server, or with --from-source the newest that
    the catalogue keeps of a source, as they are read by the tables of now.

    An error is of a record that is rejected, a warning of one that is kept. The exit code is 0 all
    the same, unless --strict. With --json each problem is a line, and the last line has the counts.

    Examples: `spil check titles.mrc --language nl`, `spil check titles.mrc --json`,
    `spil check --dialect ggc ggc.pica --html quality.html`,
    `spil check --from-source nbd --from-source ggc --html quality.html`.
    """
    _refuse_misuse(files, from_source, (dialect, source), (html, history))
    telling = Telling(language.value, as_json, lines=as_json or html is None)
    settings, now = Settings(), datetime.now(UTC)
    with foreseen():
        summary = QualitySummary(library_names(settings))
        report = prepare_report(html, history, language.value) if html else None
        with _given(files, from_source, dialect, source) as read:
            tell_all(summary, summary.passing(validated(read, now.date())), telling)
        if report:
            report.write(summary, now)
    if strict and summary.whole.rejected:
        raise typer.Exit(1)


def _refuse_misuse(
    files: list[Path] | None,
    sources: list[str] | None,
    of_files: tuple[str, str],
    of_report: tuple[Path | None, Path | None],
) -> None:
    html, history = of_report
    if bool(files) == bool(sources):
        raise typer.BadParameter("name FILES, or a source with --from-source: one of the two")
    if sources and any(of_files):
        raise typer.BadParameter("--dialect and --source go with FILES, not with --from-source")
    if history and not html:
        raise typer.BadParameter("--history goes with --html")


@contextmanager
def _given(
    files: list[Path] | None, sources: list[str] | None, dialect: str, source: str
) -> Iterator[Iterator[Outcome]]:
    """The outcomes of the records of files or, while the store is open, of sources."""
    if sources:
        with open_desk(Settings()) as desk:
            kept = Kept(desk.connection, desk.settings.landing, desk.sources)
            yield (outcome for name in sources for outcome in _kept_outcomes(kept, name))
        return
    yield (
        outcome
        for file in files or ()
        for outcome in progress(outcomes(file, dialect, source), f"check {file}")
    )


def _kept_outcomes(kept: Kept, name: str) -> Iterator[Outcome]:
    """The newest kept delivery of each record of a source, read by its table as it is now."""
    source = kept.source(name)
    if source.holds == "authorities":
        raise SourceError(f"{name} is a thesaurus: only descriptions of publications are checked")
    profile = load_profile(source.dialect)
    with newest_kept(kept, [source]) as newest:
        for page in progress(newest.pages, f"check {name}", total=len(newest.pages)):
            yield from normalize_records(newest.marked(page, kept.framed(page, profile)), profile)

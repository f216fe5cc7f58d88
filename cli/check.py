"""`spil check`: what is to be mended in files of records."""

from cli.console import JsonOption, foreseen, progress, say
from cli.reading_files import DialectOption, FilesArgument, SourceOption, outcomes


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
            for outcome in progress(outcomes(file, dialect, source), f"check {file}")
            for problem in outcome.problems
        ]
    rows = [problem.model_dump() for problem in problems]
    lines = [f"{p.severity}: {p.record} {p.field} [{p.value}] {p.remedy_en}" for p in problems]
    say(rows, as_json=as_json, text="\n".join(lines) or "nothing to mend")

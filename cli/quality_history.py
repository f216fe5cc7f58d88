"""The history of a report of quality: a file of JSON, one run a line, that only grows."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from catalogue.errors import SettingsError
from normalize.quality_tally import Run


def read_history(file: Path) -> tuple[Run, ...]:
    """The runs of a file, in their order; none where there is no such file yet.

    Raises SettingsError naming the file and the line that is no run.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"the history {file} cannot be read ({problem})") from problem
    return tuple(_runs(file, lines))


def add_to_history(file: Path, run: Run) -> None:
    """Append a run; raises SettingsError where the file cannot be written."""
    try:
        with file.open("a", encoding="utf-8") as history:
            history.write(run.model_dump_json() + "\n")
    except OSError as problem:
        raise SettingsError(
            f"the history {file} cannot be written: {problem.strerror}"
        ) from problem


def _runs(file: Path, lines: list[str]) -> Iterator[Run]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                run = Run.model_validate_json(line)
            except ValidationError as problem:
                raise SettingsError(
                    f"line {number} of the history {file} is no run of the check: "
                    "take the line out, or name another file with --history"
                ) from problem
            yield run

"""CSV with no columns but those that a table lets stay."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from ingest.csv_records import csv_rows
from ingest.stay_tables import StayTable

_END = re.compile(r"[\r\n]")


def strip_csv(payload: bytes, table: StayTable, removed: Counter[str]) -> tuple[bytes | None, int]:
    """A header line with its lines, and how many lines were refused; None: nothing can be told.

    A line that has not one value for each column is refused whole: its values may stand under
    another column. Columns that go are counted by their place, for their names are unknown.
    """
    rows = [_values(row, table) for row in csv_rows(payload.splitlines(keepends=True))]
    header, lines = next(iter(rows), None) or [], rows[1:]
    named = [_folded(name) for name in header]
    if table.required not in named:
        return None, max(len(lines), 1)
    kept = [i for i, name in enumerate(named) if name in table.columns and i == named.index(name)]
    written = [[header[i] for i in kept]]
    for line in lines:
        if line is not None and len(line) == len(named) and not _END.search("".join(line)):
            written.append([_let_in(named[i], line[i], i, (table, removed)) for i in kept])
            _count_rest(line, kept, removed)
    refused = len(lines) + 1 - len(written)
    return (_written(written, table.delimiter) if len(written) > 1 else None), refused


def _let_in(name: str, value: str, place: int, rule: tuple[StayTable, Counter[str]]) -> str:
    table, removed = rule
    if table.fits(name, value):
        return value
    removed[f"column {place + 1}"] += 1
    return ""


def _count_rest(row: Sequence[str], kept: Sequence[int], removed: Counter[str]) -> None:
    for place, value in enumerate(row):
        if place not in kept and value:
            removed[f"column {place + 1}"] += 1


def _values(row: bytes, table: StayTable) -> list[str] | None:
    """The values of a line; every byte is a character, whatever encoding it is in."""
    text = row.decode("latin-1").rstrip("\r\n")
    try:
        return next(
            csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter, strict=True), []
        )
    except csv.Error:
        return None


def _folded(name: str) -> str:
    return name.encode("latin-1").decode("utf-8", "replace").strip().casefold()


def _written(lines: Sequence[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("latin-1")

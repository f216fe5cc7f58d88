"""CSV records as fields: a header line and the lines of one record, each column a field."""

import csv
import io

from catalogue.errors import UnreadableRecord
from normalize.rules import Field, Fields


def read_delimited(payload: bytes, delimiter: str) -> Fields:
    """The columns of a header line and its data lines, as fields; line n has occurrence n.

    The first line fills occurrence `""`, so that rules see the title once; the following lines of
    the same title (further copies) have occurrence `01`, `02` ... Raises UnreadableRecord where
    there is no data line.
    """
    remarks: tuple[tuple[str, str, str], ...] = ()
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows spreadsheets save in code page 1252.
        text = payload.decode("cp1252", "replace")
        remarks = (("bytes_not_text", "record", "not UTF-8; read as Windows-1252"),)
    rows = _rows(text, delimiter)
    if len(rows) < 2:
        raise UnreadableRecord("the CSV holds no header line with a data line")
    header = [name.strip().casefold() for name in rows[0]]
    fields = [
        Field(name, value=value, occurrence=f"{number:02}" if number else "")
        for number, row in enumerate(rows[1:])
        for name, value in zip(header, row, strict=False)
    ]
    return Fields(tuple(fields), remarks)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error as problem:
        raise UnreadableRecord(f"the CSV cannot be read: {problem}") from problem

"""A list's records as bytes: a number, a few fields and copies, in the form of a system's files."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nation.copy_fields import CSV_COLUMNS, Field
from nation.local_styles import ENDINGS, XML_CLOSING, XML_OPENING
from nation.marc_records import iso2709, marcxml, plain_fields
from nation.pica_records import normalised

LEADER = "     nam a22     ua 4500"
HEADING = ";".join(("titelnr", "titel", *CSV_COLUMNS[1:])).encode() + b"\r\n"


@dataclass(frozen=True)
class Form:
    """A form of file: its name's ending, what opens and closes it, and how a record is written."""

    ending: str
    opening: bytes
    closing: bytes
    write: Callable[[str, Sequence[Field]], bytes]


def _marc(number: str, fields: Sequence[Field]) -> bytes:
    return iso2709(LEADER, [("001", number), *plain_fields(fields)], "utf-8")


def _xml(number: str, fields: Sequence[Field]) -> bytes:
    return marcxml(LEADER, [("001", number), *plain_fields(fields)], "utf-8")


def _pica(number: str, fields: Sequence[Field]) -> bytes:
    named = [(f"{tag}/{mark}" if mark else tag, "", parts) for tag, mark, parts in fields]
    return normalised([("003@", f"\x1f0{number}"), *plain_fields(named)], "utf-8")


def delimited(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of CSV with semicolons, as Dutch spreadsheets want them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


FORMS = {
    "iso2709": Form(ENDINGS["iso2709"], b"", b"", _marc),
    "marcxml": Form(ENDINGS["marcxml"], XML_OPENING, XML_CLOSING, _xml),
    "pica": Form(ENDINGS["pica"], b"", b"", _pica),
}
"""By the `file` of an installation; lists in CSV are written line by line."""

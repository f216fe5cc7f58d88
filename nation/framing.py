"""Records made of fields, as bytes: ISO 2709, MARCXML, normalised PICA+, lines of CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from nation.copy_fields import CSV_COLUMNS, Field

END_OF_FIELD, END_OF_RECORD, SUBFIELD = "\x1e", "\x1d", "\x1f"
LEADER = "     nam a22     uu 4500"


@dataclass(frozen=True)
class Form:
    """A form of file: its name's ending, what opens and closes it, and how a record is written."""

    ending: str
    opening: str
    closing: str
    write: Callable[[str, Sequence[Field]], bytes]


def iso2709(number: str, fields: Sequence[Field]) -> bytes:
    """A MARC 21 record in UTF-8."""
    directory, body, start = [], [], 0
    for tag, content in [("001", number), *((tag, _content(mark, s)) for tag, mark, s in fields)]:
        raw = f"{content}{END_OF_FIELD}".encode()
        directory.append(f"{tag}{len(raw):04}{start:05}")
        body.append(raw)
        start += len(raw)
    base = 24 + 12 * len(directory) + 1
    leader = f"{base + start + 1:05}nam a22{base:05}uu 4500"
    head = f"{leader}{''.join(directory)}{END_OF_FIELD}".encode()
    return head + b"".join(body) + END_OF_RECORD.encode()


def _content(mark: str, subfields: Sequence[tuple[str, str]]) -> str:
    return mark + "".join([f"{SUBFIELD}{code}{text}" for code, text in subfields])


def marcxml(number: str, fields: Sequence[Field]) -> bytes:
    """A MARCXML record, one line."""
    parts = [f"<record><leader>{LEADER}</leader>"]
    parts.append(f'<controlfield tag="001">{escape(number)}</controlfield>')
    for tag, mark, subfields in fields:
        own = f'tag="{tag}" ind1="{mark[0]}" ind2="{mark[1]}"'
        inner = "".join(
            [f'<subfield code="{c}">{escape(text)}</subfield>' for c, text in subfields]
        )
        parts.append(f"<datafield {own}>{inner}</datafield>")
    return ("".join(parts) + "</record>\n").encode()


def pica(number: str, fields: Sequence[Field]) -> bytes:
    """A record in normalised PICA+, one line."""
    parts = [f"003@ {SUBFIELD}0{number}{END_OF_FIELD}"]
    for tag, occurrence, subfields in fields:
        name = f"{tag}/{occurrence}" if occurrence else tag
        parts.append(f"{name} {_content('', subfields)}{END_OF_FIELD}")
    return ("".join(parts) + "\n").encode()


def delimited(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of CSV with semicolons, as Dutch spreadsheets want them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
FORMS = {
    "iso2709": Form("mrc", "", "", iso2709),
    "marcxml": Form("xml", _XML, "</collection>\n", marcxml),
    "pica": Form("pica", "", "", pica),
}
"""By the `file` of an installation; lists in CSV are written line by line."""
CSV_HEADING = ";".join(("titelnr", "titel", *CSV_COLUMNS[1:])) + "\r\n"

"""The list of the online library's supplier: e-books and e-audiobooks as CSV."""

import csv
import io

from nation.codes import TWO_LETTERS
from nation.draft import Draft, direct
from nation.slips import ENCODERS

COLUMNS = (
    "id",
    "isbn",
    "language",
    "title",
    "subtitle",
    "authors",
    "narrators",
    "publisher",
    "year",
    "format",
    "pages",
    "minutes",
    "nur",
    "audience",
    "annotation",
    "licence_from",
    "licence_until",
    "loan_model",
    "url",
)
HEADING = ",".join(COLUMNS).encode() + b"\r\n"
_FORMATS = {"e_book": "epub", "e_audio": "luisterboek online"}


def render(draft: Draft) -> bytes:
    """A title as one line."""
    readers = [direct(name) for name in draft.names if name.role == "nrt"]
    title = draft.title
    if draft.volume:
        title = f"{title} {draft.volume}"
    values = (
        draft.number,
        ";".join([isbn.text for isbn in draft.isbns]),
        TWO_LETTERS.get(draft.language, ""),
        title,
        draft.subtitle,
        ";".join([direct(name) for name in draft.authors]),
        ";".join(readers),
        draft.publisher,
        draft.year,
        _FORMATS.get(draft.carrier, "boek"),
        draft.pages.strip("[]"),
        str(draft.minutes or ""),
        draft.nur,
        "" if draft.audience == "adult" else draft.audience,
        draft.annotation,
        "2024-01-01",
        "2028-12-31",
        "een exemplaar, meer lezers",
        f"https://online.example/{draft.number}",
    )
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    line = text.getvalue()
    return line.encode() if line.isascii() else ENCODERS[draft.encoding](line)

"""GBS's list as CSV: the title in a few columns, a line for each copy."""

from collections.abc import Sequence

from nation.codes import CARRIERS, PICA_LANGUAGES
from nation.copy_fields import csv_values
from nation.draft import Draft, inverted
from nation.holdings import Item
from nation.slips import ENCODERS
from nation.statements import heading_title, shown_subtitle

COLUMNS = (
    "titelnr",
    "ppn",
    "isbn",
    "titel",
    "auteur",
    "uitgever",
    "jaar",
    "taal",
    "materiaal",
    "exemplaarnr",
    "vestiging",
    "plaatskenmerk",
    "status",
    "uitleen",
)
HEADING = ";".join(COLUMNS).encode() + b"\r\n"


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The lines of a title; one without copies has one line."""
    title = heading_title(draft, "deel")
    if draft.volume and draft.volume_place in ("part", "series"):
        title = f"{title} {draft.volume}"
    subtitle = shown_subtitle(draft, "deel")
    makers = draft.authors
    said = (
        draft.number,
        draft.based_on.partition(":")[2] if draft.based_on.startswith("ggc") else "",
        ",".join([isbn.text for isbn in draft.isbns]),
        f"{title} : {subtitle}" if subtitle else title,
        inverted(makers[0]) if makers else "",
        draft.publisher,
        draft.year,
        PICA_LANGUAGES.get(draft.language, ""),
        CARRIERS[draft.carrier].named,
    )
    head = ";".join([_quoted(text) for text in said])
    lines = [f"{head};{';'.join([_quoted(v) for v in csv_values(i, '')[1:]])}\r\n" for i in items]
    text = "".join(lines) if lines else f"{head};;;;;\r\n"
    return text.encode() if text.isascii() else ENCODERS[draft.encoding](text)


def _quoted(text: str) -> str:
    if ";" in text or '"' in text:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text

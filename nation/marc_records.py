"""MARC 21 records from fields, as ISO 2709 or MARCXML, with the text encoded as the record was."""

from collections.abc import Iterable, Sequence
from functools import cache
from xml.sax.saxutils import escape

from nation.codes import CARRIER_TERMS, CARRIERS, CONTENT_TERMS, MEDIA_TERMS
from nation.draft import Draft
from nation.slips import ENCODERS

Field = tuple[str, str]
"""Tag and content: two indicators and the subfields, each led by 0x1F; control fields bare."""

SUBFIELD = "\x1f"
_FOUR = [f"{number:04}" for number in range(10_000)]
_FIVE = [f"{number:05}" for number in range(100_000)]


@cache
def rda_fields(carrier: str) -> tuple[Field, ...]:
    """Content, media and carrier of RDA in 336 to 338."""
    coded = CARRIERS[carrier]
    return (
        ("336", f"  \x1fa{CONTENT_TERMS[coded.content]}\x1fb{coded.content}\x1f2rdacontent"),
        ("337", f"  \x1fa{MEDIA_TERMS[coded.media]}\x1fb{coded.media}\x1f2rdamedia"),
        ("338", f"  \x1fa{CARRIER_TERMS[coded.carrier]}\x1fb{coded.carrier}\x1f2rdacarrier"),
    )


def sub(*parts: str) -> str:
    """Subfields from code and text in turn; those without text are left out."""
    found = ""
    for place in range(1, len(parts), 2):
        if text := parts[place]:
            found += f"\x1f{parts[place - 1]}{text}"
    return found


def standard_numbers(draft: Draft) -> list[Field]:
    """ISBNs, ISSN and EAN or ISMN in 020 to 024."""
    fields = [
        ("020", "  " + sub("z" if isbn.wrong else "a", isbn.text, "q", isbn.qualifier))
        for isbn in draft.isbns
    ]
    if draft.issn:
        fields.append(("022", "  " + sub("a", draft.issn)))
    if draft.ean:
        kind = "2" if draft.ean.startswith("9790") else "3"
        fields.append(("024", f"{kind} " + sub("a", draft.ean)))
    return fields


def plain_fields(fields: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> list[Field]:
    """Fields that come apart in indicators and subfields."""
    return [
        (tag, mark + "".join([f"\x1f{code}{text}" for code, text in parts]))
        for tag, mark, parts in fields
    ]


def iso2709(leader: str, fields: Sequence[Field], encoding: str) -> bytes:
    """A record with lengths in bytes; `leader` is 24 characters with room for them."""
    encode = ENCODERS[encoding]
    directory, body, start = "", [], 0
    for tag, content in fields:
        data = content.encode() if content.isascii() else encode(content)
        length = len(data) + 1
        directory += tag + _FOUR[length] + _FIVE[start]
        body.append(data)
        start += length
    body.append(b"\x1d")
    base = 25 + len(directory)
    head = f"{base + start + 1:05}{leader[5:12]}{base:05}{leader[17:24]}{directory}\x1e"
    return head.encode() + b"\x1e".join(body)


def marcxml(leader: str, fields: Sequence[Field], encoding: str) -> bytes:
    """A record as XML on one line; in XML what is not UTF-8 was encoded twice on the way."""
    parts = [f"<record><leader>{leader}</leader>"]
    for tag, content in fields:
        if tag < "010":
            parts.append(f'<controlfield tag="{tag}">{escape(content)}</controlfield>')
            continue
        inner = "".join(
            [
                f'<subfield code="{part[0]}">{escape(part[1:])}</subfield>'
                for part in content[3:].split(SUBFIELD)
            ]
        )
        parts.append(
            f'<datafield tag="{tag}" ind1="{content[0]}" ind2="{content[1]}">{inner}</datafield>'
        )
    text = "".join(parts) + "</record>\n"
    safe = "double_encoded" if encoding in ("marc8", "cp1252") else encoding
    return text.encode() if text.isascii() else ENCODERS[safe](text)

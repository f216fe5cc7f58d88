"""MARC 21 records from fields, as ISO 2709 or MARCXML, with the text encoded as the record was."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from nation.slips import ENCODERS

Field = tuple[str, str]
"""Tag and content: two indicators and the subfields, each led by 0x1F; control fields bare."""

SUBFIELD = "\x1f"


def sub(*parts: str) -> str:
    """Subfields from code and text in turn; those without text are left out."""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return "".join([f"\x1f{code}{text}" for code, text in pairs if text])


def plain_fields(fields: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> list[Field]:
    """Fields that come apart in indicators and subfields."""
    return [
        (tag, mark + "".join([f"\x1f{code}{text}" for code, text in parts]))
        for tag, mark, parts in fields
    ]


def iso2709(leader: str, fields: Sequence[Field], encoding: str) -> bytes:
    """A record with lengths in bytes; `leader` is 24 characters with room for them."""
    encode = ENCODERS[encoding]
    directory, body, start = [], [], 0
    for tag, content in fields:
        data = (content.encode() if content.isascii() else encode(content)) + b"\x1e"
        length = len(data)
        directory.append(f"{tag}{length:04}{start:05}")
        body.append(data)
        start += length
    base = 25 + 12 * len(directory)
    head = f"{base + start + 1:05}{leader[5:12]}{base:05}{leader[17:24]}{''.join(directory)}\x1e"
    return b"".join([head.encode(), *body, b"\x1d"])


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

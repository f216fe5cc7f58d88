"""The model to PICA+, in XML, plain or normalised, for systems that speak it.

Which thing goes to which field stands in `tables/written_pica.toml`; `tables/spil_pica.toml` reads
it back. Only title data are written (level 0).
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from catalogue.model import Description
from catalogue.text import tidy
from catalogue.xml import to_bytes
from normalize.profiles import load_table
from normalize.write_pica_things import Thing, things_of

NAMESPACE = "info:srw/schema/5/picaXML-v1.0"

_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}


class PicaField(NamedTuple):
    """A field of PICA+ level 0: its tag and its subfields in order."""

    tag: str
    subfields: tuple[tuple[str, str], ...]


def pica_fields(description: Description, id: str) -> Iterator[PicaField]:
    """The description as PICA+ in the order of the tags, with `id` in 003@."""
    things: dict[str, list[Thing]] = {"number": [{"value": id}]}
    for kind, thing in things_of(description):
        things.setdefault(kind, []).append(thing)
    for row in load_table("written_pica")["fields"]:
        for thing in things.get(row["of"], ()):
            subfields = tuple(_filled(thing, row["subfields"]))
            if any(code != "S" and code != "2" for code, _ in subfields):
                yield PicaField(row["tag"], subfields)


def to_picaxml(description: Description, id: str) -> bytes:
    """One PicaXML `<record>` as UTF-8 bytes, with `id` in 003@."""
    record = etree.Element(f"{{{NAMESPACE}}}record", nsmap=_NAMESPACES)  # type: ignore[arg-type]
    for tag, subfields in pica_fields(description, id):
        field = etree.SubElement(record, f"{{{NAMESPACE}}}datafield", tag=tag)
        for code, text in subfields:
            etree.SubElement(field, f"{{{NAMESPACE}}}subfield", code=code).text = text
    return to_bytes(record)


def to_pica_plain(description: Description, id: str) -> bytes:
    """One record as lines of UTF-8 such as `021A $aDe @zee`; a `$` in a text is doubled."""
    lines = []
    for tag, subfields in pica_fields(description, id):
        coded = (f"${code}{text.replace('$', '$$')}" for code, text in subfields)
        lines.append(f"{tag} {''.join(coded)}\n")
    return "".join(lines).encode()


def to_pica(description: Description, id: str) -> bytes:
    """One record of normalised PICA+ in UTF-8: its line, without the line feed that ends it."""
    fields = (
        f"{tag} {''.join(f'{chr(0x1F)}{code}{text}' for code, text in subfields)}\x1e"
        for tag, subfields in pica_fields(description, id)
    )
    return "".join(fields).encode()


def _filled(thing: Thing, subfields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, part in subfields.items():
        stated = thing.get(part, "")
        for text in (stated,) if isinstance(stated, str) else stated:
            if tidy(text):
                yield code, tidy(text)

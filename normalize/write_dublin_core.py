"""The model to Dublin Core (`oai_dc`): what any harvester can read, and much less than we know.

What it has no place for stands in `tables/not_carried.toml`. Numbers of other systems are left out:
without a scheme they mean nothing.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from catalogue.model import Carrier, Contributor, Description, Identifier
from catalogue.text import tidy
from catalogue.xml import to_bytes

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
ELEMENTS = "http://purl.org/dc/elements/1.1/"

_NAMESPACES: dict[str | None, str] = {"oai_dc": NAMESPACE, "dc": ELEMENTS}
_MAKERS = frozenset(("aut", "cmp", "drt", "art", "pht", "ctg"))
_NO_LANGUAGE = frozenset(("mis", "mul", "und", "zxx"))

# DCMI Type Vocabulary (2012-06-14); what is not listed is Text.
_TYPES = {
    Carrier.E_AUDIO: "Sound",
    Carrier.AUDIO_CD: "Sound",
    Carrier.AUDIO_MP3_CD: "Sound",
    Carrier.DAISY: "Sound",
    Carrier.MUSIC_CD: "Sound",
    Carrier.DVD: "MovingImage",
    Carrier.BLU_RAY: "MovingImage",
    Carrier.STREAMING_VIDEO: "MovingImage",
    Carrier.MAP: "Image",
    Carrier.GAME: "InteractiveResource",
    Carrier.SOFTWARE: "Software",
    Carrier.OBJECT: "PhysicalObject",
    Carrier.UNKNOWN: "",
}


def to_dublin_core(description: Description, *, address: str) -> bytes:
    """One `<oai_dc:dc>` as UTF-8 bytes; `address` is the permanent address of the manifestation."""
    nsmap = _NAMESPACES
    record = etree.Element(f"{{{NAMESPACE}}}dc", nsmap=nsmap)  # type: ignore[arg-type]
    etree.SubElement(record, f"{{{ELEMENTS}}}identifier").text = tidy(address)
    for name, find in _ELEMENTS:
        for text in dict.fromkeys(tidy(each) for each in find(description)):
            if text:
                etree.SubElement(record, f"{{{ELEMENTS}}}{name}").text = text
    return to_bytes(record)


def _titles(d: Description) -> Iterator[str]:
    numbered = ". ".join(filter(None, (d.title.main, d.title.part_number, d.title.part_title)))
    yield f"{numbered} : {d.title.rest}" if d.title.rest else numbered
    yield d.original_title
    yield from d.variant_titles


def _creators(d: Description) -> Iterator[str]:
    return (_inverted(each) for each in d.contributors if each.role in _MAKERS)


def _contributors(d: Description) -> Iterator[str]:
    return (_inverted(each) for each in d.contributors if each.role not in _MAKERS)


def _inverted(person: Contributor) -> str:
    if not person.surname or person.surname == person.name:
        return person.name
    return f"{person.surname}, {' '.join(filter(None, (person.given, person.prefix)))}"


def _subjects(d: Description) -> Iterator[str]:
    yield from (each.term for each in d.subjects)
    yield from (each.term for each in d.genres)
    yield from (f"{each.scheme.upper()} {each.notation}" for each in d.classifications)


def _descriptions(d: Description) -> Iterator[str]:
    yield d.annotation
    yield from d.notes


def _formats(d: Description) -> Iterator[str]:
    if d.carrier is not Carrier.UNKNOWN:
        yield d.carrier.value.replace("_", " ")
    pages = f"{d.extent.pages} p." if d.extent.pages else ""
    yield d.extent.statement or pages or (f"{d.extent.minutes} min." if d.extent.minutes else "")
    yield d.extent.size


def _identifiers(d: Description) -> Iterator[str]:
    yield from (f"urn:isbn:{each.isbn}" for each in d.isbns if each.isbn)
    yield from (f"urn:issn:{each.value}" for each in d.identifiers if _is_issn(each))
    yield d.online.address if d.online else ""


def _is_issn(identifier: Identifier) -> bool:
    return identifier.scheme == "issn" and identifier.valid


def _relations(d: Description) -> Iterator[str]:
    for each in d.series:
        yield f"{each.title} ; {each.volume}" if each.volume else each.title
    yield from (link.title for link in d.links)


_ELEMENTS: tuple[tuple[str, Callable[[Description], Iterator[str]]], ...] = (
    ("title", _titles),
    ("creator", _creators),
    ("contributor", _contributors),
    ("publisher", lambda d: (each.name for each in d.publishers)),
    ("date", lambda d: (str(year) for year in d.years)),
    ("language", lambda d: (code for code in d.languages if code not in _NO_LANGUAGE)),
    ("type", lambda d: iter((_TYPES.get(d.carrier, "Text"),))),
    ("format", _formats),
    ("subject", _subjects),
    ("description", _descriptions),
    ("identifier", _identifiers),
    ("relation", _relations),
)

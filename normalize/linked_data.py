"""The model as linked data: a manifestation in schema.org's words, as JSON-LD."""

import json
from collections.abc import Iterable
from typing import Any

from catalogue.model import Carrier, Contributor, Description, Manifestation, OnlineAccess

Node = dict[str, Any]

_TYPES = {
    Carrier.DVD: "Movie",
    Carrier.BLU_RAY: "Movie",
    Carrier.STREAMING_VIDEO: "Movie",
    Carrier.MUSIC_CD: "MusicAlbum",
    Carrier.SHEET_MUSIC: "SheetMusic",
    Carrier.MAP: "Map",
    Carrier.SERIAL: "Periodical",
    Carrier.GAME: "VideoGame",
    Carrier.SOFTWARE: "SoftwareApplication",
    Carrier.OBJECT: "Product",
    Carrier.UNKNOWN: "CreativeWork",
}
_BOOK_FORMATS = {
    Carrier.E_BOOK: "EBook",
    Carrier.E_AUDIO: "AudiobookFormat",
    Carrier.AUDIO_CD: "AudiobookFormat",
    Carrier.AUDIO_MP3_CD: "AudiobookFormat",
    Carrier.DAISY: "AudiobookFormat",
}
_ROLES = {
    "aut": "author",
    "trl": "translator",
    "ill": "illustrator",
    "edt": "editor",
    "nrt": "readBy",
    "drt": "director",
    "act": "actor",
    "cmp": "composer",
}
_AGES = {"E", "A", "B", "C", "D", "AB", "AP", "AK", "AJ", "J", "DJ", "V"}


def to_json_ld(manifestation: Manifestation, *, base_uri: str) -> Node:
    """The manifestation as a JSON-LD object in the vocabulary of schema.org.

    Ids become addresses under `base_uri`. The context is written out (`@vocab`), so that a reader
    needs nothing from the network.
    """
    description = manifestation.description
    node = {
        "@context": {
            "@vocab": "https://schema.org/",
            "bookFormat": {"@type": "@id"},
            "url": {"@type": "@id"},
            "image": {"@type": "@id"},
        },
        "@id": address(manifestation.id, base_uri),
        "@type": _type(description.carrier),
        "exampleOfWork": {"@type": "CreativeWork", "@id": address(manifestation.work, base_uri)},
        **_statement(description),
        **_makers(description.contributors),
        **_publication(description),
        **_topics(description),
    }
    return {name: value for name, value in node.items() if value not in ("", [], None)}


def to_turtle(node: Node) -> str:
    """A JSON-LD object as Turtle."""
    from rdflib import Graph  # Dear to load, and only this needs it.

    graph = Graph().parse(data=json.dumps(node), format="json-ld")
    return graph.serialize(format="turtle")


def address(id: str, base_uri: str) -> str:
    """The permanent address of a manifestation or work."""
    return f"{base_uri.rstrip('/')}/{id}"


def _type(carrier: Carrier) -> str | list[str]:
    if carrier in _TYPES:
        return _TYPES[carrier]
    return ["Book", "Audiobook"] if _BOOK_FORMATS.get(carrier) == "AudiobookFormat" else "Book"


def _statement(d: Description) -> Node:
    title = d.title
    numbered = ". ".join(filter(None, (title.main, title.part_number, title.part_title)))
    others = (title.rest, d.original_title, *d.variant_titles)
    return {
        "name": f"{numbered} : {title.rest}" if title.rest else numbered,
        "alternateName": list(dict.fromkeys(filter(None, others))),
        "description": d.annotation,
        "volumeNumber": d.volume.number if d.volume.state == "known" else None,
        "bookEdition": d.edition.statement,
        "image": d.cover,
    }


def _makers(contributors: Iterable[Contributor]) -> Node:
    makers: dict[str, list[Node]] = {}
    for person in contributors:
        makers.setdefault(_ROLES.get(person.role, "contributor"), []).append(_maker(person))
    return makers


def _maker(person: Contributor) -> Node:
    if not person.surname:
        return {"@type": "Organization", "name": person.name}
    family = f"{person.prefix} {person.surname}".strip()
    named = {"givenName": person.given, "familyName": family if person.given else ""}
    return {"@type": "Person", "name": person.name, **{k: v for k, v in named.items() if v}}


def _publication(d: Description) -> Node:
    form = _BOOK_FORMATS.get(d.carrier)
    return {
        "isbn": [s.isbn for s in d.isbns if s.isbn and s.qualifier != "set"],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": each.scheme, "value": each.value}
            for each in d.identifiers
        ],
        "publisher": [{"@type": "Organization", "name": each.name} for each in d.publishers],
        "datePublished": str(d.years[0]) if d.years else "",
        "numberOfPages": d.extent.pages,
        "duration": f"PT{d.extent.minutes}M" if d.extent.minutes else "",
        "bookFormat": f"https://schema.org/{form}" if form else "",
        "accessibilityFeature": "largePrint" if d.carrier is Carrier.LARGE_PRINT else "",
        "inLanguage": [code for code in d.languages if code not in ("mis", "mul", "und")],
        "isPartOf": [_series(each.title, each.volume) for each in d.series],
        **_online(d.online),
    }


def _series(title: str, volume: str) -> Node:
    node = {"@type": "CreativeWorkSeries", "name": title}
    return {**node, "position": volume} if volume else node


def _online(online: OnlineAccess | None) -> Node:
    return {"url": online.address} if online else {}


def _topics(d: Description) -> Node:
    readers = [code for code in d.audience if code in _AGES]
    return {
        "about": [{"@type": "DefinedTerm", "name": each.term} for each in d.subjects],
        "genre": [each.term for each in d.genres],
        "audience": [{"@type": "Audience", "audienceType": code} for code in readers],
        "educationalLevel": f"AVI {d.avi}" if d.avi else "",
    }

"""The model as linked data: a manifestation in schema.org's words, as JSON-LD."""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from catalogue.model import (
    Carrier,
    Contributor,
    Description,
    Manifestation,
    OnlineAccess,
    Publisher,
    Subject,
)

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
_RELATIONS = {
    "translation_of": "translationOfWork",
    "film_of": "isBasedOn",
    "adaptation_of": "isBasedOn",
    "contains": "hasPart",
    "part_of": "isPartOf",
}
# What an IRI may not hold (RFC 3987): rdflib refuses to write it.
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
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
        **_related(description),
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


def web_address(text: str) -> str:
    """`text` as an address that linked data may hold: what no IRI can have in it is encoded."""
    return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0]), text)


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
        "image": web_address(d.cover),
    }


def _makers(contributors: Iterable[Contributor]) -> Node:
    makers: dict[str, list[Node]] = {}
    for person in contributors:
        makers.setdefault(_ROLES.get(person.role, "contributor"), []).append(_maker(person))
    return makers


def _maker(person: Contributor) -> Node:
    named: Node = {"alternateName": list(person.variants)}
    if person.surname and person.given:
        family = f"{person.prefix} {person.surname}".strip()
        named |= {"givenName": person.given, "familyName": family}
    kind = "Person" if person.surname else "Organization"
    return {"@type": kind, "name": person.name, **{k: v for k, v in named.items() if v}}


def _publication(d: Description) -> Node:
    form = _BOOK_FORMATS.get(d.carrier)
    return {
        "isbn": [s.isbn for s in d.isbns if s.isbn and s.qualifier != "set"],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": each.scheme, "value": each.value}
            for each in d.identifiers
            if each.valid
        ],
        "publisher": list(map(_publisher, d.publishers)),
        "countryOfOrigin": {"@type": "Country", "identifier": d.country} if d.country else None,
        "datePublished": str(d.years[0]) if d.years else "",
        "numberOfPages": d.extent.pages,
        "duration": f"PT{d.extent.minutes}M" if d.extent.minutes else "",
        "bookFormat": f"https://schema.org/{form}" if form else "",
        "accessibilityFeature": "largePrint" if d.carrier is Carrier.LARGE_PRINT else "",
        "inLanguage": [code for code in d.languages if code not in ("mis", "mul", "und")],
        "materialExtent": d.extent.statement,
        "size": d.extent.size,
        **_online(d.online),
    }


def _publisher(publisher: Publisher) -> Node:
    node = {"@type": "Organization", "name": publisher.name}
    return {**node, "location": publisher.place} if publisher.place else node


def _series(title: str, volume: str) -> Node:
    node = {"@type": "CreativeWorkSeries", "name": title}
    return {**node, "position": volume} if volume else node


def _online(online: OnlineAccess | None) -> Node:
    """The address, and a licence as an offer of what can be read between two days."""
    if online is None:
        return {}
    begins, ends = online.licence_from, online.licence_until
    dates = {
        "availabilityStarts": begins.isoformat() if begins else "",
        "availabilityEnds": ends.isoformat() if ends else "",
    }
    offer = {name: day for name, day in dates.items() if day}
    return {
        "url": web_address(online.address),
        "offers": {"@type": "Offer", **offer} if offer else None,
    }


def _topics(d: Description) -> Node:
    readers = [code for code in d.audience if code in _AGES]
    return {
        "about": list(map(_subject, d.subjects)),
        "genre": [each.term for each in d.genres],
        "audience": [{"@type": "Audience", "audienceType": code} for code in readers],
        "educationalLevel": f"AVI {d.avi}" if d.avi else "",
    }


def _subject(subject: Subject) -> Node:
    numbered = {"inDefinedTermSet": subject.scheme, "termCode": subject.authority}
    told = {name: text for name, text in numbered.items() if text}
    return {"@type": "DefinedTerm", "name": subject.term, **told}


def _related(d: Description) -> Node:
    """The series it stands in, and the other works that schema.org has a property for."""
    related: dict[str, list[Node]] = {}
    if d.series:
        related["isPartOf"] = [_series(each.title, each.volume) for each in d.series]
    for link in d.links:
        name = _RELATIONS.get(link.kind)
        if name and link.title:
            related.setdefault(name, []).append({"@type": "CreativeWork", "name": link.title})
    return related

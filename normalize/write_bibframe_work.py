"""The work of a manifestation in BIBFRAME: its makers, language, subjects and relations."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from catalogue.model import (
    Carrier,
    Classification,
    Contributor,
    Description,
    Link,
    Subject,
    Title,
)
from normalize.linked_data import Node
from normalize.write_marc21_codes import written_carrier

_VOCABULARY = "http://id.loc.gov/vocabulary/"
_TYPES = {
    Carrier.E_AUDIO: "NonMusicAudio",
    Carrier.AUDIO_CD: "NonMusicAudio",
    Carrier.AUDIO_MP3_CD: "NonMusicAudio",
    Carrier.DAISY: "NonMusicAudio",
    Carrier.MUSIC_CD: "MusicAudio",
    Carrier.DVD: "MovingImage",
    Carrier.BLU_RAY: "MovingImage",
    Carrier.STREAMING_VIDEO: "MovingImage",
    Carrier.SHEET_MUSIC: "NotatedMusic",
    Carrier.MAP: "Cartography",
    Carrier.GAME: "Multimedia",
    Carrier.SOFTWARE: "Multimedia",
    Carrier.BOOK_AND_AUDIO: "MixedMaterial",
    Carrier.OBJECT: "Object",
    Carrier.UNKNOWN: "",
}
"""What is not named is text."""
_RELATIONS = {
    "translation_of": "translationOf",
    "part_of": "partOf",
    "contains": "hasPart",
    "other_edition": "otherEdition",
    "other_carrier": "otherPhysicalFormat",
    "continues": "continues",
    "continued_by": "continuedBy",
}
_CLASSES = {"ddc": "ClassificationDdc", "lcc": "ClassificationLcc"}


def work_of(d: Description, address: str) -> Node:
    """The work with its address, as far as the description of one publication tells of it."""
    content = d.forms.content or (() if _has_forms(d) else written_carrier(d).get("rda", ())[:1])
    return said(
        {
            "@id": address,
            "@type": [each for each in ("Work", _TYPES.get(d.carrier, "Text")) if each],
            "title": titled(d.title),
            "contribution": [_contribution(each) for each in d.contributors],
            "content": [linked("contentTypes", code) for code in content],
            "language": [linked("languages", code) for code in d.languages],
            "classification": list(map(_classification, d.classifications)),
            "subject": [_term("Topic", each) for each in d.subjects],
            "genreForm": [_term("GenreForm", each) for each in d.genres],
            "intendedAudience": _audience(d),
            "summary": named("Summary", d.annotation) if d.annotation else {},
            **_relations(d),
        }
    )


def titled(title: Title) -> Node:
    """A title with its parts."""
    return said(
        {
            "@type": "Title",
            "mainTitle": title.main,
            "subtitle": title.rest,
            "partNumber": title.part_number,
            "partName": title.part_title,
        }
    )


def linked(vocabulary: str, code: str) -> Node:
    """A code of one of the Library of Congress's vocabularies as its address."""
    return {"@id": f"{_VOCABULARY}{vocabulary}/{quote(code, safe='')}"}


def named(kind: str, label: str) -> Node:
    """A thing of this kind of which only the name is known."""
    return {"@type": kind, "label": label}


def sourced(scheme: str) -> Node:
    """The scheme that a number, term or notation is of."""
    return {"@type": "Source", "code": scheme} if scheme else {}


def said(node: Mapping[str, Any]) -> Node:
    """The node without what is empty."""
    return {name: value for name, value in node.items() if value not in ("", [], {}, None)}


def _has_forms(d: Description) -> bool:
    return bool(d.forms.content or d.forms.media or d.forms.carrier)


def _contribution(person: Contributor) -> Node:
    primary = ["PrimaryContribution"] if person.main else []
    agent = {
        "@type": ["Agent", "Person" if person.surname else "Organization"],
        "label": _dated(person),
        "identifiedBy": _number(person.authority),
        "altLabel": list(person.variants),
    }
    return {
        "@type": ["Contribution", *primary],
        "agent": said(agent),
        "role": linked("relators", person.role),
    }


def _dated(person: Contributor) -> str:
    """The name as an index has it: family name first, and the dates behind it."""
    name = person.name
    if person.surname and person.surname != person.name:
        name = f"{person.surname}, {' '.join(filter(None, (person.given, person.prefix)))}"
    return f"{name}, {person.dates}" if person.dates else name


def _number(authority: str) -> Node:
    return {"@type": "Identifier", "value": authority} if authority else {}


def _classification(each: Classification) -> Node:
    own = _CLASSES.get(each.scheme)
    return said(
        {
            "@type": own or "Classification",
            "classificationPortion": each.notation,
            "source": {} if own else sourced(each.scheme),
        }
    )


def _term(kind: str, subject: Subject) -> Node:
    return said(
        {
            "@type": kind,
            "label": subject.term,
            "source": sourced(subject.scheme),
            "identifiedBy": _number(subject.authority),
        }
    )


def _audience(d: Description) -> list[Node]:
    levels = [f"AVI {d.avi}"] if d.avi else []
    return [named("IntendedAudience", each) for each in (*d.audience, *levels)]


def _relations(d: Description) -> Node:
    """Related works by the property that each relation has, or by its name where it has none."""
    related: dict[str, list[Node]] = {}
    if d.original_title or d.original_languages:
        languages = [linked("languages", code) for code in d.original_languages]
        original = _related(d.original_title, "") | said({"language": languages})
        related["translationOf"] = [original]
    for link in d.links:
        own = _RELATIONS.get(link.kind)
        node = _related(link.title, link.target)
        if link.kind == "other_carrier":
            node["@type"] = "Instance"
        related.setdefault(own or "relation", []).append(node if own else _relation(link, node))
    return related


def _relation(link: Link, node: Node) -> Node:
    return {
        "@type": "Relation",
        "relationship": named("Relationship", link.kind.replace("_", " ")),
        "associatedResource": node,
    }


def _related(name: str, number: str) -> Node:
    title = {"@type": "Title", "mainTitle": name} if name else {}
    return said({"@type": "Work", "title": title, "identifiedBy": _number(number)})

"""The model as BIBFRAME 2, the Library of Congress's linked data: an instance and its work.

Vocabulary: id.loc.gov/ontologies/bibframe (version 2.3). Carriers, media, contents, languages,
relators and issuance are addresses of the Library of Congress; nothing is fetched from them. What
is not said stands in `tables/not_carried.toml`. `normalize.linked_data.to_turtle` makes Turtle.
"""

from catalogue.model import (
    Carrier,
    Description,
    Identifier,
    IsbnStatement,
    Manifestation,
    OnlineAccess,
    Publisher,
)
from normalize.imprints import pages_in
from normalize.isbd import extent_of, series_statement
from normalize.linked_data import Node, address, web_address
from normalize.write_bibframe_work import linked, named, said, sourced, titled, work_of
from normalize.write_marc21_codes import country_code, written_carrier

NAMESPACE = "http://id.loc.gov/ontologies/bibframe/"

_CONTEXT = {
    "@vocab": NAMESPACE,
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "altLabel": "http://www.w3.org/2004/02/skos/core#altLabel",
}
_ONLINE = (Carrier.E_BOOK, Carrier.E_AUDIO, Carrier.STREAMING_VIDEO)
_PRINTED = (Carrier.BOOK, Carrier.LARGE_PRINT, Carrier.DYSLEXIA, Carrier.SHEET_MUSIC, Carrier.MAP)
_NUMBERS = {"issn": "Issn", "ismn": "Ismn", "ean": "Ean", "doi": "Doi", "urn": "Urn"}


def to_bibframe(manifestation: Manifestation, *, base_uri: str) -> Node:
    """The manifestation as a JSON-LD object: a `bf:Instance` of its `bf:Work`.

    Ids become addresses under `base_uri`.
    """
    d = manifestation.description
    return said(
        {
            "@context": _CONTEXT,
            "@id": address(manifestation.id, base_uri),
            "@type": _types(d.carrier),
            "instanceOf": work_of(d, address(manifestation.work, base_uri)),
            **_statement(d),
            **_form(d),
            "identifiedBy": [*map(_isbn, d.isbns), *map(_identifier, d.identifiers)],
            **_access(d),
            "adminMetadata": _made(d),
        }
    )


def _types(carrier: Carrier) -> list[str]:
    if carrier in _ONLINE:
        return ["Instance", "Electronic"]
    if carrier is Carrier.BRAILLE:
        return ["Instance", "Tactile"]
    return ["Instance", "Print"] if carrier in _PRINTED else ["Instance"]


def _statement(d: Description) -> Node:
    issued = {"date": [str(year) for year in d.years]}
    others = [_publication(each) for each in d.publishers[1:]]
    first = _publication(d.publishers[0]) if d.publishers else {"place": []}
    first = {**issued, **first, "place": [*_country(d), *first["place"]]}
    published = [said(each) for each in (first, *others)]
    return {
        "title": [
            titled(d.title),
            *({"@type": "VariantTitle", "mainTitle": each} for each in d.variant_titles),
        ],
        "responsibilityStatement": d.title.responsibility,
        "editionStatement": d.edition.statement,
        "provisionActivity": [{"@type": "Publication", **each} for each in published if each],
        "note": [named("Note", each) for each in d.notes],
        "seriesStatement": [series_statement(each) for each in d.series],
        "hasSeries": [
            {"@type": ["Work", "Series"], "title": {"@type": "Title", "mainTitle": each.title}}
            for each in d.series
        ],
    }


def _publication(publisher: Publisher) -> Node:
    return {
        "place": [named("Place", publisher.place)] if publisher.place else [],
        "agent": named("Agent", publisher.name),
    }


def _country(d: Description) -> list[Node]:
    code = country_code(d)
    if code:
        return [linked("countries", code)]
    return [{"@type": "Place", "code": d.country}] if d.country else []


def _form(d: Description) -> Node:
    carrier = "" if d.carrier is Carrier.UNKNOWN else d.carrier.value.replace("_", " ")
    own = written_carrier(d).get("rda", ())
    stated = bool(d.forms.content or d.forms.media or d.forms.carrier)
    media, held = (d.forms.media, d.forms.carrier) if stated else (own[1:2], own[2:3])
    stated_extent = extent_of(d)
    unsaid = d.extent.pages if d.extent.pages != pages_in(stated_extent) else None
    extents = [each for each in (stated_extent, f"{unsaid} p." if unsaid else "") if each]
    return {
        "issuance": linked("issuance", _issuance(d)),
        "media": [linked("mediaTypes", code) for code in media],
        "carrier": [
            *([named("Carrier", carrier)] if carrier else []),
            *(linked("carriers", code) for code in held),
        ],
        "extent": [named("Extent", each) for each in extents],
        "dimensions": d.extent.size,
        "duration": f"PT{d.extent.minutes}M" if d.extent.minutes else "",
    }


def _issuance(d: Description) -> str:
    if d.carrier is Carrier.SERIAL:
        return "serl"
    return "mulm" if d.volume.is_set else "mono"


def _isbn(statement: IsbnStatement) -> Node:
    wrong = "cancelled" if statement.cancelled else "invalid"
    return said(
        {
            "@type": "Isbn",
            "value": statement.isbn or statement.text,
            "qualifier": statement.qualifier,
            "status": {} if statement.isbn else named("Status", wrong),
        }
    )


def _identifier(identifier: Identifier) -> Node:
    own = _NUMBERS.get(identifier.scheme)
    return said(
        {
            "@type": own or "Identifier",
            "value": identifier.value,
            "qualifier": identifier.qualifier,
            "source": {} if own else sourced(identifier.scheme),
            "status": {} if identifier.valid else named("Status", "invalid"),
        }
    )


def _access(d: Description) -> Node:
    return {
        "electronicLocator": {"@id": web_address(d.online.address)} if d.online else {},
        "usageAndAccessPolicy": _licence(d.online) if d.online else [],
        "coverArt": _cover(d.cover) if d.cover else {},
    }


def _cover(cover: str) -> Node:
    return {"@type": "CoverArt", "electronicLocator": {"@id": web_address(cover)}}


def _licence(online: OnlineAccess) -> list[Node]:
    begins, ends = online.licence_from, online.licence_until
    terms = (
        f"licence from {begins.isoformat()}" if begins else "",
        f"licence until {ends.isoformat()}" if ends else "",
        f"loan model {online.loan_model}" if online.loan_model else "",
    )
    return [named("AccessPolicy", each) for each in terms if each]


def _made(d: Description) -> Node:
    rules, level = d.quality.rules, d.quality.level
    conventions = {"@type": "DescriptionConventions", "code": rules} if rules else {}
    stated = said(
        {
            "descriptionConventions": conventions,
            "descriptionLevel": named("DescriptionLevel", level) if level else {},
        }
    )
    return {"@type": "AdminMetadata", **stated} if stated else {}

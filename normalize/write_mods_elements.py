"""The model as the elements of MODS."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from catalogue.model import (
    Carrier,
    Contributor,
    Description,
    Identifier,
    IsbnStatement,
    Link,
    OnlineAccess,
    Subject,
    Title,
)
from normalize.isbd import extent_of
from normalize.rules import SEPARATOR
from normalize.write_marc21_codes import nonfiling

Node = tuple[str, Mapping[str, str], "str | Sequence[Node]"]
"""An element: its name, its attributes, and its text or what is in it; empty ones are left out."""

_SPEECH, _MUSIC = "sound recording-nonmusical", "sound recording-musical"
_FILM, _PROGRAM = "moving image", "software, multimedia"
_TYPES = {
    Carrier.E_AUDIO: _SPEECH,
    Carrier.AUDIO_CD: _SPEECH,
    Carrier.AUDIO_MP3_CD: _SPEECH,
    Carrier.DAISY: _SPEECH,
    Carrier.MUSIC_CD: _MUSIC,
    Carrier.DVD: _FILM,
    Carrier.BLU_RAY: _FILM,
    Carrier.STREAMING_VIDEO: _FILM,
    Carrier.SHEET_MUSIC: "notated music",
    Carrier.MAP: "cartographic",
    Carrier.GAME: _PROGRAM,
    Carrier.SOFTWARE: _PROGRAM,
    Carrier.BOOK_AND_AUDIO: "mixed material",
    Carrier.OBJECT: "three dimensional object",
    Carrier.UNKNOWN: "",
}
"""The list that MODS gives for typeOfResource; what is not named is text."""
_RELATED = {
    "translation_of": "original",
    "part_of": "host",
    "contains": "constituent",
    "other_edition": "otherVersion",
    "other_carrier": "otherFormat",
    "continues": "preceding",
    "continued_by": "succeeding",
}


def elements_of(description: Description, id: str) -> Iterator[Node]:
    """Everything that the description says, with `id` as the number of the record."""
    for write in _WRITERS:
        yield from write(description)
    yield _record_info(description, id)


def _titles(d: Description) -> Iterator[Node]:
    yield "titleInfo", {}, _title(d.title)
    for variant in d.variant_titles:
        yield "titleInfo", {"type": "alternative"}, [("title", {}, variant)]
    yield "note", {"type": "statement of responsibility"}, d.title.responsibility
    original: list[Node] = [("titleInfo", {}, [("title", {}, d.original_title)])]
    spoken = [_language(code) for code in d.original_languages]
    yield "relatedItem", {"type": "original"}, [*original, *spoken]


def _title(title: Title) -> list[Node]:
    skipped = nonfiling(title)
    return [
        ("nonSort", {}, title.main[:skipped]),
        ("title", {}, title.main[skipped:]),
        ("subTitle", {}, title.rest),
        ("partNumber", {}, title.part_number),
        ("partName", {}, title.part_title),
    ]


def _people(d: Description) -> Iterator[Node]:
    for person in d.contributors:
        kind = "personal" if person.surname else "corporate"
        usage = "primary" if person.main else ""
        yield "name", {"type": kind, "usage": usage}, _name(person)


def _name(person: Contributor) -> list[Node]:
    code = {"type": "code", "authority": "marcrelator"}
    return [
        *_name_parts(person),
        ("namePart", {"type": "date"}, person.dates),
        ("role", {}, [("roleTerm", code, person.role)]),
        ("nameIdentifier", {}, person.authority),
        *(("alternativeName", {}, [("namePart", {}, each)]) for each in person.variants),
    ]


def _name_parts(person: Contributor) -> Iterator[Node]:
    """Family and given name, the prefix behind it as in a Dutch list of names."""
    if not person.surname or person.surname == person.name:
        yield "namePart", {}, person.name
        return
    yield "namePart", {"type": "family"}, person.surname
    yield "namePart", {"type": "given"}, f"{person.given} {person.prefix}"


def _publication(d: Description) -> Iterator[Node]:
    issued: list[Node] = [("dateIssued", {}, str(year)) for year in d.years]
    country = {"type": "code", "authority": "iso3166"}
    issued += [
        ("edition", {}, d.edition.statement),
        ("issuance", {}, _issuance(d)),
        ("place", {}, [("placeTerm", country, d.country)]),
    ]
    for publisher in d.publishers:
        place: Node = ("place", {}, [("placeTerm", {"type": "text"}, publisher.place)])
        named: list[Node] = [place, ("publisher", {}, publisher.name)]
        yield "originInfo", {"eventType": "publication"}, [*named, *issued]
        issued = []  # Stated once.
    yield "originInfo", {"eventType": "publication"}, issued


def _issuance(d: Description) -> str:
    if d.carrier is Carrier.SERIAL:
        return "serial"
    return "multipart monograph" if d.volume.is_set else "monographic"


def _form(d: Description) -> Iterator[Node]:
    yield "typeOfResource", {}, _TYPES.get(d.carrier, "text")
    yield from (("genre", {"authority": "rdacontent"}, code) for code in d.forms.content)
    carrier = "" if d.carrier is Carrier.UNKNOWN else d.carrier.value.replace("_", " ")
    described: list[Node] = [
        ("form", {"type": "carrier", "authority": "local"}, carrier),
        *(("form", {"type": "media", "authority": "rdamedia"}, c) for c in d.forms.media),
        *(("form", {"type": "carrier", "authority": "rdacarrier"}, c) for c in d.forms.carrier),
        ("extent", {}, extent_of(d)),
        ("extent", {"unit": "pages"}, str(d.extent.pages or "")),
        ("extent", {"unit": "minutes"}, str(d.extent.minutes or "")),
        ("extent", {"unit": "size"}, d.extent.size),
    ]
    yield "physicalDescription", {}, described


def _languages(d: Description) -> Iterator[Node]:
    return map(_language, d.languages)


def _language(code: str) -> Node:
    return "language", {}, [("languageTerm", {"type": "code", "authority": "iso639-2b"}, code)]


def _topics(d: Description) -> Iterator[Node]:
    yield "abstract", {}, d.annotation
    yield from (("targetAudience", {"authority": "local"}, code) for code in d.audience)
    yield "targetAudience", {"authority": "avi"}, d.avi
    yield from (("note", {}, note) for note in d.notes)
    for subject in d.subjects:
        terms: list[Node] = [("topic", {}, term) for term in subject.term.split(SEPARATOR)]
        yield "subject", _numbered(subject), terms
    yield from (("genre", _numbered(genre), genre.term) for genre in d.genres)
    for each in d.classifications:
        yield "classification", {"authority": each.scheme}, each.notation


def _numbered(subject: Subject) -> dict[str, str]:
    return {"authority": subject.scheme, "valueURI": subject.authority}


def _numbers(d: Description) -> Iterator[Node]:
    yield from map(_isbn, d.isbns)
    yield from map(_identifier, d.identifiers)


def _isbn(statement: IsbnStatement) -> Node:
    wrong = "" if statement.isbn else "yes"
    stated = {"type": "isbn", "invalid": wrong, "displayLabel": statement.qualifier}
    return "identifier", stated, statement.isbn or statement.text


def _identifier(identifier: Identifier) -> Node:
    wrong = "" if identifier.valid else "yes"
    stated = {"type": identifier.scheme, "invalid": wrong, "displayLabel": identifier.qualifier}
    return "identifier", stated, identifier.value


def _relations(d: Description) -> Iterator[Node]:
    for series in d.series:
        named: list[Node] = [("title", {}, series.title), ("partNumber", {}, series.volume)]
        yield "relatedItem", {"type": "series"}, [("titleInfo", {}, named)]
    yield from map(_link, d.links)
    number = str(d.volume.number or "") if d.volume.state == "known" else ""
    yield "part", {}, [("detail", {"type": "volume"}, [("number", {}, number)])]


def _link(link: Link) -> Node:
    kind = _RELATED.get(link.kind)
    stated: list[Node] = [
        ("titleInfo", {}, [("title", {}, link.title)]),
        ("identifier", {}, link.target),
    ]
    return "relatedItem", {"type": kind} if kind else {"otherType": link.kind}, stated


def _places(d: Description) -> Iterator[Node]:
    if d.online:
        yield "location", {}, [("url", {"usage": "primary"}, d.online.address)]
        yield from _licence(d.online)
    yield "location", {}, [("url", {"access": "preview"}, d.cover)]


def _licence(online: OnlineAccess) -> Iterator[Node]:
    begins, ends = online.licence_from, online.licence_until
    stated = {
        "licence from": begins.isoformat() if begins else "",
        "licence until": ends.isoformat() if ends else "",
        "loan model": online.loan_model,
    }
    for label, text in stated.items():
        yield "accessCondition", {"type": "restriction on access", "displayLabel": label}, text


def _record_info(d: Description, id: str) -> Node:
    stated: list[Node] = [
        ("recordIdentifier", {}, id),
        ("descriptionStandard", {}, d.quality.rules),
        ("recordInfoNote", {"type": "level"}, d.quality.level),
    ]
    return "recordInfo", {}, stated


_WRITERS: tuple[Callable[[Description], Iterator[Node]], ...] = (
    _titles,
    _people,
    _form,
    _publication,
    _languages,
    _topics,
    _numbers,
    _relations,
    _places,
)

"""The model as the things that PICA+ has fields for, by the names of `tables/written_pica.toml`."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from catalogue.model import Carrier, Contributor, Description, Identifier, Subject, Title
from normalize.imprints import minutes_in, pages_in
from normalize.isbd import extent_of
from normalize.numbering import parse_number
from normalize.profiles import load_table
from normalize.rules import SEPARATOR
from normalize.titles import is_designation, sort_text

Thing = Mapping[str, str | tuple[str, ...]]
"""The parts of one field by name; a part with several values becomes as many subfields."""

_RDA = {"content": "rdacontent", "media": "rdamedia", "carrier": "rdacarrier"}
_CHECKED = frozenset(("issn", "ismn", "ean"))


def things_of(description: Description) -> Iterator[tuple[str, Thing]]:
    """Everything that the description says, each with the kind of field it belongs in."""
    for find in _FINDERS:
        yield from find(description)


def _words(list_name: str, key: str) -> str:
    return str(load_table("written_pica")[list_name].get(key, ""))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(row["of"] for row in load_table("written_pica")["fields"])


def _kind(name: str, scheme: str) -> str:
    """The field of a scheme where it has one of its own, else the one that names the scheme."""
    own = f"{name}_{scheme}"
    return own if own in _kinds() else name


def _form(d: Description) -> Iterator[tuple[str, Thing]]:
    whole = "b" if d.carrier is Carrier.SERIAL else "c" if d.volume.is_set else "a"
    level = _words("level", d.quality.level)
    if d.carrier is not Carrier.UNKNOWN:
        yield "material", {"code": (_words("material", d.carrier) or "A") + whole + level}
        yield "quality", {"level": "" if level else d.quality.level}
    else:
        yield "quality", {"level": d.quality.level}
    yield "rules", {"rules": d.quality.rules}
    stated = {kind: getattr(d.forms, kind) for kind in _RDA}
    for kind, codes in (stated if any(stated.values()) else _own_forms(d)).items():
        yield from ((kind, {"code": code, "list": _RDA[kind]}) for code in codes)
    yield "named_carrier", {"text": _words("carrier_note", d.carrier)}


def _own_forms(d: Description) -> dict[str, tuple[str, ...]]:
    rows = {row["is"]: row for row in load_table("carriers")["written"]}
    codes = rows[d.carrier].get("rda", ())
    return {kind: (code,) for kind, code in zip(_RDA, codes, strict=False)}


def _numbers(d: Description) -> Iterator[tuple[str, Thing]]:
    for isbn in d.isbns:
        number = {"text": isbn.isbn or isbn.text, "qualifier": _words("qualifier", isbn.qualifier)}
        yield "isbn" if isbn.isbn else "isbn_wrong", number
    yield from map(_identifier, d.identifiers)
    dutch = {iso: code for code, iso in reversed(load_table("languages")["ggc"].items())}
    yield (
        "languages",
        {
            "texts": tuple(dutch.get(code, code) for code in d.languages),
            "originals": tuple(dutch.get(code, code) for code in d.original_languages),
        },
    )


def _identifier(each: Identifier) -> tuple[str, Thing]:
    stated = {"value": each.value, "scheme": each.scheme, "qualifier": each.qualifier}
    if each.valid:
        return _kind("identifier", each.scheme), stated
    return "identifier_wrong" if each.scheme in _CHECKED else "identifier_gone", stated


def _titles(d: Description) -> Iterator[tuple[str, Thing]]:
    title = d.title
    own = {"rest": title.rest, "responsibility": title.responsibility}
    marked = _marked(title)
    if title.part_title or title.part_number:
        # A volume stands under the title of the whole, which carries the number.
        yield "title", {"main": title.part_title or _designation(title.part_number), **own}
        yield "whole", {"title": marked, "volume": title.part_number}
    else:
        yield "title", {"main": marked, **own}
    yield "original", {"title": d.original_title}
    yield from (("variant", {"title": each}) for each in d.variant_titles)


def _designation(number: str) -> str:
    """The number as the title of a part that has no other: readers know `Deel 1` for what it is."""
    return number if is_designation(number) else f"Deel {parse_number(number) or number}"


def _marked(title: Title) -> str:
    """The title with `@` before the first word that sorts; without, where it is the first."""
    words = [0, *(i + 1 for i, c in enumerate(title.main[:-1]) if c in " '’")]
    start = next((i for i in words if sort_text(title.main[i:]) == title.sort), 0)
    return f"{title.main[:start]}@{title.main[start:]}" if start else title.main


def _people(d: Description) -> Iterator[tuple[str, Thing]]:
    main_taken = False
    for person in d.contributors:
        main = person.main and not main_taken
        main_taken = main_taken or main
        single = person.surname == person.name
        yield (
            _kind_of(person, main=main),
            {
                "name": person.name,
                "surname": "" if single else person.surname,
                "prefix": person.prefix,
                "given": person.given,
                "personal": person.name if single else "",
                "dates": person.dates,
                "word": "" if main and person.role == "aut" else _words("role", person.role),
                "role": person.role,
                "authority": person.authority,
            },
        )


def _kind_of(person: Contributor, *, main: bool) -> str:
    if not person.surname:
        return "main_body" if main else "other_body"
    if main:
        return "main_person"
    return "author" if person.role == "aut" else "other_person"


def _publication(d: Description) -> Iterator[tuple[str, Thing]]:
    yield "edition", {"statement": d.edition.statement}
    yield from (("publisher", {"place": each.place, "name": each.name}) for each in d.publishers)
    yield from (("year", {"year": str(year)}) for year in d.years)
    yield "country", {"code": d.country}
    stated, extent = extent_of(d), d.extent
    yield "extent", {"statement": stated}
    pages = extent.pages if extent.pages != pages_in(stated) else None
    minutes = extent.minutes if extent.minutes != minutes_in(stated) else None
    yield "duration", {"pages": str(pages or ""), "minutes": str(minutes or "")}
    yield "size", {"size": extent.size}
    yield "cover", {"address": d.cover}
    if d.online:
        begins, ends = d.online.licence_from, d.online.licence_until
        yield "address", {"address": d.online.address}
        yield (
            "licence",
            {
                "begins": begins.isoformat() if begins else "",
                "ends": ends.isoformat() if ends else "",
                "model": d.online.loan_model,
            },
        )


def _context(d: Description) -> Iterator[tuple[str, Thing]]:
    yield from (("series", {"title": s.title, "volume": s.volume}) for s in d.series)
    yield from (("note", {"text": note}) for note in d.notes)
    for each in d.classifications:
        scheme = "" if each.scheme == "unknown" else each.scheme
        yield _kind("class", each.scheme), {"notation": each.notation, "scheme": scheme}
    for kind, terms in (("subject", d.subjects), ("genre", d.genres)):
        for term in terms:
            yield _kind(kind, term.scheme), _topic(term)
    yield "annotation", {"text": d.annotation}
    yield from (("audience", {"code": code}) for code in d.audience)
    yield "avi", {"level": d.avi}
    for link in d.links:
        yield "link", {"kind": link.kind, "title": link.title, "target": link.target}


def _topic(subject: Subject) -> Thing:
    """A term, whole and cut at its subdivisions: which of them is written, the field says."""
    main, *divisions = subject.term.split(SEPARATOR)
    return {
        "term": subject.term,
        "main": main,
        "divisions": tuple(divisions),
        "scheme": subject.scheme,
        "authority": subject.authority,
    }


_FINDERS: tuple[Callable[[Description], Iterator[tuple[str, Thing]]], ...] = (
    _form,
    _numbers,
    _titles,
    _people,
    _publication,
    _context,
)

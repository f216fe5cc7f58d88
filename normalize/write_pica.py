"""The model to PICA+ in XML, for systems that speak it.

Which thing goes to which field stands in `tables/written_pica.toml`, and so does what PICA+ as the
GGC uses it has no verified place for (`left_out`). Only title data are written (level 0).
"""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from catalogue.model import Carrier, Contributor, Description, Title
from catalogue.text import tidy
from catalogue.xml import to_bytes
from normalize.profiles import load_table
from normalize.titles import is_designation, sort_text

NAMESPACE = "info:srw/schema/5/picaXML-v1.0"

Thing = Mapping[str, str | tuple[str, ...]]
"""The parts of one field by name; a part with several values becomes as many subfields."""

_RDA = {"content": "rdacontent", "medium": "rdamedia", "carrier": "rdacarrier"}
_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}


def to_picaxml(description: Description, id: str) -> bytes:
    """One PicaXML `<record>` as UTF-8 bytes, with `id` in 003@."""
    things: dict[str, list[Thing]] = {"number": [{"value": id}]}
    for find in _FINDERS:
        for kind, thing in find(description):
            things.setdefault(kind, []).append(thing)
    record = etree.Element(f"{{{NAMESPACE}}}record", nsmap=_NAMESPACES)  # type: ignore[arg-type]
    for row in load_table("written_pica")["fields"]:
        for thing in things.get(row["of"], ()):
            _add_field(record, row["tag"], list(_filled(thing, row["subfields"])))
    return to_bytes(record)


def _filled(thing: Thing, subfields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, part in subfields.items():
        stated = thing.get(part, "")
        for text in (stated,) if isinstance(stated, str) else stated:
            if tidy(text):
                yield code, tidy(text)


def _add_field(record: etree._Element, tag: str, subfields: list[tuple[str, str]]) -> None:
    if subfields:
        field = etree.SubElement(record, f"{{{NAMESPACE}}}datafield", tag=tag)
        for code, text in subfields:
            etree.SubElement(field, f"{{{NAMESPACE}}}subfield", code=code).text = text


def _words(list_name: str, key: str) -> str:
    return str(load_table("written_pica")[list_name].get(key, ""))


def _form(d: Description) -> Iterator[tuple[str, Thing]]:
    level = "b" if d.carrier is Carrier.SERIAL else "c" if d.volume.is_set else "a"
    if d.carrier is not Carrier.UNKNOWN:
        yield "material", {"code": (_words("material", d.carrier) or "A") + level + "v"}
    rows = {row["is"]: row for row in load_table("carriers")["written"]}
    for kind, code in zip(_RDA, rows[d.carrier].get("rda", ()), strict=False):
        yield kind, {"code": code, "list": _RDA[kind]}
    named = _words("carrier_note", d.carrier)
    if named and named not in d.notes:
        yield "note", {"text": named}


def _numbers(d: Description) -> Iterator[tuple[str, Thing]]:
    for isbn in d.isbns:
        yield (
            "isbn",
            {"text": isbn.isbn or isbn.text, "qualifier": _words("qualifier", isbn.qualifier)},
        )
    for each in d.identifiers:
        yield f"identifier_{each.scheme}", {"value": each.value}
    dutch = {iso: code for code, iso in reversed(load_table("languages")["ggc"].items())}
    yield (
        "languages",
        {
            "texts": tuple(dutch.get(code, code) for code in d.languages),
            "originals": tuple(dutch.get(code, code) for code in d.original_languages),
        },
    )


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
    yield from (("variant", {"title": each}) for each in d.variant_titles)


def _designation(number: str) -> str:
    """The number as the title of a part that has no other: readers know `Deel 1` for what it is."""
    return number if is_designation(number) else f"Deel {number}"


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
        yield (
            _kind(person, main=main),
            {
                "name": person.name,
                "surname": "" if _is_single(person) else person.surname,
                "prefix": person.prefix,
                "given": person.given,
                "personal": person.name if _is_single(person) else "",
                "role": "" if main and person.role == "aut" else _role(person),
                "authority": person.authority,
            },
        )


def _is_single(person: Contributor) -> bool:
    return person.surname == person.name


def _role(person: Contributor) -> str:
    return _words("role", person.role) or person.role


def _kind(person: Contributor, *, main: bool) -> str:
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
    counted = f"{d.extent.pages} p" if d.extent.pages else ""
    played = f"{d.extent.minutes} min" if d.extent.minutes else ""
    yield "extent", {"statement": d.extent.statement or counted or played}
    yield "size", {"size": d.extent.size}
    yield "address", {"address": d.online.address if d.online else ""}


def _context(d: Description) -> Iterator[tuple[str, Thing]]:
    yield from (("series", {"title": s.title, "volume": s.volume}) for s in d.series)
    yield from (("note", {"text": note}) for note in d.notes)
    yield from ((f"class_{each.scheme}", {"notation": each.notation}) for each in d.classifications)
    for kind, terms in (("subject", d.subjects), ("genre", d.genres)):
        for each in terms:
            yield f"{kind}_{each.scheme}", {"term": each.term, "authority": each.authority}
    yield "annotation", {"text": d.annotation}


_FINDERS: tuple[Callable[[Description], Iterator[tuple[str, Thing]]], ...] = (
    _form,
    _numbers,
    _titles,
    _people,
    _publication,
    _context,
)

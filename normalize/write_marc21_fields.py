"""The model as the data fields of MARC 21: which thing goes to which subfield."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from catalogue.model import Contributor, Description, Identifier, IsbnStatement, Link, OnlineAccess
from normalize.isbd import (
    Element,
    extent_elements,
    publisher_elements,
    punctuated,
    title_elements,
)
from normalize.numbers import AGENCIES
from normalize.profiles import load_table
from normalize.rules import SEPARATOR
from normalize.write_marc21_codes import country_code, nonfiling, written_carrier

Row = tuple[str, str, list[tuple[str, str]]]
"""Tag, two indicators, and the subfields in order; empty ones are left out."""

_QUALIFIERS = {"set": "set", "binding": "papieren uitgave", "e_book": "e-book", "audio": "audio"}
_AGENCY_OF = {scheme: agency for agency, scheme in AGENCIES.items()} | {"oclc": "OCoLC", "035": ""}
_NUMBERED = {"ismn": "2 ", "ean": "3 "}
_OWN_TAGS = {"ddc": ("082", "04"), "lcc": ("050", " 4")}
_LINK_TAGS = {
    "translation_of": "765",
    "part_of": "773",
    "other_edition": "775",
    "other_carrier": "776",
    "continues": "780",
    "continued_by": "785",
}
_TITLE = {"main": "a", "number": "n", "part": "p", "rest": "b", "responsibility": "c"}
_IMPRINT = {"place": "a", "name": "b", "years": "c"}
_EXTENT = {"extent": "a", "size": "c"}
_SERIES = {"title": "a", "volume": "v"}
_RDA = (("content", "336"), ("media", "337"), ("carrier", "338"))


def data_fields(description: Description) -> Iterator[Row]:
    """Every data field of the description, some without content."""
    for write in _WRITERS:
        yield from write(description)


def _coded(elements: Iterable[Element], codes: dict[str, str]) -> list[tuple[str, str]]:
    return [(codes[name], text) for name, text in punctuated(elements)]


def _numbers(d: Description) -> Iterator[Row]:
    yield from map(_isbn, d.isbns)
    yield from map(_identifier, d.identifiers)
    # Leader/18 says already that the punctuation is that of ISBD.
    yield "040", "  ", [("e", "" if d.quality.rules == "isbd" else d.quality.rules)]
    originals = [("h", code) for code in d.original_languages]
    if originals or len(d.languages) > 1:
        translated = "1" if originals else "0"
        yield "041", translated + " ", [*(("a", code) for code in d.languages), *originals]
    # ISO's code where the list of MARC countries that we hold has none.
    yield "044", "  ", [("c", "" if country_code(d) else d.country)]


def _isbn(statement: IsbnStatement) -> Row:
    number = ("a", statement.isbn) if statement.isbn else ("z", statement.text)
    named = _QUALIFIERS.get(statement.qualifier, "anders" if statement.qualifier else "")
    return "020", "  ", [number, ("q", named)]


def _identifier(identifier: Identifier) -> Row:
    """022, 024 or 035; $z where the number is wrong or withdrawn."""
    scheme, code = identifier.scheme, "a" if identifier.valid else "z"
    if scheme == "issn":
        return "022", "  ", [(code, identifier.value)]
    if scheme in _AGENCY_OF:
        agency = _AGENCY_OF[scheme]
        return (
            "035",
            "  ",
            [(code, f"({agency}){identifier.value}" if agency else identifier.value)],
        )
    numbered = [(code, identifier.value), ("q", identifier.qualifier)]
    if scheme in _NUMBERED:
        return "024", _NUMBERED[scheme], numbered
    return "024", "7 ", [*numbered, ("2", scheme)]


def _classes(d: Description) -> Iterator[Row]:
    for each in d.classifications:
        scheme = "" if each.scheme == "unknown" else each.scheme
        if scheme == "nur":
            yield "072", " 7", [("a", each.notation), ("2", "nur")]
        elif scheme in _OWN_TAGS:
            yield (*_OWN_TAGS[scheme], [("a", each.notation)])
        else:
            yield "084", "  ", [("a", each.notation), ("2", scheme)]


def _titles(d: Description) -> Iterator[Row]:
    added = "1" if any(person.main for person in d.contributors) else "0"
    skipped = str(nonfiling(d.title))
    yield "240", "10", [("a", d.original_title)]
    yield "245", added + skipped, _coded(title_elements(d), _TITLE)
    for variant in d.variant_titles:
        yield "246", "3 ", [("a", variant)]


def _people(d: Description) -> Iterator[Row]:
    main_taken, linked = False, 0
    for person in d.contributors:
        main = person.main and not main_taken
        main_taken = main_taken or main
        tag, indicators, subfields = _person(person, "1" if main else "7")
        if not person.variants or linked == 99:
            yield tag, indicators, subfields
            continue
        linked += 1
        yield tag, indicators, [("6", f"880-{linked:02}"), *subfields]
        for variant in person.variants:
            yield "880", indicators, [("6", f"{tag}-{linked:02}"), ("a", variant)]


def _person(person: Contributor, hundreds: str) -> Row:
    rest = [("4", person.role), ("0", person.authority)]
    if not person.surname:
        return hundreds + "10", "2 ", [("a", person.name), *rest]
    rest = [("d", person.dates), *rest]
    if person.surname == person.name:
        return hundreds + "00", "0 ", [("a", person.name), *rest]
    inverted = f"{person.surname}, {' '.join(filter(None, (person.given, person.prefix)))}"
    return hundreds + "00", "1 ", [("a", inverted), *rest]


def _imprint(d: Description) -> Iterator[Row]:
    yield "250", "  ", [("a", d.edition.statement)]
    years = ", ".join(map(str, d.years))
    for publisher in d.publishers:
        yield "264", " 1", _coded(publisher_elements(publisher, years), _IMPRINT)
        years = ""  # Stated once.
    yield "264", " 1", [("c", years)]


def _physical(d: Description) -> Iterator[Row]:
    yield "300", "  ", _coded(extent_elements(d), _EXTENT)
    minutes = d.extent.minutes or 0
    if 0 < minutes < 6_000:
        yield "306", "  ", [("a", f"{minutes // 60:02}{minutes % 60:02}00")]
    row = written_carrier(d)
    own = {kind: (code,) for (kind, _), code in zip(_RDA, row.get("rda", ()), strict=False)}
    stated = any((d.forms.content, d.forms.media, d.forms.carrier))
    for kind, tag in _RDA:
        for code in getattr(d.forms, kind) if stated else own.get(kind, ()):
            yield tag, "  ", [("b", code), ("2", f"rda{kind}")]
    if "medium" in row:
        tag, word = row["medium"]
        yield tag, "  ", [("a", word)]


def _context(d: Description) -> Iterator[Row]:
    for series in d.series:
        stated = [("title", "", series.title), ("volume", " ;", series.volume)]
        yield "490", "0 ", _coded(stated, _SERIES)
    for note in d.notes:
        yield "500", "  ", [("a", note)]
    if d.online:
        yield from _licence(d.online)
    yield "520", "  ", [("a", d.annotation)]
    for code in d.audience:
        yield "521", "  ", [("a", code)]
    yield "521", "  ", [("a", f"AVI {d.avi}" if d.avi else "")]


def _licence(online: OnlineAccess) -> Iterator[Row]:
    """506 for each: $3 says what its date or term is, as `tables/plain_marc21.toml` reads it."""
    begins, ends = online.licence_from, online.licence_until
    yield "506", "1 ", [("3", "licentie vanaf"), ("g", begins.isoformat())] if begins else []
    yield "506", "1 ", [("3", "licentie tot en met"), ("g", ends.isoformat())] if ends else []
    yield "506", "1 ", [("3", "leenmodel"), ("f", online.loan_model)] if online.loan_model else []


def _topics(d: Description) -> Iterator[Row]:
    for subject in d.subjects:
        term, *subdivisions = subject.term.split(SEPARATOR)
        divided = [("x", each) for each in subdivisions]
        numbered = [("2", subject.scheme), ("0", subject.authority)]
        yield "650", " 7" if subject.scheme else " 4", [("a", term), *divided, *numbered]
    for genre in d.genres:
        numbered = [("2", genre.scheme), ("0", genre.authority)]
        yield "655", " 7" if genre.scheme else " 4", [("a", genre.term), *numbered]


def _links(d: Description) -> Iterator[Row]:
    yield from sorted(map(_link, d.links), key=itemgetter(0))
    yield "856", "42", [("3", "cover"), ("u", d.cover)] if d.cover else []
    yield "856", "40", [("u", d.online.address if d.online else "")]


def _link(link: Link) -> Row:
    """A linking entry; 787 says in words what the relation is."""
    tag = _LINK_TAGS.get(link.kind, "787")
    words = load_table("words")["link_kinds"].items()
    said = next((words for words, kind in words if kind == link.kind), "")
    stated = [("t", link.title), ("w", link.target)]
    return tag, "0 ", [("i", said), *stated] if tag == "787" and link.kind != "related" else stated


_WRITERS: tuple[Callable[[Description], Iterator[Row]], ...] = (
    _numbers,
    _classes,
    _titles,
    _people,
    _imprint,
    _physical,
    _context,
    _topics,
    _links,
)

"""The model to MARC 21 in XML, for library systems."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from lxml import etree

from catalogue.model import Contributor, Description, Identifier
from catalogue.text import tidy
from catalogue.xml import to_bytes
from normalize.numbers import AGENCIES
from normalize.profiles import load_table
from normalize.rules import SEPARATOR
from normalize.titles import sort_text

NAMESPACE = "http://www.loc.gov/MARC21/slim"

_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}

Row = tuple[str, str, list[tuple[str, str]]]
"""Tag, two indicators, and the subfields in order; empty ones are left out."""

_QUALIFIERS = {"set": "set", "binding": "gebonden", "e_book": "e-book", "audio": "audio"}
_OWN_TAGS = {"ddc": "082", "lcc": "050"}
_LINK_TAGS = {
    "part_of": "773",
    "other_edition": "775",
    "other_carrier": "776",
    "continues": "780",
    "continued_by": "785",
}


def to_marcxml(description: Description, id: str) -> bytes:
    """One MARC 21 `<record>` as UTF-8 bytes, with `id` in 001 and without ISBD punctuation.

    What MARC 21 has no place for (surety of the carrier, licence dates) is left out. Punctuation
    is left to the receiver, as leader/18 `c` says (PCC guidelines, 2019).
    """
    record = etree.Element(f"{{{NAMESPACE}}}record", nsmap=_NAMESPACES)  # type: ignore[arg-type]
    _add(record, "leader").text = _leader(description)
    for tag, value in _control_fields(description, id):
        _add(record, "controlfield", tag=tag).text = value
    # Within a hundred the order is the description's own: people are not sorted by tag.
    rows = [row for writer in _WRITERS for row in writer(description)]
    for tag, indicators, subfields in sorted(rows, key=lambda row: row[0][0]):
        _add_field(record, tag, indicators, subfields)
    return to_bytes(record)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _add_field(
    record: etree._Element, tag: str, indicators: str, subfields: list[tuple[str, str]]
) -> None:
    filled = [(code, tidy(text)) for code, text in subfields if tidy(text)]
    if filled:
        field = _add(record, "datafield", tag=tag, ind1=indicators[0], ind2=indicators[1])
        for code, text in filled:
            _add(field, "subfield", code=code).text = text


@cache
def _written() -> dict[str, dict[str, Any]]:
    return {row["is"]: row for row in load_table("carriers")["written"]}


def _leader(d: Description) -> str:
    whole = "a" if d.volume.is_set else " "
    return f"00000n{_written()[d.carrier]['leader']} a2200000 c{whole}4500"


def _control_fields(d: Description, id: str) -> Iterator[tuple[str, str]]:
    yield "001", tidy(id)
    row = _written()[d.carrier]
    if "category" in row:
        yield "007", row["category"]
    first, second = (*map(str, d.years[:2]), "    ", "    ")[:2]
    kind = "t" if len(d.years) > 1 else "s" if d.years else "n"
    body = f"{row.get('form', ' '):>6}".ljust(17)
    language = d.languages[0] if d.languages else "   "
    yield "008", f"000101{kind}{first:4}{second:4}{_country(d):3}{body}{language:3}  "


def _country(d: Description) -> str:
    codes = load_table("countries")["marc"].items()
    return next((marc for marc, iso in codes if iso == d.country), "")


def _numbers(d: Description) -> Iterator[Row]:
    for isbn in d.isbns:
        qualifier = _QUALIFIERS.get(isbn.qualifier, "anders" if isbn.qualifier else "")
        number = ("a", isbn.isbn) if isbn.isbn else ("z", isbn.text)
        yield "020", "  ", [number, ("q", qualifier)]
    yield from map(_identifier, d.identifiers)
    originals = [("h", code) for code in d.original_languages]
    if originals or len(d.languages) > 1:
        translated = "1" if originals else "0"
        yield "041", translated + " ", [*(("a", code) for code in d.languages), *originals]


def _identifier(identifier: Identifier) -> Row:
    agency = next((a for a, scheme in AGENCIES.items() if scheme == identifier.scheme), "")
    agency = "OCoLC" if identifier.scheme == "oclc" else agency
    if identifier.scheme == "issn":
        return "022", "  ", [("a", identifier.value)]
    if identifier.scheme == "ean":
        return "024", "3 ", [("a", identifier.value)]
    return "035", "  ", [("a", f"({agency}){identifier.value}" if agency else identifier.value)]


def _classes(d: Description) -> Iterator[Row]:
    for each in d.classifications:
        scheme = "" if each.scheme == "unknown" else each.scheme
        if scheme == "nur":
            yield "072", " 7", [("a", each.notation), ("2", "nur")]
        elif scheme in _OWN_TAGS:
            yield _OWN_TAGS[scheme], "  ", [("a", each.notation)]
        else:
            yield "084", "  ", [("a", each.notation), ("2", scheme)]


def _titles(d: Description) -> Iterator[Row]:
    title = d.title
    added = "1" if d.contributors else "0"
    yield (
        "245",
        added + str(_skipped(title.main, title.sort)),
        [
            ("a", title.main),
            ("n", title.part_number),
            ("p", title.part_title),
            ("b", title.rest),
            ("c", title.responsibility),
        ],
    )
    yield "240", "10", [("a", d.original_title)]
    for variant in d.variant_titles:
        yield "246", "3 ", [("a", variant)]


def _skipped(main: str, sort: str) -> int:
    """How many characters of the title do not sort (at most nine)."""
    fits = (n for n in range(min(10, len(main))) if sort_text(main[n:]) == sort)
    first = next(fits, 0)
    while first and first < 9 and first + 1 < len(main) and main[first] in " '’":
        first += 1
    return first


def _people(d: Description) -> Iterator[Row]:
    main_taken = False
    for person in d.contributors:
        main = person.main and not main_taken
        main_taken = main_taken or main
        yield _person(person, "1" if main else "7")


def _person(person: Contributor, hundreds: str) -> Row:
    rest = [("d", person.dates), ("4", person.role), ("0", person.authority)]
    if not person.surname:
        return hundreds + "10", "2 ", [("a", person.name), *rest]
    if person.surname == person.name:
        return hundreds + "00", "0 ", [("a", person.name), *rest]
    inverted = f"{person.surname}, {' '.join(filter(None, (person.given, person.prefix)))}"
    return hundreds + "00", "1 ", [("a", inverted), *rest]


def _imprint(d: Description) -> Iterator[Row]:
    yield "250", "  ", [("a", d.edition.statement)]
    years = ("c", ", ".join(map(str, d.years)))
    for i, publisher in enumerate(d.publishers):
        place, name = ("a", publisher.place), ("b", publisher.name)
        yield "264", " 1", [place, name, years] if i == 0 else [place, name]
    if not d.publishers:
        yield "264", " 1", [years]


def _physical(d: Description) -> Iterator[Row]:
    extent = d.extent
    played = f"{extent.minutes} min." if extent.minutes else ""
    counted = f"{extent.pages} p." if extent.pages else played
    yield "300", "  ", [("a", extent.statement or counted), ("c", extent.size)]
    row = _written()[d.carrier]
    lists = (("336", "rdacontent"), ("337", "rdamedia"), ("338", "rdacarrier"))
    for (tag, name), code in zip(lists, row.get("rda", ()), strict=False):
        yield tag, "  ", [("b", code), ("2", name)]
    if "medium" in row:
        tag, word = row["medium"]
        yield tag, "  ", [("a", word)]


def _context(d: Description) -> Iterator[Row]:
    for series in d.series:
        yield "490", "1 ", [("a", series.title), ("v", series.volume)]
    for note in d.notes:
        yield "500", "  ", [("a", note)]
    yield "520", "  ", [("a", d.annotation)]
    for code in d.audience:
        yield "521", "  ", [("a", code)]
    yield "521", "  ", [("a", f"AVI {d.avi}" if d.avi else "")]


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
    for link in d.links:
        tag = _LINK_TAGS.get(link.kind, "787")
        kind = link.kind if tag == "787" else ""
        yield tag, "0 ", [("i", kind), ("t", link.title), ("w", link.target)]
    yield "856", "42", [("u", d.cover), ("3", "cover" if d.cover else "")]
    yield "856", "40", [("u", d.online.address if d.online else "")]


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

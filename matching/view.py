"""A record as matching sees it: folded, with only what is compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from catalogue.model import BibliographicRecord, Carrier, Contributor, Description
from catalogue.text import fold, without_article

_PUBLISHER_WORDS = frozenset(
    (
        "uitgeverij",
        "uitgevers",
        "uitgever",
        "bv",
        "b",
        "v",
        "nv",
        "publishers",
        "verlag",
        "the",
        "de",
    )
)
_NUMERALS = {
    "eerste": 1, "een": 1, "tweede": 2, "twee": 2, "derde": 3, "drie": 3, "vierde": 4, "vier": 4,
    "vijfde": 5, "vijf": 5, "zesde": 6, "zevende": 7, "achtste": 8, "negende": 9, "tiende": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip
"""Numerals that may tell one title from the next; `i`, `v` and `x` count at the end only."""
_LETTERS = frozenset(("i", "v", "x", "een", "drie", "vier", "vijf", "twee"))
_TAIL = re.compile(r"\b(?:deel|dl|band|vol|volume|nr|nummer|boek|book|part)\s*(\d+|[ivx]+)\b")
_FIRST_AUTHORS = frozenset(("aut", "cre", "edt", "cmp", "art", "cmb", "drt", "prf"))

NATIONAL_NUMBERS = frozenset(("ppn", "nbd", "based_on"))
"""Schemes whose value is the number of a national record, whatever house quotes it."""
OTHER_PROVENANCE = frozenset(("oclc", "035"))
NATIONAL = frozenset(("nbd", "nbd_pica", "ggc", "obcp", "online"))
"""Sources whose own number others quote, and that describe a publication once."""


@dataclass(frozen=True)
class View:
    """The folded facts of one record."""

    house: str
    titles: frozenset[str]
    titled: bool
    title: str
    subtitle: str
    part: str
    numerals: frozenset[int]
    surnames: frozenset[str]
    main_surnames: frozenset[str]
    initials: dict[str, str]
    translators: frozenset[str]
    isbns: frozenset[str]
    wrong_isbns: frozenset[str]
    provenance: frozenset[str]
    quotes: bool
    years: frozenset[int]
    pages: int | None
    minutes: int | None
    volume: int | None
    likely_volume: int | None
    is_set: bool
    publishers: frozenset[str]
    carrier: Carrier
    carrier_sure: bool
    languages: frozenset[str]
    revised: bool
    edition: int | None
    series: frozenset[str]

    @property
    def is_glue(self) -> bool:
        """Whether too little is stated: it may join one cluster, but never connect two."""
        stated = self.isbns or self.volume is not None or self.pages or self.minutes
        return not (stated or self.quotes)


@lru_cache(maxsize=20_000)
def view_of(record: BibliographicRecord) -> View:
    """The view of a record; the same record always gives the same view."""
    supplied = record.title.supplied
    title = "" if supplied else _folded(record.title.main, _language(record))
    persons = [(person, _surname(person)) for person in record.contributors]
    return View(
        house=record.source if record.source in NATIONAL else "",
        titles=frozenset(_titles(record, title)),
        titled=not supplied,
        title=title,
        subtitle=fold(record.title.rest.replace(" & ", " en ")),
        part=fold(record.title.part_title),
        numerals=frozenset() if supplied else _numerals(_said(record)),
        surnames=frozenset(name for _, name in persons if name),
        main_surnames=frozenset(n for p, n in persons if n and p.role in _FIRST_AUTHORS),
        initials={name: fold(person.given)[:1] for person, name in persons if name},
        translators=frozenset(name for person, name in persons if name and person.role == "trl"),
        isbns=frozenset(record.valid_isbns),
        wrong_isbns=frozenset(fold(s.text).replace(" ", "") for s in record.isbns if not s.isbn),
        provenance=_provenance(record),
        quotes=len(_provenance(record)) > (record.source in NATIONAL),
        years=frozenset(record.years),
        pages=record.extent.pages,
        minutes=record.extent.minutes,
        volume=_volume(record),
        likely_volume=record.volume.number,
        is_set=record.volume.is_set,
        publishers=frozenset(_publisher(p.name) for p in record.publishers if _publisher(p.name)),
        carrier=record.carrier,
        carrier_sure=record.carrier_sure,
        languages=frozenset(record.languages),
        revised=record.edition.revised,
        edition=record.edition.number,
        series=frozenset(fold(without_article(s.title)) for s in record.series),
    )


def _said(record: Description) -> str:
    return f"{record.title.main}. {record.title.rest}"


def _folded(title: str, language: str) -> str:
    return fold(without_article(title.replace(" & ", " en "), language))


def _numerals(text: str) -> frozenset[int]:
    """The numbers that a title states, in figures or as words at the end of a statement."""
    found = set()
    for statement in re.split(r"[.:;,]", text):
        words = fold(statement).split()
        found |= {int(word) for word in words if word.isdigit() and len(word) < 5}
        found |= {_NUMERALS[w] for w in words if w in _NUMERALS and w not in _LETTERS}
        found |= {_NUMERALS[w] for w in words[1:][-1:] if w in _NUMERALS}
    return frozenset(found)


def _language(record: Description) -> str:
    return record.languages[0] if record.languages else "dut"


def _titles(record: Description, main: str) -> set[str]:
    """The main title, without its volume words, with its part, and with its subtitle."""
    language = _language(record)
    found = {main, _TAIL.sub("", main).strip()}
    if record.title.part_title:
        found.add(_folded(record.title.part_title, language))
    found |= {_folded(title, language) for title in record.variant_titles}
    return {title for title in found if title}


def _surname(person: Contributor) -> str:
    return fold(person.surname) or fold(person.name).rpartition(" ")[2]


def _publisher(name: str) -> str:
    words = [word for word in fold(name).split() if word not in _PUBLISHER_WORDS]
    return " ".join(words) or fold(name)


def _volume(record: Description) -> int | None:
    return record.volume.number if record.volume.state == "known" else None


def _provenance(record: BibliographicRecord) -> frozenset[str]:
    """The national records that this one stands for: its own number among them if it is one."""
    own = {record.number} if record.source in NATIONAL else set()
    quoted = {i.value for i in record.identifiers if i.scheme in NATIONAL_NUMBERS}
    others = {f"{i.scheme}:{i.value}" for i in record.identifiers if i.scheme in OTHER_PROVENANCE}
    return frozenset(own | quoted | others)

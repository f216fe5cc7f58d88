"""The country's books before anyone describes them: works, expressions, manifestations.

Numbers are whole numbers of the country, unique in it; nothing that a source writes shows them.
"""

from dataclasses import dataclass

CAP = 8192
"""No block has more manifestations (or works, expressions, records) than this."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who made something, by every form of the name that a source may write."""

    number: int
    given: str
    prefix: str
    surname: str
    born: int
    language: str

    @property
    def initials(self) -> str:
        """The first letters of the given names, with full stops."""
        return "".join(f"{name[0]}." for name in self.given.replace("-", " ").split() if name)


@dataclass(frozen=True, slots=True)
class Series:
    """A numbered or unnumbered series of a publisher or an author."""

    title: str
    number: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """An imprint with the place it publishes in; `kinds` are letters for what it publishes."""

    number: int
    name: str
    place: str
    kinds: str
    weight: int
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A creation; `relation` tells what it has to do with work `related` (film_of, adaptation_of,
    contains).
    """

    id: int
    kind: str
    title: str
    authors: tuple[Person, ...]
    language: str
    year: int
    audience: str
    popularity: int
    genre: str = ""
    subjects: tuple[str, ...] = ()
    nur: str = ""
    siso: str = ""
    annotation: str = ""
    relation: str = ""
    related: int | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A work in one language and one wording.

    `kind` is original, translation, revised, abridged, adaptation or bilingual; `others` are its
    translators and illustrators with their roles.
    """

    id: int
    work: int
    kind: str
    language: str
    title: str
    subtitle: str = ""
    others: tuple[tuple[str, Person], ...] = ()


@dataclass(frozen=True, slots=True)
class Printing:
    """What one printing or binding of a manifestation says of itself: by policy they are one."""

    isbn: str
    binding: str
    year: int
    edition: str


@dataclass(frozen=True, slots=True)
class Manifestation:
    """One publication in one carrier: same content, language, volume and setting of type.

    `popularity` is in millionths, evenly spread over the country: 999,999 is the most wanted.
    `volume` is its number in a set or series under one title, `whole` tells that it holds all.
    """

    id: int
    work: int
    expression: int
    kind: str
    carrier: str
    language: str
    title: str
    subtitle: str
    authors: tuple[Person, ...]
    others: tuple[tuple[str, Person], ...]
    publisher: Publisher
    printings: tuple[Printing, ...]
    audience: str
    popularity: int
    volume: str = ""
    volume_title: str = ""
    whole: bool = False
    set_isbn: str = ""
    sibling_isbn: str = ""
    ean: str = ""
    issn: str = ""
    label_number: str = ""
    pages: int = 0
    minutes: int = 0
    pieces: int = 0
    size: int = 0
    illustrated: bool = False
    series: Series | None = None
    original_title: str = ""
    original_language: str = ""
    avi: str = ""
    notes: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The year of its first printing."""
        return self.printings[0].year


@dataclass(frozen=True, slots=True)
class Block:
    """A fixed number of seeds of works with all that grew from them."""

    number: int
    works: tuple[Work, ...]
    expressions: tuple[Expression, ...]
    manifestations: tuple[Manifestation, ...]

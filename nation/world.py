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
    """An imprint, with the place it publishes in and the forms of its name."""

    number: int
    name: str
    place: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A creation: `relation` tells what it has to do with the work `related` (film_of, adaptation_of, contains)."""

    id: int
    kind: str
    title: str
    authors: tuple[Person, ...]
    language: str
    year: int
    audience: str
    genre: str
    topics: tuple[str, ...]
    nur: str
    siso: str
    annotation: str
    popularity: int
    relation: str = ""
    related: int | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A work in one language and one wording: original, translation, abridged, adaptation, revised."""

    id: int
    work: int
    kind: str
    language: str
    title: str
    subtitle: str
    translators: tuple[Person, ...] = ()
    illustrators: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Printing:
    """What one printing or binding of a manifestation says of itself (policy: they are one)."""

    isbn: str
    binding: str
    year: int
    edition: str


@dataclass(frozen=True, slots=True)
class Manifestation:
    """One publication in one carrier: same content, language, volume and setting of type."""

    id: int
    expression: int
    work: int
    kind: str
    carrier: str
    language: str
    title: str
    subtitle: str
    volume: str
    volume_title: str
    authors: tuple[Person, ...]
    others: tuple[tuple[str, Person], ...]
    publisher: Publisher
    year: int
    edition: str
    printings: tuple[Printing, ...]
    set_isbn: str
    ean: str
    pages: int
    minutes: int
    pieces: int
    size: int
    illustrated: bool
    series: Series | None
    original_title: str
    original_language: str
    audience: str
    avi: str
    popularity: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fixed number of seeds of works with all that grew from them."""

    number: int
    works: tuple[Work, ...]
    expressions: tuple[Expression, ...]
    manifestations: tuple[Manifestation, ...]

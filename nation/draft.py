"""What one record is about to say: the description of a manifestation as a source would make it."""

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import NamedTuple


class Name(NamedTuple):
    """A person in a record; `form` is inverted, direct ("Els van der Zee") or prefix_first."""

    role: str
    given: str
    prefix: str
    surname: str
    born: int
    number: int
    form: str = "inverted"


class Isbn(NamedTuple):
    """An ISBN as it is written down, with what is said of it; `wrong` when the source knows it."""

    text: str
    qualifier: str = ""
    wrong: bool = False


@dataclass(slots=True)
class Draft:
    """A record before it is written in its source's format; errors change it in place.

    `volume_place` says where the number of the volume goes: part, title, subtitle, series or
    nowhere. `said_carrier` are words that give the carrier away beside its codes.
    """

    source: str
    number: str
    manifestation: int
    kind: str
    language: str
    carrier: str
    title: str
    subtitle: str = ""
    volume: str = ""
    volume_title: str = ""
    volume_place: str = "part"
    whole: bool = False
    names: tuple[Name, ...] = ()
    responsibility: bool = True
    publisher: str = ""
    place: str = ""
    country: str = "ne"
    year: str = ""
    edition: str = ""
    isbns: tuple[Isbn, ...] = ()
    ean: str = ""
    issn: str = ""
    label_number: str = ""
    pages: str = ""
    minutes: int = 0
    pieces: int = 0
    size: int = 0
    illustrated: bool = False
    said_carrier: str = ""
    original_title: str = ""
    original_language: str = ""
    series_title: str = ""
    series_number: str = ""
    audience: str = ""
    avi: str = ""
    nur: str = ""
    siso: str = ""
    genre: str = ""
    subjects: tuple[str, ...] = ()
    annotation: str = ""
    notes: tuple[str, ...] = ()
    based_on: str = ""
    article_inverted: bool = False
    encoding: str = "utf-8"
    phenomena: list[str] = field(default_factory=list)

    def copied(self, source: str, number: str, kind: str) -> "Draft":
        """The same description in another system."""
        same = Draft(*_everything(self))
        same.source, same.number, same.kind = source, number, kind
        same.phenomena = [*self.phenomena, kind]
        return same

    @property
    def authors(self) -> tuple[Name, ...]:
        """The people who are entered as makers of the work."""
        return tuple(name for name in self.names if name.role == "aut")


_everything = attrgetter(*[each.name for each in fields(Draft)])
"""All values of a draft in the order of its fields: copying so is twice as fast as `replace`."""


def initials(given: str) -> str:
    """The first letters of given names, with full stops: A.F. for "Anna Femke"."""
    return "".join([f"{name[0]}." for name in given.replace("-", " ").split()])


def inverted(name: Name) -> str:
    """Surname first, as a heading has it; the form may be that of an untidy record."""
    if name.form == "direct":
        return direct(name)
    given = f"{name.given} {name.prefix}".strip()
    if name.form == "prefix_first":
        prefix = name.prefix[:1].upper() + name.prefix[1:]
        return f"{prefix} {name.surname}, {name.given}".strip()
    if name.prefix.endswith("'") and name.prefix[:1] in "dD":
        return f"{name.prefix}{name.surname}, {name.given}"
    return f"{name.surname}, {given}" if given else name.surname


def direct(name: Name) -> str:
    """The name as it is said."""
    if name.prefix.endswith("d'"):
        return f"{name.given} {name.prefix}{name.surname}".strip()
    return " ".join([part for part in (name.given, name.prefix, name.surname) if part])

"""The honest description of a manifestation, before anything goes wrong with it."""

from random import Random

from nation.draft import Draft, Isbn, Name
from nation.world import Manifestation, Person, Printing, Series, Work

_SAID = {
    "large_print": "Grote letter-editie",
    "audio_cd": "Luisterboek",
    "audio_mp3_cd": "Luisterboek, mp3",
    "e_audio": "Luisterboek",
    "e_book": "E-book",
    "daisy": "Daisy-rom",
    "braille": "Braille",
    "dvd": "Dvd-video",
    "blu_ray": "Blu-ray",
    "book_with_cd": "Met cd",
}
_COUNTRY = {
    "London": "uk", "Oxford": "uk", "New York": "us", "Berlin": "de", "Frankfurt am Main": "de",
    "Paris": "fr", "Stockholm": "se", "Antwerpen": "be", "Gent": "be", "Leuven": "be",
    "Tielt": "be", "Hasselt": "be", "Brussel": "be",
}  # fmt: skip
_NO_SERIES = Series("", "")
_BINDINGS = {"e_book": "e-book", "e_audio": "mp3", "audio_cd": "cd"}


class Describing:
    """What a source knows of a manifestation and its work when it begins to describe."""

    __slots__ = ("_true", "chance", "manifestation", "work")

    def __init__(self, manifestation: Manifestation, work: Work, chance: Random) -> None:
        """A manifestation, its work, and the chance of this record."""
        self.manifestation = manifestation
        self.work = work
        self.chance = chance
        self._true: Draft | None = None

    @property
    def true(self) -> Draft:
        """All that is true of the manifestation, composed once for all who describe it."""
        if self._true is None:
            self._true = _composed(self.manifestation, self.work)
        return self._true


def draft_of(about: Describing, source: str, number: str, kind: str) -> Draft:
    """Everything that is true of the manifestation, as far as records tell it."""
    draft = about.true.copied(source, number, kind)
    printing = _printing_at_hand(about.manifestation, about.chance)
    draft.year, draft.edition = str(printing.year), printing.edition
    return draft


def _composed(m: Manifestation, work: Work) -> Draft:
    series = m.series or _NO_SERIES
    of_manifestation = {name: getattr(m, name) for name in _SAID_OF_MANIFESTATION}
    of_work = {name: getattr(work, name) for name in _SAID_OF_WORK}
    return Draft(
        source="",
        number="",
        manifestation=m.id,
        kind="",
        names=names_of(m.authors, m.others),
        publisher=m.publisher.name,
        place=m.publisher.place,
        country=_COUNTRY.get(m.publisher.place, "ne"),
        isbns=isbns_of(m),
        pages=str(m.pages) if m.pages else "",
        said_carrier=_SAID.get(m.carrier, ""),
        series_title=series.title,
        series_number=series.number,
        **of_manifestation,
        **of_work,
    )


_SAID_OF_MANIFESTATION = (
    "language", "carrier", "title", "subtitle", "volume", "volume_title", "whole", "ean", "issn",
    "label_number", "minutes", "pieces", "size", "illustrated", "original_title",
    "original_language", "audience", "avi", "notes",
)  # fmt: skip
_SAID_OF_WORK = ("nur", "siso", "genre", "subjects", "annotation")


def names_of(
    authors: tuple[Person, ...], others: tuple[tuple[str, Person], ...]
) -> tuple[Name, ...]:
    """Makers first, then those who translated, drew, read or acted."""
    return tuple(
        [Name("aut", one.given, one.prefix, one.surname, one.born, one.number) for one in authors]
        + [
            Name(role, one.given, one.prefix, one.surname, one.born, one.number)
            for role, one in others
        ]
    )


def isbns_of(m: Manifestation) -> tuple[Isbn, ...]:
    """The ISBN of each printing with its binding, once."""
    found: dict[str, str] = {}
    for printing in m.printings:
        if printing.isbn:
            found.setdefault(printing.isbn, printing.binding or _BINDINGS.get(m.carrier, ""))
    return tuple([Isbn(text, binding) for text, binding in found.items()])


def _printing_at_hand(m: Manifestation, chance: Random) -> Printing:
    """The printing that lay before the cataloguer: mostly the first."""
    if len(m.printings) == 1 or chance.random() < 0.4:
        return m.printings[0]
    return m.printings[-1]

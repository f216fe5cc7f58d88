"""The punctuation of ISBD, put back for display: it was removed when the description was read.

Source: ISBD consolidated edition (IFLA, 2011; update 2021), A.3 punctuation and areas 1 to 8. Area
0 (content form and media type) is not written, and nothing that the description does not say is
supplied in its place.
"""

from collections.abc import Iterable, Iterator

from catalogue.model import Description, IsbnStatement, Publisher, Series
from catalogue.text import tidy

Element = tuple[str, str, str]
"""What an element is, the mark that stands before it, and its text."""

_BETWEEN_AREAS = " – "


def isbd_statement(description: Description) -> str:
    """The description as one paragraph: title to ISBNs, with the punctuation of ISBD."""
    areas = (" ".join(text for _, text in area) for area in _areas(description))
    return _BETWEEN_AREAS.join(_stopped([area for area in areas if area]))


def punctuated(elements: Iterable[Element]) -> list[tuple[str, str]]:
    """The elements that have text, each closed by the mark that introduces the one behind it.

    A full stop is not doubled (ISBD A.3.2.7).
    """
    filled = [(name, mark, tidy(text)) for name, mark, text in elements if tidy(text)]
    marks = (*(mark for _, mark, _ in filled[1:]), "")
    pairs = zip(filled, marks, strict=False)  # Nothing filled leaves one mark over.
    return [(name, _closed(text, mark)) for (name, _, text), mark in pairs]


def title_elements(d: Description) -> Iterator[Element]:
    """Area 1: `Common title. Part, Title of the part : other title / responsibility`."""
    title = d.title
    yield "main", "", title.main
    yield "number", ".", title.part_number
    yield "part", "," if title.part_number else ".", title.part_title
    yield "rest", " :", title.rest
    yield "responsibility", " /", title.responsibility


def publisher_elements(publisher: Publisher, years: str = "", before: str = "") -> list[Element]:
    """One publisher of area 4: `Place : name, years`; `before` is what stood before the place."""
    return [
        ("place", before, publisher.place),
        ("name", " :", publisher.name),
        ("years", ",", years),
    ]


def extent_elements(d: Description) -> Iterator[Element]:
    """Area 5: `extent ; size`."""
    yield "extent", "", extent_of(d)
    yield "size", " ;", d.extent.size


def series_statement(series: Series) -> str:
    """One series of area 6, without its brackets: `title ; volume`."""
    stated = punctuated([("title", "", series.title), ("volume", " ;", series.volume)])
    return " ".join(text for _, text in stated)


def extent_of(d: Description) -> str:
    """The extent as stated, or made of its pages or its playing time."""
    played = f"{d.extent.minutes} min." if d.extent.minutes else ""
    return d.extent.statement or (f"{d.extent.pages} p." if d.extent.pages else played)


def _areas(d: Description) -> Iterator[list[tuple[str, str]]]:
    yield punctuated(title_elements(d))
    yield punctuated([("edition", "", d.edition.statement)])
    yield punctuated(_publication_elements(d))
    yield punctuated(extent_elements(d))
    yield [("series", " ".join(f"({series_statement(each)})" for each in d.series))]
    yield from ([("note", tidy(note))] for note in d.notes)
    yield from ([("isbn", _isbn(each))] for each in d.isbns)


def _publication_elements(d: Description) -> Iterator[Element]:
    """Area 4; a second publisher in the same place follows its name, one elsewhere its place."""
    place = ""
    for publisher in d.publishers:
        same = publisher.model_copy(update={"place": ""}) if publisher.place == place else publisher
        yield from publisher_elements(same, before=" ;" if place else "")
        place = publisher.place or place
    yield "years", ",", ", ".join(map(str, d.years))


def _isbn(statement: IsbnStatement) -> str:
    wrong = "" if statement.isbn else " (foutief)"
    return f"ISBN {statement.isbn or tidy(statement.text)}{wrong}"


def _closed(text: str, mark: str) -> str:
    return text if mark == "." and text.endswith(".") else text + mark


def _stopped(areas: list[str]) -> Iterator[str]:
    """Each area but the last with a full stop before the dash (ISBD A.3.2.3)."""
    yield from (_closed(area, ".") for area in areas[:-1])
    yield from areas[-1:]

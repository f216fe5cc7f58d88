"""Bibliographic records of a made-up book, to be changed in one respect at a time."""

from typing import Any

from hypothesis import strategies as st

from catalogue.identifiers import Isbn
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Confidence,
    Contributor,
    Edition,
    Extent,
    IsbnStatement,
    Publisher,
    Title,
    Volume,
)

ISBNS = ("9789499900015", "9789499900022", "9789499900039")


def isbn(number: int) -> tuple[IsbnStatement, ...]:
    """The statement of one of three made-up ISBNs."""
    return (IsbnStatement(isbn=Isbn(ISBNS[number]), text=ISBNS[number]),)


def record(source: str = "nbd", number: str = "1", **changes: Any) -> BibliographicRecord:
    """A full description of a paperback, with what is to be different."""
    stated: dict[str, Any] = {
        "title": Title(main="De zee-egels van Texel", rest="een verhaal"),
        "isbns": isbn(0),
        "contributors": (
            Contributor(
                name="Els van der Zée", surname="Zée", prefix="van der", given="Els", main=True
            ),
        ),
        "years": (2019,),
        "publishers": (Publisher(name="Uitgeverij Voorbeeld", place="Utrecht"),),
        "extent": Extent(pages=212),
        "carrier": Carrier.BOOK,
        "carrier_confidence": Confidence.STATED,
        "languages": ("dut",),
    }
    return BibliographicRecord(source=source, number=number, **(stated | changes))


def volume(number: int) -> Volume:
    """A volume designation that is known."""
    return Volume(state="known", number=number)


def records(
    sources: tuple[str, ...] = ("nbd", "ggc", "zeeland"),
) -> st.SearchStrategy[BibliographicRecord]:
    """Records of a few titles by a few people, so alike that they often meet."""
    return st.builds(
        lambda source, number, title, rest, who, pages, year, vol, book, carrier, edition: record(
            source,
            str(number),
            title=Title(main=title, rest=rest),
            contributors=(Contributor(name=who, surname=who, main=True),) if who else (),
            extent=Extent(pages=pages),
            years=(year,) if year else (),
            volume=volume(vol) if vol else Volume(),
            isbns=isbn(book) if book < 3 else (),
            carrier=carrier,
            edition=edition,
        ),
        st.sampled_from(sources),
        st.integers(1, 400),
        st.sampled_from(["De zee-egels", "Zee-egels", "Het strand", "Strand & zee 2"]),
        st.sampled_from(["", "een verhaal", "tweede deel"]),
        st.sampled_from(["", "Zée", "Zee", "Hart"]),
        st.sampled_from([None, 200, 204, 260]),
        st.sampled_from([None, 2018, 2019, 2024]),
        st.sampled_from([None, 1, 2]),
        st.integers(0, 5),
        st.sampled_from([Carrier.BOOK, Carrier.LARGE_PRINT, Carrier.E_BOOK]),
        st.sampled_from([Edition(), Edition(number=2), Edition(number=2, revised=True)]),
    )

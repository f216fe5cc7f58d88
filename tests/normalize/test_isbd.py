"""The punctuation of ISBD: taken off to read, put back to show."""

import pytest
from hypothesis import given, settings

from catalogue.model import (
    BibliographicRecord,
    Description,
    Edition,
    Extent,
    IsbnStatement,
    Publisher,
    Series,
    Title,
)
from normalize.isbd import isbd_statement, punctuated
from normalize.write_marc21 import marc_record
from tests.normalize.records import marc
from tests.strategies import bibliographic_records

AREAS = {"245": "", "250": "", "264": "", "300": "", "490": "", "500": ""}


def test_a_description_is_one_paragraph_of_areas() -> None:
    told = Description(
        title=Title(main="De zee", rest="roman", responsibility="Els Hart ; vert. J. Beek"),
        edition=Edition(statement="2e, herz. dr."),
        publishers=(Publisher(name="Voorbeeld", place="Utrecht"),),
        years=(2019,),
        extent=Extent(statement="212 p.", pages=212, size="22 cm"),
        series=(Series(title="Salamander", volume="E 194"), Series(title="Strandreeks")),
        notes=("Met register",),
        isbns=(IsbnStatement(isbn=None, text="9789499001018"),),
    )
    assert isbd_statement(told) == (
        "De zee : roman / Els Hart ; vert. J. Beek. – 2e, herz. dr. – Utrecht : Voorbeeld, 2019. – "
        "212 p. ; 22 cm. – (Salamander ; E 194) (Strandreeks). – Met register. – "
        "ISBN 9789499001018 (foutief)"
    )


def test_what_is_not_known_leaves_no_punctuation_behind() -> None:
    assert isbd_statement(Description(title=Title(main="Zee"))) == "Zee"
    undated = Description(title=Title(main="Zee"), publishers=(Publisher(name="Voorbeeld"),))
    assert isbd_statement(undated) == "Zee. – Voorbeeld"
    dated = Description(title=Title(main="Zee"), years=(2019, 2018))
    assert isbd_statement(dated) == "Zee. – 2019, 2018"


@pytest.mark.parametrize(
    ("publishers", "shown"),
    [
        ((("A", "Utrecht"), ("B", "Utrecht")), "Utrecht : A : B"),
        ((("A", "Utrecht"), ("B", "Tielt")), "Utrecht : A ; Tielt : B"),
        ((("A", "Utrecht"), ("B", "")), "Utrecht : A : B"),
    ],
)
def test_a_second_publisher_follows_its_place_unless_that_is_the_same(
    publishers: tuple[tuple[str, str], ...], shown: str
) -> None:
    told = tuple(Publisher(name=name, place=place) for name, place in publishers)
    assert (
        isbd_statement(Description(title=Title(main="Zee"), publishers=told)) == f"Zee. – {shown}"
    )


@pytest.mark.parametrize(
    ("number", "part", "shown"),
    [
        ("Deel 2", "Eb", "Zee. Deel 2, Eb : roman"),
        ("Deel 2", "", "Zee. Deel 2 : roman"),
        ("", "Eb", "Zee. Eb : roman"),
    ],
)
def test_a_part_stands_under_the_title_of_the_whole(number: str, part: str, shown: str) -> None:
    title = Title(main="Zee", rest="roman", part_number=number, part_title=part)
    assert isbd_statement(Description(title=title)) == shown


def test_a_full_stop_is_not_doubled() -> None:
    assert punctuated([("main", "", "Enz."), ("number", ".", "2")]) == [
        ("main", "Enz."),
        ("number", "2"),
    ]
    told = Description(title=Title(main="Zee"), edition=Edition(statement="2e dr."), years=(2019,))
    assert isbd_statement(told) == "Zee. – 2e dr. – 2019"


def test_a_record_with_punctuation_shows_as_it_was_catalogued() -> None:
    told = marc(
        "245 13 $aDe zee :$broman /$cEls Hart.",
        "250 ## $a2e druk.",
        "264 #1 $aUtrecht :$bVoorbeeld,$c2019.",
        "300 ## $a212 p. ;$c22 cm.",
        "490 0# $aSalamander ;$vE 194",
    ).record
    assert isbd_statement(told) == (
        "De zee : roman / Els Hart. – 2e druk. – Utrecht : Voorbeeld, 2019. – 212 p. ; 22 cm. – "
        "(Salamander ; E 194)"
    )


@given(record=bibliographic_records())
@settings(max_examples=30)
def test_the_fields_of_marc_hold_the_same_words_in_the_same_order(
    record: BibliographicRecord,
) -> None:
    fields = dict.fromkeys(AREAS, "")
    for tag, _, subfields in marc_record(record, "1").data:
        if tag in AREAS:
            fields[tag] += " ".join(text for _, text in subfields) + " "
    shown = isbd_statement(record)
    assert shown.startswith(fields["245"].strip())
    assert fields["300"].strip() in shown
    assert all(series.title in shown for series in record.series)
    assert all(name.name in shown and name.place in shown for name in record.publishers)

"""ISBNs and other identifiers."""

import pytest

from catalogue.model import Identifier
from normalize.numbers import qualifier_of
from tests.normalize.records import marc, pica, rules_noticed


def test_an_isbn_of_ten_digits_is_recomputed_to_thirteen() -> None:
    isbn = marc("020 ## $a94-990-0109-3$qgebonden").record.isbns[0]
    assert (isbn.isbn, isbn.text, isbn.qualifier) == ("9789499001095", "94-990-0109-3", "binding")


def test_a_wrong_isbn_is_kept_as_text_and_noticed() -> None:
    outcome = marc("020 ## $a9789499001018")
    assert outcome.record.isbns[0].isbn is None
    assert outcome.record.isbns[0].text == "9789499001018"
    assert rules_noticed(outcome) == {"isbn_check_digit"}


def test_a_cancelled_isbn_identifies_nothing_and_is_not_noticed() -> None:
    outcome = marc("020 ## $z9789499001019")
    assert outcome.record.isbns[0].isbn is None
    assert not outcome.problems


def test_the_isbn_of_a_set_is_not_one_of_the_volume() -> None:
    record = marc("020 ## $a9789499001019", "020 ## $a9789499001026$qset").record
    assert record.valid_isbns == {"9789499001019"}


def test_a_binding_behind_a_pica_isbn_is_read() -> None:
    isbn = pica("004A $A9789499001019 geb.").record.isbns[0]
    assert (isbn.isbn, isbn.qualifier) == ("9789499001019", "binding")


def test_two_isbns_in_one_field_are_two() -> None:
    isbns = marc("020 ## $a9789499001019$qpaperback$a9789499001026$qe-book").record.isbns
    assert [(each.isbn, each.qualifier) for each in isbns] == [
        ("9789499001019", "binding"),
        ("9789499001026", "e_book"),
    ]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("", ""),
        ("(gebonden)", "binding"),
        ("pbk.", "binding"),
        ("set, gebonden", "set"),
        ("epub", "e_book"),
        ("mp3", "audio"),
        ("7,95 EUR", "other"),
    ],
)
def test_qualifiers_fall_into_classes(text: str, qualifier: str) -> None:
    assert qualifier_of(text) == qualifier


def test_a_wrong_ppn_is_noticed_and_kept() -> None:
    outcome = pica("003@ $0900000016")
    assert outcome.record.number == "900000016"
    assert rules_noticed(outcome) == {"ppn_check_digit"}


def test_a_national_record_carries_its_own_number_as_identifier() -> None:
    assert Identifier(scheme="ppn", value="900000015") in pica().record.identifiers
    assert Identifier(scheme="nbd", value="0089A1") in marc("001 0089A1").record.identifiers


def test_other_numbers_have_their_schemes() -> None:
    identifiers = marc(
        "022 ## $a0028-0836", "024 3# $a8711983960121", "035 ## $a(OCoLC)ocm00012345"
    ).record.identifiers
    assert {(each.scheme, each.value) for each in identifiers} == {
        ("nbd", "1"),
        ("issn", "0028-0836"),
        ("ean", "8711983960121"),
        ("oclc", "00012345"),
    }


def test_a_copied_description_names_the_record_it_was_copied_from() -> None:
    record = marc("035 ## $a(NBD)0089A00001", dialect="local_marc21").record
    assert record.identifiers == (Identifier(scheme="based_on", value="0089A00001"),)

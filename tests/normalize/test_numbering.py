"""Numbers in words, Roman or digits."""

import pytest

from normalize.numbering import edition_number, is_revised, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("III", 3),
        ("XIV", 14),
        ("drie", 3),
        ("derde boek", 3),
        ("deel II", 2),
        ("E 194", 194),
        ("3, eerste boek", 3),
        ("zesentwintig", 26),
        ("zevenentwintig", 27),
        ("Negenenveertigste", 49),
        ("eenentwintig", 21),
        ("tweeëntachtig", 82),
        ("drieënzestigste", 63),
        ("1-3", None),
        ("een en twee", None),
        ("Books one and two", None),
        ("", None),
        ("zonder nummer", None),
    ],
)
def test_a_number_is_read_as_cataloguers_write_it(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("4e druk", 4),
        ("31e dr", 31),
        ("Eerste druk", 1),
        ("Drieënzestigste druk", 63),
        ("Vijftigste druk", 50),
        ("2nd ed.", 2),
        ("Herz. ed., 3e dr.", 3),
        ("3., überarb. Aufl.", 3),
        ("Geheel herziene editie 2019", None),
        ("Filmeditie", None),
    ],
)
def test_an_edition_has_the_number_of_its_printing(statement: str, number: int | None) -> None:
    assert edition_number(statement) == number


@pytest.mark.parametrize(
    ("statement", "revised"),
    [
        ("Herz. dr.", True),
        ("2e, gewijzigde druk", True),
        ("Geheel herz. en verm. uitg.", True),
        ("Revised edition", True),
        ("2., überarb. Aufl.", True),
        ("Ongewijzigde herdruk", False),
        ("4e druk", False),
    ],
)
def test_a_revised_edition_is_told_from_a_reprint(statement: str, revised: bool) -> None:
    assert is_revised(statement) is revised

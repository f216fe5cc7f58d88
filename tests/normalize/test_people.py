"""Contributors."""

import pytest

from normalize.people import Name, role_of, split_name
from tests.normalize.records import marc, pica, rules_noticed


@pytest.mark.parametrize(
    "text", ["Beek, Hans van der", "van der Beek, Hans", "Van der Beek, Hans", "Hans van der Beek"]
)
def test_a_name_with_prefix_comes_out_alike_in_every_form(text: str) -> None:
    name = split_name(text)
    assert (name.given, name.surname) == ("Hans", "Beek")
    assert name.prefix.casefold() == "van der"
    assert name.name.casefold() == "hans van der beek"


def test_an_apostrophe_prefix_is_a_prefix() -> None:
    assert split_name("Hart, Maarten 't").prefix == "'t"
    assert split_name("Gravesande, Willem 's").prefix == "'s"
    assert split_name("’s Gravesande, Willem").surname == "Gravesande"
    assert split_name("’S Gravesande, Willem").surname == "’S Gravesande"
    assert split_name("Maarten ’t Hart").surname == "Hart"


def test_a_name_of_one_word_is_a_surname() -> None:
    assert split_name("Multatuli") == Name("Multatuli", surname="Multatuli")


def test_marc_names_have_roles_by_code_and_the_first_is_main() -> None:
    people = marc("100 1# $aKoch, Herman$4aut", "700 1# $aPovel, Marijke$4trl").record.contributors
    assert [(p.name, p.role, p.main) for p in people] == [
        ("Herman Koch", "aut", True),
        ("Marijke Povel", "trl", False),
    ]


def test_pica_names_have_roles_by_word_and_keep_their_authority() -> None:
    people = pica(
        "028A $aZée$cvan der$dEls$9900001011", "028C $aHart$c't$dJ.$990000102X$Bvert."
    ).record.contributors
    assert [(p.name, p.role, p.authority) for p in people] == [
        ("Els van der Zée", "aut", "900001011"),
        ("J. 't Hart", "trl", "90000102X"),
    ]


def test_a_prefix_in_the_family_name_is_set_apart() -> None:
    person = pica("028A $avan den Berg$dRudolf").record.contributors[0]
    assert (person.surname, person.prefix, person.given) == ("Berg", "van den", "Rudolf")


def test_a_forename_with_a_comma_is_inverted_all_the_same() -> None:
    person = marc("100 0# $aElsschot, Willem").record.contributors[0]
    assert (person.surname, person.given) == ("Elsschot", "Willem")


def test_a_body_has_no_surname() -> None:
    person = marc("110 2# $aConsumentenbond").record.contributors[0]
    assert (person.name, person.surname) == ("Consumentenbond", "")


def test_an_entry_for_a_work_inside_is_no_contributor() -> None:
    assert marc("700 12 $aCouperus, Louis$tEline Vere").record.contributors == ()


def test_an_unknown_role_is_noticed_and_the_person_kept() -> None:
    outcome = pica("028C $aJansen$dPiet$Bkwartiermaker")
    assert outcome.record.contributors[0].role == "ctb"
    assert rules_noticed(outcome) == {"role_unknown"}


def test_the_address_of_a_role_is_a_role() -> None:
    line = "700 1# $aPovel, Marijke$4http://id.loc.gov/vocabulary/relators/trl"
    assert marc(line).record.contributors[0].role == "trl"


@pytest.mark.parametrize(
    ("word", "role"),
    [("vert.", "trl"), ("ill.", "ill"), ("voorlezer", "nrt"), ("Regie", "drt"), ("author", "aut")],
)
def test_roles_in_words_are_read(word: str, role: str) -> None:
    assert role_of(word) == role

"""Which volume a record describes."""

import pytest

from catalogue.model import Volume
from tests.normalize.records import marc, pica


@pytest.mark.parametrize(
    "line",
    [
        "245 13 $aDe griezelbus.$n2",
        "245 13 $aDe griezelbus.$nDeel 2",
        "245 13 $aDe griezelbus.$nDl. II",
        "245 13 $aDe griezelbus.$nTweede boek",
        "245 13 $aDe griezelbus :$bdeel twee",
        "245 13 $aDe griezelbus :$bdl. 2",
        "245 13 $aDe griezelbus, vol. 2",
    ],
)
def test_a_volume_is_known_however_it_is_numbered(line: str) -> None:
    assert marc(line).record.volume == Volume(state="known", number=2)


def test_a_number_in_the_series_of_the_same_name_is_the_volume() -> None:
    outcome = marc("245 13 $aDe griezelbus", "490 1# $aDe Griezelbus ;$v2")
    assert outcome.record.volume == Volume(state="known", number=2)


def test_a_number_in_another_series_may_not_be_the_volume() -> None:
    outcome = marc("245 10 $aOeroeg", "490 1# $aSalamander ;$v94")
    assert outcome.record.volume == Volume(state="ambiguous", number=94)


def test_a_number_that_ends_a_title_may_not_be_the_volume() -> None:
    assert marc("245 10 $aDe griezelbus 3").record.volume == Volume(state="ambiguous", number=3)


def test_a_number_that_ends_a_title_is_the_volume_where_its_series_agrees() -> None:
    outcome = marc("245 10 $aDe griezelbus 3", "490 1# $aDe griezelbus ;$v3")
    assert outcome.record.volume == Volume(state="known", number=3)


def test_a_title_that_is_a_year_is_no_volume() -> None:
    assert marc("245 10 $a1984").record.volume == Volume()


def test_a_verb_is_no_volume() -> None:
    assert marc("245 10 $aDeel een geheim met mij").record.volume == Volume()


def test_two_volumes_in_one_are_ambiguous() -> None:
    volume = marc("245 10 $a1Q84.$nBooks one and two").record.volume
    assert volume == Volume(state="ambiguous")


@pytest.mark.parametrize(
    "line",
    ["245 10 $a1q84 :$bde complete trilogie", "245 10 $aHarry Potter :$bzeven delen in cassette"],
)
def test_a_set_says_so_in_its_title(line: str) -> None:
    assert marc(line).record.volume == Volume(is_set=True)


def test_a_set_says_so_in_its_extent() -> None:
    outcome = pica("021A $aHet @bureau", "002@ $0Aav", "034D $a7 dl")
    assert outcome.record.volume.is_set


def test_one_text_in_two_bindings_is_no_set() -> None:
    assert not pica("002@ $0Aav", "034D $a2 bd (711 p)").record.volume.is_set


def test_a_complete_television_series_on_discs_is_no_set() -> None:
    outcome = marc(
        "007 vd", "245 00 $aOtje :$bde complete serie", leader="00000ngm a2200000 i 4500"
    )
    assert not outcome.record.volume.is_set


def test_a_record_that_its_source_calls_the_whole_is_a_set() -> None:
    assert pica("002@ $0Acv").record.volume.is_set


def test_a_record_whose_only_isbn_is_that_of_the_set_is_a_set() -> None:
    assert marc("020 ## $a9789499001019$qset").record.volume.is_set


def test_series_are_read_with_volume_and_number() -> None:
    series = pica("036E/01 $aDe @Hongerspelen$lIII", "036E/02 $aSalamander").record.series
    assert [(each.title, each.volume, each.number) for each in series] == [
        ("De Hongerspelen", "III", 3),
        ("Salamander", "", None),
    ]


def test_the_isbn_of_the_set_does_not_make_a_numbered_volume_the_set() -> None:
    volume = marc("020 ## $a9789499001019$qset", "245 10 $aVerzamelde gedichten II").record.volume
    assert volume == Volume(state="ambiguous", number=2)

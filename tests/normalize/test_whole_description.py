"""The whole description: numbers with their validity, linked scripts, types, quality, links."""

import pytest

from catalogue.identifiers import parse_ean, parse_ismn
from catalogue.model import Forms, Identifier, Quality
from normalize.copies import build_items
from normalize.rules import Field, Fields
from tests.normalize.records import marc, pica, reading, rules_noticed


@pytest.mark.parametrize(
    ("line", "scheme", "value", "valid"),
    [
        ("022 ## $a0317-8471", "issn", "0317-8471", True),
        ("022 ## $a0317-8472", "issn", "0317-8472", False),
        ("022 ## $y0317-8471", "issn", "0317-8471", False),
        ("024 2# $aM-2306-7118-7", "ismn", "9790230671187", True),
        ("024 2# $a979-0-2306-7118-8", "ismn", "979-0-2306-7118-8", False),
        ("024 3# $a8711253001201", "ean", "8711253001201", False),
        ("024 3# $a4006381333931", "ean", "4006381333931", True),
        ("024 7# $a10.1000/182$2doi", "doi", "10.1000/182", True),
    ],
)
def test_a_number_is_kept_with_its_validity(
    line: str, scheme: str, value: str, valid: bool
) -> None:
    assert Identifier(scheme=scheme, value=value, valid=valid) in marc(line).record.identifiers


def test_a_wrong_number_is_reported_and_one_that_is_called_cancelled_is_not() -> None:
    assert rules_noticed(marc("022 ## $a0317-8472")) == {"issn_check_digit"}
    assert rules_noticed(marc("022 ## $z0317-8472")) == set()


def test_a_ppn_with_a_wrong_check_digit_is_kept_and_reported() -> None:
    outcome = pica("003@ $0900000016")
    assert outcome.record.number == "900000016"
    assert Identifier(scheme="ppn", value="900000016", valid=False) in outcome.record.identifiers
    assert rules_noticed(outcome) == {"ppn_check_digit"}


def test_numbers_of_other_kinds_are_no_ean_or_ismn() -> None:
    assert parse_ean("12345") is None
    assert parse_ismn("9789499001019") is None


def test_a_cancelled_isbn_that_is_right_says_so() -> None:
    (statement,) = marc("020 ## $z9789499001019").record.isbns
    assert (statement.isbn, statement.cancelled) == (None, True)
    (wrong,) = marc("020 ## $z9789499001018").record.isbns
    assert not wrong.cancelled


def test_a_title_and_a_name_in_another_script_belong_to_the_record() -> None:
    record = marc(
        "100 1# $6880-01$aTolstoj, Lev",
        "700 1# $6880-03$aVos, Jan",
        "245 10 $6880-02$aVojna i mir",
        "880 1# $6100-01/(N$aТолстой, Лев,",
        "880 10 $6245-02/(N$aВойна и мир /$cЛев Толстой",
    ).record
    assert record.variant_titles == ("Война и мир",)
    assert [c.variants for c in record.contributors] == [("Толстой, Лев",), ()]


def test_the_types_are_kept_as_coded() -> None:
    lines = ("336 ## $btxt$2rdacontent", "337 ## $bn$2rdamedia", "338 ## $bnc$2rdacarrier")
    assert marc(*lines).record.forms == Forms(content=("txt",), media=("n",), carrier=("nc",))
    assert marc().record.forms == Forms()


@pytest.mark.parametrize(
    ("leader", "level"),
    [("00000nam a2200000 i 4500", "full"), ("00000nam a22000008i 4500", "before_publication")],
)
def test_a_record_says_how_fully_it_was_made(leader: str, level: str) -> None:
    found = marc("040 ## $aNL-XX$erda", leader=leader).record.quality
    assert found == Quality(level=level, rules="rda")


def test_a_pica_record_says_so_in_its_third_letter() -> None:
    assert pica("002@ $0Aav").record.quality.level == "full"
    assert pica("002@ $0Aax").record.quality.level == "not_examined"


def test_the_playing_time_may_stand_in_a_field_of_its_own() -> None:
    assert marc("306 ## $a011200").record.extent.minutes == 72
    assert marc("306 ## $alang").record.extent.minutes is None


def test_a_translation_and_a_film_name_what_they_come_from() -> None:
    links = marc("765 0# $tThe dinner$w(NBD)12", "500 ## $aVerfilming van: Het diner").record.links
    assert [(link.kind, link.title) for link in links] == [
        ("translation_of", "The dinner"),
        ("film_of", "Het diner"),
    ]
    (said,) = marc("787 08 $iVerfilming van:$tZee").record.links
    assert said.kind == "film_of"


def test_keywords_of_open_vlacc_tell_theme_genre_and_reader() -> None:
    record = marc(
        "650 #7 $aEgels$9jth",
        "650 #7 $aAvonturenroman$9jge",
        "090 ## $aM4",
        "096 ## $a283",
        dialect="open_vlacc",
    ).record
    assert [subject.term for subject in record.subjects] == ["Egels"]
    assert [(genre.term, genre.scheme) for genre in record.genres] == [("Avonturenroman", "jge")]
    assert (record.audience, record.avi) == (("J",), "M4")
    assert ("nur", "283") in [(c.scheme, c.notation) for c in record.classifications]


def test_045b_is_nur_in_the_ggc_and_asb_in_k10plus() -> None:
    for dialect, scheme in (("ggc", "nur"), ("k10plus", "asb")):
        (found,) = pica("045B $a302", dialect=dialect).record.classifications
        assert found.scheme == scheme
    assert pica("010@ $ager", dialect="k10plus").record.languages == ("ger",)


COPY = (("H", "22"), ("a", "23"), ("b", "0001"), ("n", "B ZEE"), ("p", "16"), ("s", "1"))


def test_a_copy_of_alma_takes_its_branch_from_its_holding() -> None:
    places = [
        Field("H52", subfields=(("b", branch), ("8", number)))
        for branch, number in (("NOORD", "21"), ("ZUID", "22"))
    ]
    (item,) = build_items(
        reading(Fields((*places, Field("ITM", subfields=COPY))), "local_alma"), "1"
    )
    assert (item.item_id, item.branch_code, item.shelf_mark) == ("23", "ZUID", "B ZEE")


def test_a_copy_without_link_belongs_to_the_852_before_it() -> None:
    fields = (
        Field("852", subfields=(("b", "NOORD"), ("h", "K 1"))),
        Field("876", subfields=(("p", "0001"),)),
        Field("852", subfields=(("b", "ZUID"),)),
        Field("876", subfields=(("p", "0002"), ("j", "lost"))),
    )
    items = build_items(reading(Fields(fields), "local_holdings"), "1")
    assert [(i.branch_code, i.barcode, i.status_code) for i in items] == [
        ("NOORD", "0001", ""),
        ("ZUID", "0002", "lost"),
    ]


def test_the_first_852_b_owns_the_copy_and_999_names_the_library() -> None:
    evergreen = Field("852", subfields=(("b", "BR1"), ("b", "BR2"), ("p", "0001")))
    (item,) = build_items(reading(Fields((evergreen,)), "local_evergreen"), "1")
    assert item.branch_code == "BR1"
    sirsi = Field(
        "999", subfields=(("i", "0001"), ("l", "STACKS"), ("m", "NOORD"), ("k", "ONLOAN"))
    )
    (item,) = build_items(reading(Fields((sirsi,)), "local_sirsi"), "1")
    assert (item.branch_code, item.status_code) == ("NOORD", "ONLOAN")

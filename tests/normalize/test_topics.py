"""Languages, readers, classes, subjects and genres."""

import pytest

from catalogue.model import Classification, Subject
from normalize.topics import language_of
from tests.normalize.records import marc, pica, rules_noticed


@pytest.mark.parametrize(
    ("code", "language"),
    [("ned", "dut"), ("dui", "ger"), ("fra", "fre"), ("grk", "gre"), ("mis", "mis"), ("zzz", None)],
)
def test_ggc_codes_are_not_iso_codes(code: str, language: str | None) -> None:
    assert language_of(code, ("ggc",)) == language


def test_a_translation_has_the_language_of_its_text_and_of_its_original() -> None:
    record = marc("041 1# $adut$heng").record
    assert (record.languages, record.original_languages) == (("dut",), ("eng",))
    record = pica("010@ $aned$czwe").record
    assert (record.languages, record.original_languages) == (("dut",), ("swe",))


def test_codes_packed_together_are_taken_apart() -> None:
    assert marc("041 0# $aengdut").record.languages == ("eng", "dut")


def test_the_fixed_field_speaks_where_041_is_silent() -> None:
    assert marc("008 " + " " * 35 + "fry  ").record.languages == ("fry",)


def test_an_unknown_language_is_noticed_and_left_out() -> None:
    outcome = marc("041 0# $adutch")
    assert rules_noticed(outcome) == {"language_unknown"}
    assert marc("041 0# $azzz").record.languages == ()


def test_age_codes_and_avi_share_a_field_and_are_told_apart() -> None:
    record = marc("521 ## $aB", "521 ## $aAVI M6").record
    assert (record.audience, record.avi) == (("B",), "M6")


@pytest.mark.parametrize(
    ("text", "avi"),
    [
        ("AVI Start", "Start"),
        ("AVI 9", "9"),
        ("avi-plus", "Plus"),
        ("AVI: e3", "E3"),
        ("AVI 9+", "9+"),
    ],
)
def test_old_and_new_avi_levels_are_kept_as_stated(text: str, avi: str) -> None:
    assert marc(f"521 ## $a{text}").record.avi == avi


def test_an_age_in_words_becomes_a_note() -> None:
    record = marc("521 ## $a16 jaar en ouder").record
    assert record.audience == ()
    assert record.notes == ("16 jaar en ouder",)


def test_a_notation_keeps_its_zeros() -> None:
    record = marc("084 ## $a001$2siso", "072 #7 $a301$2nur").record
    assert Classification(scheme="siso", notation="001") in record.classifications
    assert Classification(scheme="nur", notation="301") in record.classifications


def test_the_same_tag_means_nur_in_the_ggc_and_nothing_in_germany() -> None:
    nur = Classification(scheme="nur", notation="301")
    assert pica("045B $a301").record.classifications == (nur,)
    assert pica("045B $a301", dialect="plain_pica").record.classifications == ()


def test_subjects_have_their_thesaurus_and_number() -> None:
    assert pica("044Z $9900003014$aEgels").record.subjects == (
        Subject(term="Egels", scheme="btr", authority="900003014"),
    )
    record = marc("650 #0 $aHedgehogs$xFiction$zNetherlands", "655 #7 $aThriller$2nbdbgf").record
    assert record.subjects == (Subject(term="Hedgehogs -- Fiction -- Netherlands", scheme="lcsh"),)
    assert record.genres == (Subject(term="Thriller", scheme="nbdbgf"),)

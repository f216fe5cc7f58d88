"""What a reader holds in the hand."""

import pytest

from catalogue.model import Carrier
from catalogue.source_record import Format
from normalize.carriers import own_sentences
from tests.normalize.records import kept, marc, pica, read

AUDIO = "00000nim a2200000 i 4500"
VIDEO = "00000ngm a2200000 i 4500"


@pytest.mark.parametrize(
    ("leader", "lines", "carrier"),
    [
        ("", ("007 ta",), Carrier.BOOK),
        ("", ("338 ## $bnc$2rdacarrier",), Carrier.BOOK),
        ("", ("007 tb",), Carrier.LARGE_PRINT),
        ("", ("250 ## $aGrote letter-editie",), Carrier.LARGE_PRINT),
        ("", ("500 ## $aGrote letter", "300 ## $a372 p."), Carrier.LARGE_PRINT),
        ("", ("490 1# $aGrote letter", "300 ## $a372 p."), Carrier.LARGE_PRINT),
        ("", ("250 ## $aDyslexie-uitgave", "300 ## $a372 p."), Carrier.DYSLEXIA),
        ("", ("007 cr",), Carrier.E_BOOK),
        ("", ("300 ## $a1 online resource (epub)",), Carrier.E_BOOK),
        ("", ("300 ## $a120 p. +$e1 cd",), Carrier.BOOK_AND_AUDIO),
        (AUDIO, ("007 sd f", "300 ## $a8 cd's (9 uur)"), Carrier.AUDIO_CD),
        (AUDIO, ("007 sd f", "300 ## $a1 mp3-cd (9 uur)"), Carrier.AUDIO_MP3_CD),
        (AUDIO, ("007 cr",), Carrier.E_AUDIO),
        (AUDIO, ("007 sd f", "500 ## $aDaisy-rom"), Carrier.DAISY),
        (VIDEO, ("007 vd", "300 ## $a1 dvd-video (112 min.)"), Carrier.DVD),
        (VIDEO, ("007 vd", "300 ## $a1 blu-ray (112 min.)"), Carrier.BLU_RAY),
        (VIDEO, ("007 vd cvaizq",), Carrier.DVD),
        (VIDEO, ("007 vd csaizq",), Carrier.BLU_RAY),
        (VIDEO, ("007 cr",), Carrier.STREAMING_VIDEO),
        ("00000njm a2200000 i 4500", ("007 sd f",), Carrier.MUSIC_CD),
        ("00000ncm a2200000 i 4500", (), Carrier.SHEET_MUSIC),
        ("00000nem a2200000 i 4500", (), Carrier.MAP),
        ("00000nas a2200000 i 4500", (), Carrier.SERIAL),
        ("00000nrm a2200000 i 4500", (), Carrier.OBJECT),
        ("00000nmm a2200000 i 4500", ("500 ## $aNintendo Switch",), Carrier.GAME),
    ],
)
def test_codes_and_words_tell_the_carrier(
    leader: str, lines: tuple[str, ...], carrier: Carrier
) -> None:
    record = marc(*lines, leader=leader or "00000nam a2200000 i 4500").record
    assert record.carrier is carrier


def test_a_record_that_only_says_text_may_be_any_book() -> None:
    record = marc("020 ## $a9789499001019").record
    assert (record.carrier, record.carrier_sure) == (Carrier.BOOK, False)


def test_a_book_with_pages_is_surely_a_book() -> None:
    record = marc("300 ## $a312 p.").record
    assert (record.carrier, record.carrier_sure) == (Carrier.BOOK, True)


def test_what_also_appeared_on_another_carrier_stays_what_it_is() -> None:
    record = marc("007 ta", "500 ## $aMet register. - Ook verschenen als e-book").record
    assert record.carrier is Carrier.BOOK
    record = marc("007 vd", "500 ## $aBlu-ray disc; ook verschenen als dvd", leader=VIDEO).record
    assert record.carrier is Carrier.BLU_RAY


def test_an_annotation_about_dvds_makes_no_dvd() -> None:
    record = marc("007 ta", "520 ## $aOver de handel in dvd's en luisterboeken.").record
    assert record.carrier is Carrier.BOOK


def test_an_actress_called_daisy_makes_no_daisy_disc() -> None:
    note = "511 ## $aMet: Daisy Edgar-Jones"
    record = marc("007 vd", "300 ## $a2 dvd-video's (344 min.)", note, leader=VIDEO).record
    assert record.carrier is Carrier.DVD


def test_a_publisher_of_large_print_only_says_enough() -> None:
    record = marc("264 #1 $aDen Haag :$bUitgeverij XL,$c2010", "300 ## $a372 p.").record
    assert record.carrier is Carrier.LARGE_PRINT


@pytest.mark.parametrize(
    ("lines", "carrier"),
    [
        (("002@ $0Aav", "034D $a301 p"), Carrier.BOOK),
        (("002@ $0Oav", "002E $aonlinebron$bcr"), Carrier.E_BOOK),
        (("002@ $0Gav", "002C $bspw", "002E $bsd"), Carrier.AUDIO_CD),
        (("002@ $0Gav", "034D $a2 compact discs", "037A $TLuisterboek"), Carrier.AUDIO_CD),
        (("002@ $0Gav", "002C $bspw", "002E $bcr"), Carrier.E_AUDIO),
        (("002@ $0Bav", "034D $a1 dvd-video (112 min)"), Carrier.DVD),
        (("002@ $0Bav", "034D $a1 blu-ray disc"), Carrier.BLU_RAY),
        (("002@ $0Aav", "037A $TGrote letter"), Carrier.LARGE_PRINT),
        (("002@ $0Abv",), Carrier.SERIAL),
        (("002@ $0Mav",), Carrier.SHEET_MUSIC),
        (("002@ $0Oav", "034D $a1 online audio", "037A $TLuisterboek"), Carrier.E_AUDIO),
    ],
)
def test_the_first_letter_of_a_ggc_record_tells_the_kind(
    lines: tuple[str, ...], carrier: Carrier
) -> None:
    assert pica(*lines).record.carrier is carrier


def test_a_list_names_its_carrier_in_a_column() -> None:
    line = b"titelnr;titel;materiaal\n1;Zee;Luisterboek CD"
    outcome = kept(read(line, Format.CSV, "local_csv"))
    assert (outcome.record.carrier, outcome.record.carrier_sure) == (Carrier.AUDIO_CD, True)


def test_sentences_about_other_publications_are_cut_out_of_a_note() -> None:
    assert list(own_sentences("E-book ; ook als luisterboek. - Met register")) == [
        "E-book ",
        "Met register",
    ]

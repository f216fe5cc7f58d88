"""Publishers, years, country, edition and extent."""

import pytest

from catalogue.model import Publisher
from normalize.imprints import minutes_in, pages_in
from tests.normalize.records import marc, pica


def test_a_publisher_loses_brackets_and_isbd() -> None:
    record = marc("264 #1 $a[Amsterdam] :$bDe Bezige Bij,$c[2009]").record
    assert record.publishers == (Publisher(name="De Bezige Bij", place="Amsterdam"),)
    assert record.years == (2009,)


def test_the_first_of_two_places_is_the_publishers() -> None:
    record = marc("260 ## $aAmsterdam ;$aAntwerpen :$bQuerido,$ccop. 2009").record
    assert record.publishers == (Publisher(name="Querido", place="Amsterdam"),)


def test_a_publisher_that_is_not_known_is_left_out() -> None:
    assert marc("264 #1 $a[S.l.] :$b[s.n.],$c1999").record.publishers == ()


def test_publication_and_copyright_are_both_years_of_the_record() -> None:
    record = marc(
        "008 " + "090115t20092008ne" + " " * 18 + "dut  ",
        "264 #1 $bAnthos,$c2009",
        "264 #4 $c©2008",
    ).record
    assert record.years == (2009, 2008)


def test_the_year_of_the_original_is_no_year_of_a_reprint() -> None:
    record = marc("008 " + "090115r20091953ne" + " " * 18 + "dut  ").record
    assert record.years == (2009,)


def test_a_country_is_an_iso_code_in_every_dialect() -> None:
    assert marc("008 " + "090115s2009    xxk" + " " * 17 + "eng  ").record.country == "gb"
    assert pica("019@ $anl").record.country == "nl"
    assert pica("019@ $aXA-DE", dialect="plain_pica").record.country == "de"


@pytest.mark.parametrize(
    ("statement", "pages"),
    [
        ("312 pagina's", 312),
        ("312 p.", 312),
        ("312 blz.", 312),
        ("XII, 312 p", 312),
        ("[28] p.", 28),
        ("32 ongenummerde pagina's", 32),
        ("28 ongen. p", 28),
        ("217, [8] p. foto's", 8),
        ("325 S.", 325),
        ("1 online resource (301 pagina's)", 301),
        ("P. 267-526", None),
        ("8 cd's (9 uur, 12 min.)", None),
        ("", None),
    ],
)
def test_pages_are_read_from_the_extent(statement: str, pages: int | None) -> None:
    assert pages_in(statement) == pages


@pytest.mark.parametrize(
    ("statement", "minutes"),
    [
        ("8 cd's (9 uur, 12 min.)", 552),
        ("10 cd's (ca. 9 uur)", 540),
        ("1 dvd-video (112 min.)", 112),
        ("1 online resource (MP3, 8 uur 32 min.)", 512),
        ("312 p.", None),
    ],
)
def test_playing_time_is_read_from_the_extent(statement: str, minutes: int | None) -> None:
    assert minutes_in(statement) == minutes


def test_the_size_is_kept_without_what_accompanies_it() -> None:
    extent = marc("300 ## $a334 p. :$bill. ;$c24 cm +$e1 cd-rom").record.extent
    assert (extent.statement, extent.pages, extent.size) == ("334 p.", 334, "24 cm")


def test_an_edition_note_may_say_that_the_edition_is_revised() -> None:
    edition = pica("032@ $a4e dr.", "037E $THerz. uitg. van de 3e dr.: 1990").record.edition
    assert (edition.statement, edition.number, edition.revised) == ("4e dr.", 4, True)

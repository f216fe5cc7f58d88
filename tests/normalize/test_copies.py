"""Copies that travel with a title."""

from catalogue.source_record import Format, SourceRecord
from normalize.profiles import load_profile
from normalize.read import gather
from tests.normalize.records import kept, marc, pica, read

LEVELS = (
    "101@ $a301",
    "203@/01 $0950000019",
    "208@/01 $a14-03-24$bB",
    "209A/01 $aB ZEE$f1001$du",
    "209G/01 $a30100000000017",
    "203@/02 $0950000027",
    "209A/02 $aB ZEE$f1002$du",
    "101@ $a302",
    "203@/01 $0950000035",
    "209A/01 $aC ZEE$f2001$di",
)


def test_a_pica_copy_is_one_occurrence_after_one_library() -> None:
    items = pica(*LEVELS, dialect="local_pica").items
    assert [(each.item_id, each.branch_code, each.lending_code) for each in items] == [
        ("950000019", "1001", "u"),
        ("950000027", "1002", "u"),
        ("950000035", "2001", "i"),
    ]
    assert (items[0].status_code, items[0].shelf_mark) == ("B", "B ZEE")
    assert items[0].barcode == "30100000000017"


def test_a_national_record_has_no_copies() -> None:
    assert pica(*LEVELS).items == ()


def test_koha_copies_stand_in_952_with_one_word_for_their_state() -> None:
    items = marc(
        "852 ## $bIGNORED",
        "952 ## $00$10$70$aHOOFD$bHOOFD$oB ZEE$p301$yBK$9501",
        "952 ## $00$10$70$aHOOFD$bFILIAAL$oB ZEE$p302$yBK$9502$q2026-12-05",
        "952 ## $01$10$aHOOFD$p303$9503",
        "952 ## $00$7-1$aHOOFD$p304$9504",
        dialect="local_marc21",
    ).items
    assert [(each.item_id, each.branch_code, each.status_code) for each in items] == [
        ("501", "HOOFD", "available"),
        ("502", "HOOFD", "onloan"),
        ("503", "HOOFD", "withdrawn"),
        ("504", "HOOFD", "ordered"),
    ]
    assert (items[0].shelf_mark, items[0].lending_code, items[0].barcode) == ("B ZEE", "BK", "301")


def test_other_systems_have_their_copies_in_852() -> None:
    items = marc(
        "852 ## $b1001$hB ZEE$p3001$xaanwezig$ynormaal", "852 ## $b1002", dialect="local_marc21"
    ).items
    assert (items[0].item_id, items[0].branch_code) == ("3001", "1001")
    assert (items[0].status_code, items[0].lending_code) == ("aanwezig", "normaal")
    assert items[1].item_id == "1/2"


HEADER = (
    "titelnr;isbn;ppn;titel;auteur;jaar;uitgever;materiaal;taal;"
    "exemplaarnr;vestiging;plaatskenmerk;status;uitleen"
)
FIRST = (
    "7;9789499001019;900000015;Het diner;Koch, Herman;2009;Anthos;Boek;Nederlands;e1;1001;KOC;1;N"
)
SECOND = (
    "7;9789499001019;900000015;Het diner;Koch, Herman;2009;Anthos;Boek;Nederlands;e2;1002;KOC;2;N"
)
OTHER = "8;;;Tirza;Grunberg, Arnon;2006;Nijgh;Boek;ned;e3;1001;GRU;1;N"


def _line(line: str) -> SourceRecord:
    return SourceRecord("zeeland", "", Format.CSV, f"{HEADER}\n{line}\n".encode())


def test_the_lines_of_one_title_in_a_list_are_its_copies() -> None:
    profile = load_profile("local_csv")
    gathered = list(gather(map(_line, (FIRST, OTHER, SECOND)), profile))
    assert [each.number for each in gathered] == ["7", "8"]
    outcome = kept(read(gathered[0].payload, Format.CSV, "local_csv"))
    assert outcome.record.title.main == "Het diner"
    assert outcome.record.contributors[0].surname == "Koch"
    assert [(i.item_id, i.branch_code, i.status_code) for i in outcome.items] == [
        ("e1", "1001", "1"),
        ("e2", "1002", "2"),
    ]

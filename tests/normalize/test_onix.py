"""What is known before anybody described the book: ONIX products and bare ISBNs."""

from pathlib import Path

import pytest

from catalogue.model import Carrier
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format
from ingest.files import delivered_format, frame
from matching.compare import compare
from matching.rules import load_rules
from matching.survivorship import load_ranking, merge
from normalize.profiles import load_profile
from normalize.read import normalize_record
from tests.normalize.records import kept, marc, read, rules_noticed

FOLDER = Path(__file__).parents[2] / "fixtures" / "onix"
MESSAGE = (FOLDER / "reference_names.xml").read_text(encoding="utf-8")
SHORT_MESSAGE = (FOLDER / "short_tags.xml").read_text(encoding="utf-8")


def announced(message: str) -> Normalized:
    (framed,) = frame(message.encode(), source="cb", format=None, file="x")
    assert framed.format is Format.ONIX
    return kept(normalize_record(framed, load_profile("onix")))


def test_an_announcement_is_read_by_its_reference_names() -> None:
    record = announced(MESSAGE).record
    assert record.number == "nl.helm.1"
    assert (record.title.main, record.title.rest) == ("De duinen & zee", "een verhaal")
    assert record.title.sort == "duinen zee"
    assert [(c.name, c.role) for c in record.contributors] == [
        ("Fenna van ’t Zand", "aut"),
        ("Jan de Wit", "trl"),
    ]
    assert (record.languages, record.original_languages) == (("dut",), ("swe",))
    assert (record.years, record.extent.pages) == ((2027,), 184)
    assert (record.carrier, record.annotation) == (Carrier.BOOK, "Een zomer. Een eiland.")
    assert [c.notation for c in record.classifications] == ["302"]
    assert record.provisional


def test_short_tags_say_the_same() -> None:
    assert "<b203" not in MESSAGE
    assert "<titledetail>" in SHORT_MESSAGE
    assert announced(SHORT_MESSAGE) == announced(MESSAGE)


def test_a_withdrawn_announcement_is_a_deletion() -> None:
    message = MESSAGE.replace("<NotificationType>02", "<NotificationType>05")
    (framed,) = frame(message.encode(), source="cb", format=None, file="x")
    assert framed.deleted


def test_xml_without_a_product_is_rejected() -> None:
    assert isinstance(read(b"<ONIXMessage/>", Format.ONIX, "onix"), Rejected)


@pytest.mark.parametrize("line", ["9789499001019", "978-94-99001-01-9", "ISBN 9789499001019"])
def test_a_bare_isbn_is_a_provisional_description(line: str) -> None:
    assert delivered_format(line.encode()) is Format.ISBN_LIST
    (framed,) = frame(line.encode(), source="orders", format=None, file="x")
    record = kept(normalize_record(framed, load_profile("isbn"))).record
    assert (record.number, record.provisional) == ("9789499001019", True)
    assert (record.title.main, record.title.supplied) == ("[ISBN 9789499001019]", True)


def test_a_list_of_isbns_has_a_record_a_line_and_rejects_what_is_none() -> None:
    payload = b"9789499001019\n9789499001018\n"
    framed = frame(payload, source="orders", format=None, file="x")
    outcomes = [normalize_record(each, load_profile("isbn")) for each in framed]
    assert [type(each) for each in outcomes] == [Normalized, Rejected]
    assert rules_noticed(outcomes[1]) == {"unreadable"}


def test_an_order_meets_the_description_that_comes_later_by_its_isbn_alone() -> None:
    ordered = kept(read(b"9789499001019", Format.ISBN_LIST, "isbn")).record
    described = marc("020 ## $a9789499001019", "245 10 $aZee", "300 ## $a9 p").record
    assert compare(ordered, described, load_rules()).verdict == "same"


def test_a_provisional_description_gives_way_to_any_other() -> None:
    ordered = kept(read(b"9789499001019", Format.ISBN_LIST, "isbn")).record
    alone = merge([ordered], load_ranking())
    assert alone.standing == "provisional"
    described = marc("020 ## $a9789499001019", "245 10 $aZee").record
    national = described.model_copy(update={"source": "nbd"})
    together = merge([ordered, national], load_ranking())
    assert (together.standing, together.description.title.main) == ("national", "Zee")
    local = described.model_copy(update={"source": "zeeland"})
    both = merge([ordered, local], load_ranking())
    assert both.description.title.main == "Zee"

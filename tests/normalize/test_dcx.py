"""Records of the KB in Dublin Core with its extensions, as SRU and OAI-PMH give them."""

from pathlib import Path

import pytest

from catalogue.model import BibliographicRecord
from catalogue.outcomes import Rejected
from catalogue.source_record import Format, SourceRecord
from ingest.files import frame
from normalize.profiles import load_profile
from normalize.read import normalize_record
from tests.normalize.records import kept, read, rules_noticed

ANSWER = (Path(__file__).parents[2] / "fixtures" / "dcx" / "sru_answer.xml").read_bytes()
PROFILE = load_profile("kb_dcx")


def framed(payload: bytes) -> list[SourceRecord]:
    return list(frame(payload, source="kb", format=None, file="x"))


def first() -> BibliographicRecord:
    return kept(normalize_record(framed(ANSWER)[0], PROFILE)).record


def test_an_answer_of_sru_is_cut_into_its_records() -> None:
    assert [record.format for record in framed(ANSWER)] == [Format.DCX, Format.DCX]


def test_a_description_is_read_whole() -> None:
    record = first()
    assert record.number == "900000015"
    assert (record.title.main, record.title.rest) == ("De duinen & de zee", "een verhaal")
    assert [(c.name, c.surname, c.role) for c in record.contributors] == [
        ("Fenna van 't Zand", "Zand", "aut"),
        ("Jan de Wit", "Wit", "ctb"),
    ]
    assert [(p.place, p.name) for p in record.publishers] == [("Utrecht", "De Helm")]
    assert (record.years, record.extent.pages, record.languages) == ((2024,), 184, ("dut",))
    assert [str(each.isbn) for each in record.isbns] == ["9789499001019"]
    assert {(each.scheme, each.value) for each in record.identifiers} == {
        ("ppn", "900000015"),
        ("oclc", "900000001"),
    }
    assert [each.term for each in record.subjects] == ["Duinen"]
    assert record.notes == ("Vert. uit het Zweeds.",)


def test_a_language_that_is_not_known_by_name_is_noticed() -> None:
    assert "language_unknown" in rules_noticed(normalize_record(framed(ANSWER)[0], PROFILE))


def test_what_has_no_colon_is_a_name_and_no_place() -> None:
    record = kept(normalize_record(framed(ANSWER)[1], PROFILE)).record
    assert (record.title.main, record.title.rest) == ("Eb en vloed", "")
    assert [(p.place, p.name) for p in record.publishers] == [("", "De Helm")]
    assert record.languages == ("ger",)


def test_the_same_record_by_oai_pmh_is_the_same_with_its_datestamp() -> None:
    record = ANSWER[ANSWER.index(b"<srw_dc:dc>") : ANSWER.index(b"</srw:recordData>")]
    names = ANSWER[ANSWER.index(b" xmlns:srw=") : ANSWER.index(b">", ANSWER.index(b" xmlns:srw="))]
    page = (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"%b><ListRecords><record><header>'
        b"<identifier>GGC:AC:900000015</identifier><datestamp>2026-11-01</datestamp></header>"
        b"<metadata>%b</metadata></record></ListRecords></OAI-PMH>" % (names, record)
    )
    (harvested,) = framed(page)
    assert (harvested.format, harvested.locator) == (Format.DCX, "GGC:AC:900000015")
    assert kept(normalize_record(harvested, PROFILE)).record == first()


@pytest.mark.parametrize("payload", [b"<a/>", b"<dc>", b""])
def test_what_holds_no_such_record_is_rejected(payload: bytes) -> None:
    assert isinstance(read(payload, Format.DCX, "kb_dcx"), Rejected)

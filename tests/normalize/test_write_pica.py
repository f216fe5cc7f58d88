"""The model to PICA+ and back by the table of the GGC."""

from hypothesis import given, settings

from catalogue.model import BibliographicRecord, Carrier, Contributor, Description, Edition, Title
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from catalogue.text import fold
from normalize.people import role_of
from normalize.profiles import load_profile, load_table
from normalize.read import normalize_record
from normalize.write_pica import to_picaxml
from tests.strategies import bibliographic_records

KEPT_SCHEMES = {"issn", "ean", "oclc"}


def _again(record: Description, number: str = "1") -> BibliographicRecord:
    """The record, written as PicaXML and read as the GGC's."""
    payload = to_picaxml(record, number)
    source_record = SourceRecord("s", "", Format.PICA_XML, payload)
    outcome = normalize_record(source_record, load_profile("ggc"))
    assert isinstance(outcome, Normalized), outcome
    return outcome.record


def _comparable(record: BibliographicRecord) -> dict[str, object]:
    """What the table says that PICA+ carries, in an order of its own."""
    left = set(load_table("written_pica")["left_out"]) - {"classifications", "contributors"}
    stated = record.model_dump(exclude=left | {"source", "number", "notes"})
    notes = set(record.notes) - set(load_table("written_pica")["carrier_note"].values())
    return stated | {
        "edition": record.edition.statement,
        "identifiers": {each for each in record.identifiers if each.scheme in KEPT_SCHEMES},
        "isbns": {each.isbn for each in record.isbns},
        "classifications": {c.notation for c in record.classifications if c.scheme == "nur"},
        "subjects": {each.term for each in record.subjects if each.scheme == "btr"},
        "contributors": {(c.name, c.role, c.main) for c in record.contributors},
        "title": record.title.model_dump() | {"main": fold(record.title.main)},
        "notes": notes,
    }


@given(bibliographic_records())
@settings(max_examples=150, deadline=None)
def test_what_pica_carries_reads_back_as_the_same_description(record: BibliographicRecord) -> None:
    assert _comparable(_again(record)) == _comparable(record)


@given(bibliographic_records())
@settings(max_examples=30, deadline=None)
def test_a_written_record_is_written_the_same_again(record: BibliographicRecord) -> None:
    once = _again(record, "1")
    assert to_picaxml(_again(once, "1"), "1") == to_picaxml(once, "1")


def test_every_carrier_is_read_back_or_told_in_a_note() -> None:
    for carrier in Carrier:
        record = Description(title=Title(main="Zee", sort="zee"), carrier=carrier)
        found = _again(record)
        told = load_table("written_pica")["carrier_note"].get(carrier, "nothing")
        assert found.carrier is carrier or told in found.notes, (carrier, found.carrier)


def test_the_at_sign_stands_before_the_first_word_that_sorts() -> None:
    title = Title(main="De zee-egels", sort="zee egels")
    assert ">De @zee-egels<" in to_picaxml(Description(title=title), "m1").decode()
    plain = Title(main="Zee", sort="zee")
    assert ">Zee<" in to_picaxml(Description(title=plain), "m1").decode()


def test_every_word_for_a_role_is_read_as_that_role() -> None:
    for code, word in load_table("written_pica")["role"].items():
        assert role_of(word) == code, word


def test_what_is_left_out_is_a_field_of_the_model() -> None:
    assert set(load_table("written_pica")["left_out"]) <= set(Description.model_fields)


def test_a_field_without_content_is_not_written() -> None:
    person = Contributor(name="Els", surname="Els")
    written = to_picaxml(
        Description(title=Title(main="Zee", sort="zee"), contributors=(person,), edition=Edition()),
        "m1",
    ).decode()
    assert 'tag="028B"' in written
    assert 'tag="032@"' not in written
    assert 'tag="010@"' not in written

"""The model to MARC 21 and back."""

from hypothesis import given, settings

from catalogue.model import BibliographicRecord, Carrier, Description, Title
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from normalize.profiles import load_profile
from normalize.read import normalize_record
from normalize.write_marc21 import to_marcxml
from tests.strategies import bibliographic_records


def _again(record: BibliographicRecord) -> BibliographicRecord:
    """The record, written as MARCXML and read as any MARC 21."""
    payload = to_marcxml(record, record.number)
    source_record = SourceRecord(record.source, "", Format.MARCXML, payload)
    outcome = normalize_record(source_record, load_profile("plain_marc21"))
    assert isinstance(outcome, Normalized)
    # What a source says of its own record is not written.
    own = {"forms": record.forms, "quality": record.quality}
    return outcome.record.model_copy(update=own)


@given(bibliographic_records())
@settings(max_examples=150, deadline=None)
def test_what_a_library_system_receives_reads_back_as_the_same_description(
    record: BibliographicRecord,
) -> None:
    assert _again(record) == record


@given(bibliographic_records())
@settings(max_examples=30, deadline=None)
def test_a_written_record_is_written_the_same_again(record: BibliographicRecord) -> None:
    once = to_marcxml(record, record.number)
    assert to_marcxml(_again(record), record.number) == once


def test_every_carrier_can_be_written_and_read_back() -> None:
    for carrier in Carrier:
        if carrier is Carrier.UNKNOWN:
            continue
        record = BibliographicRecord(
            source="s", number="1", title=Title(main="Zee", sort="zee"), carrier=carrier
        )
        assert _again(record).carrier is carrier


def test_a_field_that_is_empty_is_not_written() -> None:
    written = to_marcxml(Description(title=Title(main="Zee", sort="zee")), "m1").decode()
    assert 'tag="245"' in written
    assert 'tag="250"' not in written
    assert 'tag="856"' not in written


def test_the_fixed_field_has_forty_positions() -> None:
    record = BibliographicRecord(
        source="s", number="1", title=Title(main="Zee", sort="zee"), carrier=Carrier.LARGE_PRINT
    )
    written = to_marcxml(record, "1").decode()
    fixed = written.split('tag="008">')[1].split("<")[0]
    assert len(fixed) == 40
    assert fixed[23] == "d"

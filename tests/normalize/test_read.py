"""One source record in, normalized or rejected out; whatever the bytes."""

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format, SourceRecord
from ingest.files import frame
from normalize.profiles import dialects, load_profile
from normalize.read import identify, normalize_record, normalize_records
from tests.normalize.records import marcxml, read, rules_noticed
from tests.real_records import REAL, needs_real_records

FOLDERS = ("marc", "marc-bad", "pica", "authority", "holdings", "oai")
PROFILES = {
    Format.MARC: "plain_marc21",
    Format.MARCXML: "plain_marc21",
    Format.MARC_JSON: "plain_marc21",
    Format.PICA: "plain_pica",
    Format.PICA_PLAIN: "plain_pica",
    Format.PICA_XML: "plain_pica",
    Format.PICA_JSON: "plain_pica",
    Format.ONIX: "onix",
    Format.ISBN_LIST: "isbn",
    Format.DCX: "kb_dcx",
    Format.CSV: "local_csv",
}
ZEE = marcxml("001 1", "020 ## $a9789499001019", "100 1# $aKoch, Herman", "245 10 $aZee")
PICA = b"003@ $0900000015\n004A $A9789499001019 geb.\n021A $aDe @zee$hX\n028A $aKoch$dH.\n"


@given(st.binary(max_size=400), st.sampled_from(Format))
@example(b"", Format.MARC)
@example(b"\x1d\x1e\x1f", Format.MARC)
@example(b"<record/>", Format.MARCXML)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_normalized_or_rejected(payload: bytes, format: Format) -> None:
    outcome = read(payload, format, PROFILES[format])
    assert isinstance(outcome, Normalized | Rejected)


@given(st.data(), st.sampled_from((ZEE, PICA)))
@settings(max_examples=150, deadline=None)
def test_a_record_damaged_anywhere_is_normalized_or_rejected(
    data: st.DataObject, whole: bytes
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    format = Format.MARCXML if whole is ZEE else Format.PICA_PLAIN
    assert isinstance(read(bytes(damaged), format, PROFILES[format]), Normalized | Rejected)


@given(st.lists(st.tuples(st.sampled_from("1_089CSL"), st.text(max_size=30)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_is_normalized_or_rejected(parts: list[tuple[str, str]]) -> None:
    tags = {"1": "028A", "_": "021A", "0": "004A", "8": "034D", "9": "036E", "C": "010@"}
    lines = [f"{tags.get(kind, '037A')} $a{text}$A{text}$T{text}" for kind, text in parts]
    outcome = read("\n".join(lines).encode("utf-8", "replace"), Format.PICA_PLAIN, "ggc")
    assert isinstance(outcome, Normalized | Rejected)


def test_a_record_is_known_by_its_control_number() -> None:
    profile = load_profile("plain_marc21")
    found = identify(SourceRecord("nbd", "", Format.MARCXML, ZEE), profile)
    assert (found.number, found.number_assigned) == ("1", False)


def test_a_record_without_number_gets_one_from_its_contents_for_ever() -> None:
    profile = load_profile("plain_marc21")
    source_record = SourceRecord("nbd", "", Format.MARCXML, marcxml("245 10 $aZee"))
    first, second = identify(source_record, profile), identify(source_record, profile)
    assert first.number == second.number == source_record.sha256.hex()[:16]
    assert first.number_assigned
    outcome = normalize_record(source_record, profile)
    assert rules_noticed(outcome) == {"number_assigned"}


def test_a_deletion_without_bytes_keeps_its_empty_number() -> None:
    deletion = SourceRecord("nbd", "", Format.MARCXML, b"", deleted=True, locator="oai:1")
    assert identify(deletion, load_profile("nbd_marc21")) == deletion


def test_a_record_without_title_is_rejected_with_a_remedy() -> None:
    outcome = read(marcxml("001 1"), Format.MARCXML, "nbd_marc21")
    assert isinstance(outcome, Rejected)
    assert (outcome.source, outcome.number) == ("s", "1")
    assert rules_noticed(outcome) == {"title_missing"}
    assert "title" in outcome.reason
    assert outcome.problems[0].severity == "error"


@pytest.mark.parametrize(
    ("payload", "format", "dialect"),
    [
        (marcxml("001 1", leader="00000nz  a2200000n  4500"), Format.MARCXML, "plain_marc21"),
        (b"003@ $0900000015\n002@ $0Tp1\n028A $aGoethe", Format.PICA_PLAIN, "plain_pica"),
    ],
)
def test_an_authority_record_is_no_publication(
    payload: bytes, format: Format, dialect: str
) -> None:
    outcome = read(payload, format, dialect)
    assert isinstance(outcome, Rejected)
    assert rules_noticed(outcome) == {"authority_record"}


def test_a_record_of_another_family_is_rejected_with_the_dialect() -> None:
    outcome = read(ZEE, Format.MARCXML, "ggc")
    assert isinstance(outcome, Rejected)
    assert "ggc" in outcome.reason


def test_a_stream_gives_one_outcome_for_each_record_in_order() -> None:
    payloads = (ZEE, b"broken", ZEE)
    records = (SourceRecord("s", "", Format.MARCXML, each) for each in payloads)
    outcomes = normalize_records(records, load_profile("plain_marc21"))
    assert [type(each) for each in outcomes] == [Normalized, Rejected, Normalized]


@pytest.mark.parametrize("dialect", dialects())
def test_every_dialect_answers_for_an_empty_record(dialect: str) -> None:
    formats = {"marc21": Format.MARC, "pica": Format.PICA, "csv": Format.CSV}
    formats |= {"onix": Format.ONIX, "isbn": Format.ISBN_LIST, "dcx": Format.DCX}
    outcome = read(b"", formats[load_profile(dialect).family], dialect)
    assert isinstance(outcome, Rejected)


def _deliveries(*folders: str) -> Iterator[Path]:
    for folder in folders or FOLDERS:
        yield from (file for file in sorted((REAL / folder).rglob("*")) if file.is_file())


def _outcomes(file: Path) -> Iterator[Normalized | Rejected]:
    payload = file.read_bytes()
    payload = gzip.decompress(payload) if file.suffix == ".gz" else payload
    for source_record in frame(payload, source=file.stem, format=None, file=file.name):
        if source_record.payload:
            yield normalize_record(source_record, load_profile(PROFILES[source_record.format]))


def _account(*folders: str) -> tuple[int, int]:
    """How many real records are kept and how many rejected; each has what it needs."""
    kept = rejected = 0
    for file in _deliveries(*folders):
        for outcome in _outcomes(file):
            if isinstance(outcome, Rejected):
                rejected += 1
                assert outcome.reason
                assert outcome.number
            else:
                kept += 1
                assert outcome.record.title.main
                assert outcome.record.title.sort
    return kept, rejected


@needs_real_records
def test_real_records_end_normalized_or_rejected_with_a_reason() -> None:
    kept, rejected = _account("pica", "marc-bad")
    assert kept > 150
    assert rejected > 300


@pytest.mark.journey
@needs_real_records
def test_every_real_record_ends_normalized_or_rejected_with_a_reason() -> None:
    kept, rejected = _account()
    assert kept > 6_000
    assert rejected > 3_000


@needs_real_records
def test_real_records_damaged_at_random_end_normalized_or_rejected() -> None:
    chance = random.Random(7)
    for file in chance.sample(list(_deliveries()), 60):
        payload = file.read_bytes()[:20_000]
        if file.suffix == ".gz":
            continue
        damaged = bytearray(payload)
        for _ in range(min(len(damaged), 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        for source_record in frame(bytes(damaged), source="s", format=None, file=file.name):
            outcome = normalize_record(source_record, load_profile(PROFILES[source_record.format]))
            assert isinstance(outcome, Normalized | Rejected)

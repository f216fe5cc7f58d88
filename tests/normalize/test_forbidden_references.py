"""References to what XML forbids: a blank and a remark, as for the characters themselves."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import UnreadableRecord
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from normalize.decoding import CONTROLS, parse_leniently, without_forbidden
from normalize.marc21 import any_marcxml, read_marcxml
from normalize.pica_xml import any_pica_xml, pica_xml_fields
from normalize.profiles import load_profile
from normalize.read import normalize_record
from normalize.rules import Field
from tests.normalize.records import marcxml
from tests.normalize.test_sound_xml import MARC_FIELDS, PICA_FIELDS, marc_record, pica_record

READERS = {"marcxml": read_marcxml, "pica_xml": pica_xml_fields}
PATIENT = {"marcxml": any_marcxml, "pica_xml": any_pica_xml}
CONTROL = st.sampled_from([code for code in range(32) if code not in (9, 10, 13)])
FORBIDDEN = st.one_of(
    CONTROL, st.integers(0xD800, 0xDFFF), st.sampled_from((0xFFFE, 0xFFFF, 0x110000, 10**30))
)
FORMS = st.sampled_from(("&#{:d};", "&#000{:d};", "&#x{:x};", "&#x00{:X};"))
RECORDS = st.one_of(
    st.lists(MARC_FIELDS, min_size=1, max_size=4).map(lambda each: ("marcxml", marc_record(each))),
    st.lists(PICA_FIELDS, min_size=1, max_size=4).map(lambda each: ("pica_xml", pica_record(each))),
)


def places(text: str) -> list[int]:
    """Where a text may be put into a record: between the signs of its values."""
    found = []
    for value in re.finditer(r"<(?:subfield|controlfield)[^>]*>([^<]*)</", text):
        signs = re.finditer(r"&[^;]+;|.", value[1], re.DOTALL)
        found += [value.start(1), *(value.start(1) + sign.end() for sign in signs)]
    return found


@given(RECORDS, st.lists(st.tuples(st.floats(0, 1), FORBIDDEN, FORMS), min_size=1, max_size=3))
def test_a_forbidden_reference_rejects_no_record_and_changes_nothing_but_its_own_place(
    record: tuple[str, str], put: list[tuple[float, int, str]]
) -> None:
    kind, text = record
    where = places(text)
    at = sorted(((where[int(p * (len(where) - 1))], code, form) for p, code, form in put), key=str)
    with_references, with_blanks = text, text
    for place, code, form in sorted(at, key=lambda each: -each[0]):
        reference = form.format(code)
        with_references = with_references[:place] + reference + with_references[place:]
        with_blanks = with_blanks[:place] + " " + with_blanks[place:]
    found = READERS[kind](with_references.encode())
    assert found.fields == READERS[kind](with_blanks.encode()).fields
    assert found.remarks == (CONTROLS,)


@given(RECORDS, st.floats(0, 1), CONTROL, FORMS)
def test_a_forbidden_character_and_a_reference_to_it_are_read_alike(
    record: tuple[str, str], part: float, code: int, form: str
) -> None:
    kind, text = record
    where = places(text)
    place = where[int(part * (len(where) - 1))]
    raw, referred = (
        READERS[kind]((text[:place] + each + text[place:]).encode())
        for each in (chr(code), form.format(code))
    )
    assert raw == referred


def with_title(title: str, kind: str) -> bytes:
    if kind == "marcxml":
        fields = [Field("001", "1"), Field("245", "", (("a", "TITLE"),), "10")]
        return marc_record(fields).replace("TITLE", title).encode()
    return pica_record([Field("021A", "", (("a", "TITLE"),))]).replace("TITLE", title).encode()


def title_of(payload: bytes, kind: str) -> tuple[str, bool]:
    """The title that is read, and whether it was remarked on."""
    found = READERS[kind](payload)
    return found.fields[-1].subfields[0][1], bool(found.remarks)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("written", "read", "remarked"),
    [
        ("Het&#31;diner", "Het diner", True),
        ("Het&#x1F;diner", "Het diner", True),
        ("Het&#x1f;diner", "Het diner", True),
        ("Het&#X1F;diner", "Het diner", True),
        ("Het&#0;diner", "Het diner", True),
        ("Het&#00000000031;diner", "Het diner", True),
        ("Het&#xFFFF;diner", "Het diner", True),
        ("Het&#xD83D;diner", "Het diner", True),
        ("Het&#99999999999999;diner", "Het diner", True),
        ("Het&#31;&#30;diner", "Het  diner", True),
        ("Het&#31;din\x1fer", "Het din er", True),
        ("Het&amp;#31;diner", "Het&#31;diner", False),
        ("Het&amp;#31;din&#31;er", "Het&#31;din er", True),
        ("Het&amp;#31;din\x1fer", "Het&#31;din er", True),
        ("<![CDATA[Het&#31;]]>din&#31;er", "Het&#31;din er", True),
        ("Het din&#31;er<!-- &#31; -->", "Het din er", True),
        ("Het&#233;diner", "Hetédiner", False),
        ("Het&#x1F600;din&#31;er", "Het\U0001f600din er", True),
        ("Het&#9;din&#31;er", "Het\tdin er", True),
    ],
)
def test_only_what_xml_forbids_becomes_a_blank(
    written: str, read: str, remarked: bool, kind: str
) -> None:
    assert title_of(with_title(written, kind), kind) == (read, remarked)


@pytest.mark.parametrize("kind", READERS)
def test_the_encoding_that_a_record_declares_still_holds(kind: str) -> None:
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = with_title("Caf\u00e9&#31;", kind).decode()
    assert title_of(declared + text.encode("latin-1"), kind) == ("Café ", True)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("broken", ["&#;", "&#x;", "&#31", "&nbsp;", "&#31;</b>", "&#31;<"])
def test_what_is_broken_otherwise_is_still_rejected(broken: str, kind: str) -> None:
    with pytest.raises(UnreadableRecord, match="not well-formed"):
        PATIENT[kind](with_title(f"Het {broken} diner", kind))


def test_a_document_type_is_refused_with_a_forbidden_reference_too() -> None:
    entity = b'<!DOCTYPE record [<!ENTITY a "b">]>'
    for kind, reader in PATIENT.items():
        with pytest.raises(UnreadableRecord):
            reader(entity + with_title("&a;&#31;", kind))


def test_a_record_with_a_forbidden_reference_is_kept_and_the_remedy_told() -> None:
    payload = marcxml("001 1", "245 10 $aTITLE").replace(b"TITLE", b"Het&#31;diner")
    source = SourceRecord("nbd", "1", Format.MARCXML, payload)
    outcome = normalize_record(source, load_profile("nbd_marc21"))
    assert isinstance(outcome, Normalized)
    assert outcome.record.title.main == "Het diner"
    (told,) = [each for each in outcome.problems if each.rule == "bytes_not_text"]
    assert told.value == "control characters"


@pytest.mark.parametrize("start", [b"&#0", b"&#x0", b"<!--", b"<![CDATA[", b"<?", b"&#"])
def test_no_text_however_hostile_takes_long(start: bytes) -> None:
    for hostile in (start * 100_000, start + b"0" * 1_000_000):
        began = time.perf_counter()
        list(without_forbidden(b"<record>" + hostile))
        assert parse_leniently(b"<record>" + hostile) == (None, ())
        assert time.perf_counter() - began < 2

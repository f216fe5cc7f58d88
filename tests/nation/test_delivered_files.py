"""Delivered files are read by parsers that know nothing of us, and by our own normalizer.

The reader of PICA+ here was written from the description of the format alone.
"""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pymarc
import pytest
from pymarc.marcxml import parse_xml_to_array

from catalogue.outcomes import Normalized, Rejected
from ingest.files import frame
from nation.directory import installations
from nation.source_files import NATIONAL_FORMS
from normalize.profiles import load_profile
from normalize.read import gather, normalize_record
from tests.nation.made_country import country

DIALECTS = {"nbd": "nbd_marc21", "ggc": "ggc", "obcp": "obcp", "online": "online"} | {
    each.name: each.dialect for each in installations()
}
TAG = re.compile(r"[012][0-9]{2}[A-Z@](/[0-9]{2,3})?")
PLANNED = {
    "isbn_check_digit",
    "text_mended",
    "bytes_not_text",
    "nonfiling_indicator",
    "carrier_contradicted",
}
"""What the normalizer may remark on: we made these errors on purpose."""


FORMS = NATIONAL_FORMS | {each.name: each.file for each in installations()}


def of_form(form: str) -> list[str]:
    """The sources that deliver in a form."""
    return sorted(name for name, its in FORMS.items() if its == form)


def file_of(source: str) -> Path:
    """The one file of a source."""
    (file,) = (country() / "sources" / source).iterdir()
    return file


def told() -> Counter[str]:
    records = pq.read_table(country() / "truth/records.parquet", columns=["source"])
    return Counter(records["source"].to_pylist())


def test_every_source_of_the_country_delivers_one_file():
    found = [path.parent.name for path in (country() / "sources").glob("*/*")]
    assert sorted(found) == sorted(FORMS)


@pytest.mark.parametrize("source", of_form("iso2709"))
def test_pymarc_reads_every_iso_2709_record(source: str):
    reader = pymarc.MARCReader(
        file_of(source).read_bytes(), to_unicode=True, force_utf8=True, utf8_handling="replace"
    )
    records = list(reader)
    assert len(records) == told()[source]
    for record in records:
        assert record is not None
        assert record["245"]["a"]
        assert record["001"].data


@pytest.mark.parametrize("source", of_form("marcxml"))
def test_pymarc_reads_every_marcxml_record(source: str):
    records = parse_xml_to_array(str(file_of(source)))
    assert len(records) == told()[source]
    assert all(record["245"]["a"] and record["001"].data for record in records)


@pytest.mark.parametrize("source", of_form("pica"))
def test_every_line_of_pica_is_a_record_by_the_grammar_of_the_format(source: str):
    lines = file_of(source).read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == told()[source]
    for line in lines:
        fields = line.split(b"\x1e")
        assert fields.pop() == b""
        tags = [_checked(field) for field in fields]
        assert tags.count("003@") == 1
        assert "021A" in tags


def _checked(field: bytes) -> str:
    tag, _, content = field.decode("utf-8", "replace").partition(" ")
    assert TAG.fullmatch(tag), tag
    first, *subfields = content.split("\x1f")
    assert first == ""
    assert subfields
    assert all(len(text) > 1 and text[0].isalnum() for text in subfields), field
    return tag


@pytest.mark.parametrize("source", of_form("csv"))
def test_every_line_of_a_list_has_all_columns(source: str):
    sign = "," if source == "online" else ";"
    text = file_of(source).read_bytes().decode("utf-8", "replace")
    heading, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    assert {len(line) for line in lines} == {len(heading)}
    assert len({line[0] for line in lines}) == told()[source]


def test_our_normalizer_reads_all_records_and_remarks_only_on_planned_errors():
    read: Counter[str] = Counter()
    for path in sorted((country() / "sources").glob("*/*")):
        source = path.parent.name
        profile = load_profile(DIALECTS[source])
        framed = frame(path.read_bytes(), source=source, format=None, file=path.name)
        for each in gather(framed, profile):
            outcome = normalize_record(each, profile)
            assert isinstance(outcome, Normalized), outcome
            assert not isinstance(outcome, Rejected)
            assert {problem.rule for problem in outcome.problems} <= PLANNED
            read[source] += 1
    assert read == told()


def test_records_of_library_systems_carry_their_copies():
    items = 0
    for path in sorted((country() / "sources").glob("koha-*/*")):
        profile = load_profile(DIALECTS[path.parent.name])
        for each in frame(path.read_bytes(), source="koha", format=None, file=path.name):
            outcome = normalize_record(each, profile)
            assert isinstance(outcome, Normalized)
            items += len(outcome.items)
    assert items > 0

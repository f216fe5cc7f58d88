"""One record in every serialisation gives one description; the format is told from the content."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.model import BibliographicRecord
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format
from ingest.files import delivered_format, frame
from normalize.profiles import load_profile
from normalize.read import normalize_record
from tests.normalize.records import kept, marcxml, pica, read, rules_noticed

FOLDER = Path(__file__).parents[2] / "fixtures" / "pica"
SHAPES = {
    "normalised.dat": Format.PICA,
    "normalised.dat.gz": Format.PICA,
    "binary.dat": Format.PICA,
    "import.dat": Format.PICA,
    "import_with_9f.dat": Format.PICA,
    "plain.pica": Format.PICA_PLAIN,
    "plain_with_florin.pica": Format.PICA_PLAIN,
    "pica.json": Format.PICA_JSON,
    "picaxml.xml": Format.PICA_XML,
    "picaxml.xml.zst": Format.PICA_XML,
    "picaxml_in_the_marc_namespace.xml": Format.PICA_XML,
    "sru_picaxml.xml": Format.PICA_XML,
    "ppxml.xml": Format.PICA_XML,
    "kb_element_per_field.xml": Format.PICA_XML,
}


def described(payload: bytes, dialect: str = "ggc") -> list[BibliographicRecord]:
    framed = frame(payload, source="s", format=None, file="delivery")
    return [kept(normalize_record(each, load_profile(dialect))).record for each in framed]


@pytest.mark.parametrize("name", SHAPES)
def test_every_serialisation_gives_the_same_description(name: str) -> None:
    payload = (FOLDER / name).read_bytes()
    assert delivered_format(payload) is SHAPES[name]
    assert described(payload) == described((FOLDER / "plain.pica").read_bytes())


def test_every_shape_of_the_folder_is_read() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {*SHAPES, "README.md"}


def test_the_one_description_is_whole() -> None:
    (record,) = described((FOLDER / "plain.pica").read_bytes())
    assert record.title.main == "De duinen van $ij"
    assert record.title.sort == "duinen van ij"
    assert record.contributors[0].name == "Fenna van ’t Zand"
    assert [each.volume for each in record.series] == ["2"]
    assert record.original_languages == ("swe",)
    assert record.forms.carrier == ("nc",)
    assert record.links[0].kind == "film_of"


def _marc_json(title: str) -> str:
    fields = [{"001": "1"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": title}]}}]
    return json.dumps({"leader": "00000nam a2200000 i 4500", "fields": fields})


@pytest.mark.parametrize(
    "payload",
    [
        f"[{_marc_json('Zee')}, {_marc_json('Duin [1]')}]",
        f"{_marc_json('Zee')}\n{_marc_json('Duin [1]')}\n",
        f"{_marc_json('Zee')}{_marc_json('Duin [1]')}",
        json.dumps([json.loads(_marc_json(t)) for t in ("Zee", "Duin [1]")], indent=2),
    ],
    ids=["array", "lines", "joined", "indented"],
)
def test_marc_in_json_is_cut_and_read_however_it_is_laid_out(payload: str) -> None:
    found = described(payload.encode(), "plain_marc21")
    assert [record.title.main for record in found] == ["Zee", "Duin [1]"]


def test_marc_in_json_says_the_same_as_marcxml() -> None:
    xml = marcxml("001 1", "245 10 $aZee")
    assert described(_marc_json("Zee").encode(), "plain_marc21") == described(xml, "plain_marc21")


def test_a_broken_line_of_json_spoils_no_other() -> None:
    payload = f'{_marc_json("Zee")}\n{{"leader": "x", "fields": [\n{_marc_json("Duin")}\n'.encode()
    framed = frame(payload, source="s", format=None, file="x")
    outcomes = [normalize_record(each, load_profile("plain_marc21")) for each in framed]
    assert [type(each) for each in outcomes] == [Normalized, Rejected, Normalized]


def test_json_that_was_cut_off_ends_in_one_more_record() -> None:
    payload = f"[{_marc_json('Zee')}, {_marc_json('Duin')[:40]}".encode()
    framed = list(frame(payload, source="s", format=None, file="x"))
    assert len(framed) == 2
    assert isinstance(read(framed[1].payload, Format.MARC_JSON, "plain_marc21"), Rejected)


@pytest.mark.parametrize("sign", ["\x85", "\x1c", "\x1d", "\x1e", "\u2028"])
def test_a_sign_that_elsewhere_ends_a_line_ends_none_here(sign: str) -> None:
    (record,) = described(f"003@ $0900000015\n021A $aVoor{sign}na\n034D $a9 p\n".encode())
    assert (record.title.main, record.extent.pages) == ("Voor na", 9)


def test_a_field_end_inside_a_value_does_not_end_the_field() -> None:
    payload = b"003@ \x1f0900000015\x1e021A \x1faVoor\x1ena\x1fdverhaal\x1e"
    record = kept(read(payload, Format.PICA, "ggc")).record
    assert (record.title.main, record.title.rest) == ("Voor na", "verhaal")


@pytest.mark.parametrize(
    ("payload", "format"),
    [
        (b"003@ \x1f0900000015\x1e021A \x1faVoor\x1f na\x1e", Format.PICA),
        (b"003@ $0900000015\n021A $aVoor\x1fna", Format.PICA_PLAIN),
    ],
)
def test_a_stray_subfield_sign_is_reported_and_its_text_kept(
    payload: bytes, format: Format
) -> None:
    outcome = kept(read(payload, format, "ggc"))
    assert outcome.record.title.main == "Voor na"
    assert rules_noticed(outcome) == {"stray_separator"}
    assert "stray_separator" not in rules_noticed(pica("021A $aVoor na"))


def test_what_a_windows_program_left_in_utf8_is_read_and_reported() -> None:
    outcome = kept(read(b"003@ $0900000015\n021A $aZo\x92n dag in caf\xc3\xa9", Format.PICA, "ggc"))
    assert outcome.record.title.main == "Zo’n dag in café"
    assert rules_noticed(outcome) == {"bytes_not_text"}


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_packed_delivery_that_was_cut_off_ends_in_one_more_record(pack) -> None:  # type: ignore[no-untyped-def]
    packed = pack((FOLDER / "plain.pica").read_bytes() * 3)
    framed = list(frame(packed[:-12], source="s", format=None, file="x"))
    assert framed[-1].payload == packed[:-12]
    assert len(list(frame(packed + pack(b"\n003@ $01"), source="s", format=None, file="x"))) >= 1


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_that_call_themselves_packed_end(payload: bytes) -> None:
    for magic in (b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08"):
        assert list(frame(magic + payload, source="s", format=None, file="x"))


@given(st.recursive(st.none() | st.text(max_size=6) | st.integers(), st.lists, max_leaves=12))
@settings(max_examples=150, deadline=None)
def test_any_json_is_normalized_or_rejected(value: object) -> None:
    for body in (value, {"leader": value, "fields": value}, {"fields": [{"245": value}, value]}):
        payload = json.dumps(body).encode()
        for format, dialect in (
            (Format.MARC_JSON, "plain_marc21"),
            (Format.PICA_JSON, "plain_pica"),
        ):
            assert isinstance(read(payload, format, dialect), Normalized | Rejected)

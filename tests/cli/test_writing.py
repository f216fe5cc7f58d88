"""`spil normalize --to`: every form, as the programs that get it would read it."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from lxml import etree
from pymarc import MARCReader
from rdflib import RDF, Graph, URIRef
from typer.testing import CliRunner

from catalogue.model import BibliographicRecord
from cli.main import app
from cli.writing import FORMS, Target
from normalize.profiles import load_table
from tests.normalize.records import marcxml
from tests.strategies import records_of_any_text

runner = CliRunner()
RECORDS = (
    marcxml("001 1", "245 13 $aDe zee & zo :$broman /$cEls Hart", "264 #1 $aUtrecht :$bA,$c2019"),
    marcxml("001 2"),
    marcxml("001 3", "245 10 $aEb", "520 ## $aÉén <dag>"),
)
XML = {
    Target.MARCXML: ("{http://www.loc.gov/MARC21/slim}collection", "record"),
    Target.PICAXML: ("{info:srw/schema/5/picaXML-v1.0}collection", "record"),
    Target.MODS: ("{http://www.loc.gov/mods/v3}modsCollection", "mods"),
    Target.DC: ("records", "dc"),
}
READ_BACK = {
    Target.MARC: "plain_marc21",
    Target.MARCXML: "plain_marc21",
    Target.PICA: "spil_pica",
    Target.PLAIN: "spil_pica",
    Target.PICAXML: "spil_pica",
}

SIGNS = {Target.PICA: {"\x1e", "\x1f"}, Target.PLAIN: {"\n"}}
"""The control characters that a form has itself."""


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A file of three records, of which one has no title."""
    file = tmp_path / "levering.xml"
    file.write_bytes(b"<collection>" + b"".join(RECORDS) + b"</collection>")
    return file


def written(delivery: Path, target: str) -> Result:
    result = runner.invoke(app, ["normalize", "--to", target, str(delivery)])
    assert result.exit_code == 0, result.output
    rejected, summary = result.stderr.splitlines()
    assert json.loads(rejected)["number"] == "2"
    assert summary.startswith("normalize: read 3, kept 2, rejected 1")
    return result


@pytest.mark.parametrize("target", XML)
def test_xml_is_one_document_of_all_records(delivery: Path, target: Target) -> None:
    root = etree.fromstring(written(delivery, target).stdout_bytes)
    collection, record = XML[target]
    assert root.tag == collection
    assert [etree.QName(each).localname for each in root] == [record, record]


@pytest.mark.parametrize("target", READ_BACK)
def test_what_was_written_is_read_again_as_a_file(
    delivery: Path, tmp_path: Path, target: Target
) -> None:
    file = tmp_path / "levering"
    file.write_bytes(written(delivery, target).stdout_bytes)
    again = runner.invoke(app, ["normalize", "--dialect", READ_BACK[target], str(file)])
    records = [json.loads(line)["record"] for line in again.stdout.splitlines()]
    assert [each["number"] for each in records] == ["1", "3"]
    assert records[0]["title"]["main"] == "De zee & zo"
    assert records[0]["publishers"] == [{"name": "A", "place": "Utrecht"}]


def test_iso_2709_is_bytes_that_another_reader_takes(delivery: Path) -> None:
    records = list(MARCReader(BytesIO(written(delivery, "marc").stdout_bytes)))
    titles = [record.title for record in records if record]
    assert titles == ["De zee & zo : roman /", "Eb"]


def test_a_record_too_long_for_the_form_is_rejected_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "lang.xml"
    long = marcxml("001 9", "245 10 $aZee", f"520 ## $a{'z' * 10_000}")
    file.write_bytes(b"<collection>" + long + RECORDS[2] + b"</collection>")
    result = runner.invoke(app, ["normalize", "--to", "marc", str(file)])
    assert result.exit_code == 0
    rejected, summary = result.stderr.splitlines()
    told = json.loads(rejected)
    assert told["reason"].startswith("record 9: field 520 has 10005 bytes")
    assert "als MARCXML" in told["problems"][0]["remedy_nl"]
    assert "kept 1, rejected 1" in summary
    assert len(list(MARCReader(BytesIO(result.stdout_bytes)))) == 1


@pytest.mark.parametrize(("target", "kept"), [("jsonld", "name"), ("bibframe-jsonld", "title")])
def test_linked_data_are_one_object_a_line(delivery: Path, target: str, kept: str) -> None:
    lines = written(delivery, target).stdout.splitlines()
    assert [kept in json.loads(line) for line in lines] == [True, True]


@pytest.mark.parametrize("target", ["turtle", "bibframe"])
def test_turtle_of_all_records_is_one_document(delivery: Path, target: str) -> None:
    graph = Graph().parse(data=written(delivery, target).stdout, format="turtle")
    kinds = {
        "turtle": URIRef("https://schema.org/CreativeWork"),
        "bibframe": URIRef("http://id.loc.gov/ontologies/bibframe/Instance"),
    }
    assert len(set(graph.subjects(RDF.type, kinds[target]))) >= 2


def test_isbd_is_a_paragraph_a_record(delivery: Path) -> None:
    assert written(delivery, "isbd").stdout.splitlines() == [
        "De zee & zo : roman / Els Hart. – Utrecht : A, 2019",
        "Eb",
    ]


@pytest.mark.parametrize("target", FORMS)
@given(record=records_of_any_text())
@settings(max_examples=15)
def test_any_text_leaves_a_form_that_its_readers_can_read(
    target: Target, record: BibliographicRecord
) -> None:
    form = FORMS[target]
    payload = form.write(record, "https://spil.example")
    if form.opening:
        assert len(etree.fromstring(form.opening + payload + form.closing)) == 1
    elif target is Target.MARC:
        (read,) = MARCReader(BytesIO(payload))
        assert read is not None
        assert int(payload[:5]) == len(payload)
    elif target in (Target.JSONLD, Target.BIBFRAME_JSONLD):
        assert b"\n" not in payload
        assert len(Graph().parse(data=payload.decode(), format="json-ld"))
    elif target in (Target.TURTLE, Target.BIBFRAME):
        assert len(Graph().parse(data=payload.decode(), format="turtle"))
    else:
        signs = {sign for sign in payload.decode() if ord(sign) < 32}
        assert signs <= SIGNS.get(target, set())


def test_every_form_has_what_writes_it() -> None:
    assert {*FORMS, Target.JSON} == set(Target)


def test_nothing_is_printed_for_a_file_that_is_not_there() -> None:
    result = runner.invoke(app, ["normalize", "--to", "mods", "/nowhere.mrc"])
    assert (result.exit_code, result.stdout) == (1, "")


def test_what_a_form_leaves_out_is_told_with_its_reason() -> None:
    rows = json.loads(runner.invoke(app, ["formats", "--left-out", "--json"]).stdout)
    assert {row["form"] for row in rows} == set(load_table("not_carried"))
    marc = json.loads(runner.invoke(app, ["formats", "marc", "--left-out", "--json"]).stdout)
    assert [row["field"] for row in marc] == list(load_table("not_carried")["marc"])
    assert all(row["why"] for row in marc)
    unknown = runner.invoke(app, ["formats", "papyrus", "--left-out"])
    assert unknown.exit_code == 1
    assert "dublin_core" in unknown.stderr

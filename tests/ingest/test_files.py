import csv
import gzip
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from ingest.files import LONGEST, frame
from ingest.xml_records import RECORD, _matches
from normalize.profiles import load_profile
from normalize.read import normalize_record
from tests.made_up_source import marcxml
from tests.real_records import REAL, needs_real_records

MARC = b"00042nam a2200037   4500001000200000\x1eA\x1e\x1d"
PICA = b"003@ \x1f0910000012\x1e021A \x1faHet @diner\x1e"
PLAIN = b"003@ $0910000012\n021A $aHet @diner"


def records(payload: bytes, format: Format | None = None) -> list[SourceRecord]:
    return list(frame(payload, source="nbd", format=format, file="nbd/a.gz"))


def test_binary_marc_is_cut_at_its_record_terminators() -> None:
    found = records(MARC + b"\n" + MARC + MARC)
    assert [record.payload for record in found] == [MARC] * 3
    assert {record.format for record in found} == {Format.MARC}
    assert [record.place.index for record in found if record.place] == [0, 1, 2]


def test_a_tail_that_was_cut_off_is_one_more_record() -> None:
    found = records(MARC + MARC[:30])
    assert len(found) == 2
    assert found[1].payload == MARC[:30]


@pytest.mark.parametrize(
    ("payload", "format"),
    [
        (PICA + b"\n" + PICA + b"\n", Format.PICA),
        (PICA + b"\x1d" + PICA + b"\x1d", Format.PICA),
        (b"preamble\x1d\n\x1e" + PICA + b"\n\x1d\n\x1e" + PICA, Format.PICA),
        (PLAIN + b"\n\n" + PLAIN + b"\n", Format.PICA_PLAIN),
        (PLAIN.replace(b"\n", b"\r\n") + b"\r\n\r\n" + PLAIN, Format.PICA_PLAIN),
        (b"\xef\xbb\xbf" + PLAIN + b"\n \n\n" + PLAIN, Format.PICA_PLAIN),
    ],
    ids=["normalised", "binary", "import", "plain", "plain-crlf", "plain-bom"],
)
def test_pica_is_cut_in_every_serialisation(payload: bytes, format: Format) -> None:
    found = records(payload)
    assert [record.format for record in found] == [format] * 2
    assert all(b"910000012" in record.payload for record in found)


def test_a_next_line_sign_inside_a_title_does_not_end_a_record() -> None:
    found = records("021A $aVoor\u0085na\n003@ $01".encode())
    assert len(found) == 1


def test_a_marc_record_that_speaks_of_pica_is_still_marc() -> None:
    body = MARC.replace(b"A\x1e", b"zie 003@\x1faB\x1e")
    assert [record.format for record in records(body)] == [Format.MARC]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_collection_is_cut_into_its_records_in_any_encoding(encoding: str) -> None:
    inner = (marcxml(1) + marcxml(2)).decode()
    text = f'<?xml version="1.0" encoding="{encoding}"?><collection>{inner}</collection>'
    found = records(text.encode(encoding))
    assert [record.payload for record in found] == [marcxml(1), marcxml(2)]


def test_a_record_keeps_the_prefix_that_its_collection_declares() -> None:
    text = (
        b'<marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim" xmlns:x="urn:x">'
        b"<marc:record><marc:leader>x</marc:leader></marc:record></marc:collection>"
    )
    (found,) = records(text)
    root = etree.fromstring(found.payload)
    assert root.tag == "{http://www.loc.gov/MARC21/slim}record"
    assert b"urn:x" not in found.payload


def test_one_ill_formed_record_spoils_no_other() -> None:
    broken = marcxml(2).replace(b"</subfield>", b"")
    found = records(b"<collection>" + marcxml(1) + broken + marcxml(3) + b"</collection>")
    assert [record.payload for record in found] == [marcxml(1), broken, marcxml(3)]


def test_a_record_that_is_never_closed_is_a_record_of_its_own() -> None:
    cut = marcxml(2)[:-9]
    found = records(b"<collection>" + marcxml(1) + cut + marcxml(3)[:-20])
    assert [record.payload for record in found] == [marcxml(1), cut, marcxml(3)[:-20]]


def test_what_stands_in_a_comment_is_no_record() -> None:
    text = b"<collection><!-- " + marcxml(1) + b" -->" + marcxml(2) + b"</collection>"
    assert [record.payload for record in records(text)] == [marcxml(2)]


def test_control_characters_stay_in_xml_records_for_their_reader_to_remark_on() -> None:
    spoilt = marcxml(1).replace(b"diner", b"di\x0bn&#x1F;er")
    (record,) = records(b"<collection>" + spoilt + b"</collection>")
    assert record.payload == spoilt
    outcome = normalize_record(record, load_profile("plain_marc21"))
    assert isinstance(outcome, Normalized)
    assert outcome.record.title.main == "Het di n er 1 é"
    assert "bytes_not_text" in [problem.rule for problem in outcome.problems]


def test_an_oai_header_gives_locator_datestamp_and_deletion() -> None:
    page = (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        b"<record><header><identifier>oai:x:a&amp;b</identifier>"
        b"<datestamp>2026-11-21T08:00:00Z</datestamp></header><metadata>"
        + marcxml(1)
        + b'</metadata></record><record><header status="deleted"><identifier>oai:x:2</identifier>'
        b"<datestamp>2026-11-21</datestamp></header></record></ListRecords></OAI-PMH>"
    )
    kept, gone = records(page)
    assert (kept.payload, kept.locator, kept.deleted) == (marcxml(1), "oai:x:a&b", False)
    assert str(kept.datestamp) == "2026-11-21 08:00:00+00:00"
    assert (gone.locator, gone.deleted, str(gone.datestamp)) == (
        "oai:x:2",
        True,
        "2026-11-21 00:00:00+00:00",
    )


def test_an_answer_without_records_has_none() -> None:
    assert records(b'<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>') == []
    assert records(b"<collection/>") == []
    assert records(b"") == []


def test_xml_that_holds_no_records_is_counted_as_one() -> None:
    (found,) = records(b"<html><body>Onderhoud</body></html>")
    assert b"Onderhoud" in found.payload


def test_lines_of_a_csv_with_the_same_title_number_are_one_record() -> None:
    found = records(b"titelnr;titel;vestiging\n1;A;x\n1;A;y\n\n2;B;x\n")
    assert [record.payload for record in found] == [
        b"titelnr;titel;vestiging\n1;A;x\n1;A;y\n",
        b"titelnr;titel;vestiging\n2;B;x\n",
    ]
    assert found[0].format is Format.CSV


def test_a_quoted_line_break_stays_in_its_record() -> None:
    found = records(b'id,annotation\n1,"twee\nregels"\n2,een\n')
    assert [record.payload.count(b"\n") for record in found] == [3, 2]


def test_a_quote_that_is_never_closed_spoils_one_line() -> None:
    lines = b"".join(b"%d,titel\n" % n for n in range(2, 400))
    found = records(b'id,title\n1,"titel\n' + lines)
    assert len(found) == 399


@pytest.mark.parametrize("payload", [MARC * 3, PICA + b"\n", PLAIN, b"id,title\n1,a\n"])
def test_a_compressed_delivery_is_cut_like_a_plain_one(payload: bytes) -> None:
    plain = [record.payload for record in records(payload)]
    assert [record.payload for record in records(gzip.compress(payload))] == plain
    two = gzip.compress(payload[:20]) + gzip.compress(payload[20:])
    assert [record.payload for record in records(two)] == plain


def test_a_compressed_delivery_that_was_cut_off_does_not_go_unseen() -> None:
    packed = gzip.compress(MARC * 200)
    assert len(records(packed)) == 200
    cut = records(packed[:-12])
    assert cut[-1].payload.startswith(b"\x1f\x8b")


def test_bytes_of_no_known_format_are_one_record() -> None:
    assert [record.payload for record in records(b'{"leader": "x"}')] == [b'{"leader": "x"}']


def test_a_run_of_bytes_without_an_end_comes_in_pieces() -> None:
    found = records(MARC + b"x" * (3 * LONGEST), Format.MARC)
    assert len(found) > 1
    assert b"".join(record.payload for record in found) == MARC + b"x" * (3 * LONGEST)


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_are_cut_without_a_crash(payload: bytes) -> None:
    for format in (None, Format.MARC, Format.PICA, Format.CSV, Format.MARCXML):
        for record in records(payload, format):
            assert record.payload


@given(st.lists(st.text('ab"\n,;éx ', max_size=12), min_size=1, max_size=8))
@settings(max_examples=60)
def test_every_line_of_a_csv_is_in_one_record(titles: list[str]) -> None:
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("id", "title"))
    lines.writerows((f"n{index}", title) for index, title in enumerate(titles))
    found = records(written.getvalue().encode())
    assert len(found) == len(titles)
    for record, title in zip(found, titles, strict=True):
        _, row = csv.reader(io.StringIO(record.payload.decode(), newline=""))
        assert row[1] == title


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=8),
    st.integers(min_value=1, max_value=300),
)
@settings(max_examples=60)
def test_how_the_bytes_arrive_does_not_matter(made: list[tuple[int, bool]], size: int) -> None:
    inner = b"".join(marcxml(n)[: -20 if cut else None] for n, cut in made)
    page = b"<collection><!-- <record> -->" + inner + b"</collection>"

    class Slow:
        def __init__(self) -> None:
            self._stream = io.BytesIO(page)

        def read(self, _: int = -1, /) -> bytes:
            return self._stream.read(size)

    slowly = frame(Slow(), source="nbd", format=Format.MARCXML, file="f")
    assert [r.payload for r in slowly] == [r.payload for r in records(page, Format.MARCXML)]


@needs_real_records
def test_real_xml_is_cut_as_a_parser_would() -> None:
    compared = 0
    for path in sorted((REAL / "marc").rglob("*xml*")) + sorted((REAL / "pica").rglob("*.xml")):
        body = path.read_bytes()
        text = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        parsed = [
            e
            for e in etree.fromstring(text).iter("{*}record")
            if not len(e.findall(".//{*}record"))
        ]
        cut = records(body)
        assert len(cut) == len(parsed), path
        for record, element in zip(cut, parsed, strict=True):
            assert _canonical(etree.fromstring(record.payload)) == _canonical(element), path
            compared += 1
    assert compared > 300


@needs_real_records
def test_real_marc_has_a_record_for_each_terminator() -> None:
    for path in sorted((REAL / "marc").rglob("*.mrc*")):
        body = path.read_bytes()
        text = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        assert len(records(body)) == len(re.findall(b"\x1d", text)), path


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


@given(
    st.lists(
        st.sampled_from(
            (
                b"<record>",
                b"</record>",
                b"<marc:record a='record >'>",
                b"</marc:record>",
                b"record ",
            )
            + (b"<record/>", b"<", b">", b"x", b"<recorder>", b"<record a=", b":", b"/", b"a")
        ),
        max_size=14,
    )
)
@settings(max_examples=200, deadline=None)
def test_tags_are_found_by_their_names_as_by_the_whole_pattern(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    found = [tag.span() for tag in _matches(RECORD, text)]
    assert found == [tag.span() for tag in RECORD.finditer(text)]

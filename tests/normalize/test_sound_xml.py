"""The quick reader of XML: what it reads, the parser reads alike; what is not plain it leaves."""

import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import UnreadableRecord
from catalogue.source_record import Format
from ingest.files import frame
from normalize.marc21 import any_marcxml
from normalize.pica_xml import any_pica_xml
from normalize.rules import Field
from normalize.sound_xml import marc_start, pica_start, sound_xml
from tests.real_records import REAL, needs_real_records

READERS = {
    Format.MARCXML: (marc_start, any_marcxml),
    Format.PICA_XML: (pica_start, any_pica_xml),
}
SPACE = "http://www.loc.gov/MARC21/slim"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)
CODES = st.sampled_from("abc0289")
PAIRS = st.lists(st.tuples(CODES, TEXTS), min_size=1, max_size=4).map(tuple)
MARC_FIELDS = st.one_of(
    st.builds(lambda tag, text: Field(tag, text), st.sampled_from(("001", "005", "008")), TEXTS),
    st.builds(
        lambda tag, pairs, marks: Field(tag, "", pairs, marks),
        st.sampled_from(("100", "245", "650")),
        PAIRS,
        st.sampled_from(("  ", "10", "04")),
    ),
)
PICA_FIELDS = st.builds(
    lambda tag, pairs, occurrence: Field(tag, "", pairs, "  ", occurrence),
    st.sampled_from(("021A", "028C", "045B")),
    PAIRS,
    st.sampled_from(("", "01", "112")),
)


def marc_record(fields: list[Field], prefix: str = "") -> str:
    lines = []
    for field in fields:
        if field.subfields:
            inside = "".join(
                f'<{prefix}subfield code="{code}">{escape(text)}</{prefix}subfield>'
                for code, text in field.subfields
            )
            marks = f'ind1="{field.indicators[0]}" ind2="{field.indicators[1]}"'
            lines.append(
                f'<{prefix}datafield tag="{field.tag}" {marks}>{inside}</{prefix}datafield>'
            )
        else:
            value = escape(field.value)
            lines.append(f'<{prefix}controlfield tag="{field.tag}">{value}</{prefix}controlfield>')
    space = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    whole = "\n ".join(lines)
    return f'<{prefix}record {space}="{SPACE}">\n {whole}\n</{prefix}record>'


def pica_record(fields: list[Field]) -> str:
    lines = []
    for field in fields:
        inside = "".join(
            f'<subfield code="{code}">{escape(text)}</subfield>' for code, text in field.subfields
        )
        where = f' occurrence="{field.occurrence}"' if field.occurrence else ""
        lines.append(f'<datafield tag="{field.tag}"{where}>{inside}</datafield>')
    return f'<record xmlns="info:srw/schema/5/picaXML-v1.0">{"".join(lines)}</record>'


PLAIN = marc_record([Field("001", "1"), Field("245", "", (("a", "Café & thé"),), "10")])


def controls_first(fields: list[Field]) -> list[Field]:
    return sorted(fields, key=lambda field: bool(field.subfields))


@given(
    st.lists(MARC_FIELDS, min_size=1, max_size=6).map(controls_first),
    st.sampled_from(("", "marc:")),
)
def test_plain_marcxml_is_read_as_the_parser_reads_it(fields, prefix):
    payload = marc_record(fields, prefix).encode()
    found = sound_xml(payload, None, marc_start)
    assert found is not None
    assert found.fields == tuple(fields) == any_marcxml(payload).fields


@given(st.lists(PICA_FIELDS, min_size=1, max_size=6))
def test_plain_picaxml_is_read_as_the_parser_reads_it(fields):
    payload = pica_record(fields).encode()
    found = sound_xml(payload, None, pica_start)
    assert found is not None
    assert found.fields == tuple(fields) == any_pica_xml(payload).fields


@given(
    st.lists(MARC_FIELDS, min_size=1, max_size=4).map(marc_record),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 4),
            st.sampled_from(
                ('"', "<", ">", "&", "/", "&#65;", "&x;", "<!--", " ", "'", "\x00", "x")
            ),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_what_the_quick_reader_takes_of_damaged_xml_the_parser_reads_alike(text, damage):
    for place, length, put in damage:
        text = text[:place] + put + text[place + length :]
    payload = text.encode()
    found = sound_xml(payload, None, marc_start)
    if found is None:
        return
    assert any_marcxml(payload).fields == found.fields


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<datafield", "<!-- een --><datafield"),
        lambda text: "<!DOCTYPE record>" + text,
        lambda text: text.replace("Café", "<![CDATA[Café]]>"),
        lambda text: text.replace("Café", "<b>Café</b>"),
        lambda text: text.replace("Café", "&nbsp;Café"),
        lambda text: text.replace("Café", "&#2;Café"),
        lambda text: text.replace("</subfield>", "", 1),
        lambda text: text.replace('ind1="1"', "ind1='1'"),
        lambda text: text.replace('tag="245"', 'tag="245" tag="246"'),
        lambda text: text.replace('tag="245"', 'label="245"'),
        lambda text: text.replace("record", "marc:record"),
        lambda text: text + "<record/>",
        lambda text: text.replace("</record>", '<controlfield tag="005">2</controlfield></record>'),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("Café", "Caf\x01"),
        lambda text: re.sub("<subfield.*</subfield>", '<subfield code="a"/>', text),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(change):
    assert sound_xml(PLAIN.encode(), None, marc_start) is not None
    assert sound_xml(change(PLAIN).encode(), None, marc_start) is None


def test_references_by_number_are_read():
    payload = PLAIN.replace("Café", "Caf&#233; &#x3b1; &quot;").encode()
    found = sound_xml(payload, None, marc_start)
    assert found is not None
    assert found.fields[1].subfields == (("a", 'Café α " & thé'),)
    assert found.fields == any_marcxml(payload).fields


def test_only_wanted_tags_are_cut_out():
    found = sound_xml(PLAIN.encode(), frozenset(("245",)), marc_start)
    assert found is not None
    assert [field.tag for field in found.fields] == ["245"]


def test_bytes_that_are_no_utf_8_are_left_to_the_parser():
    payload = PLAIN.encode("latin-1")
    assert sound_xml(payload, None, marc_start) is None
    with pytest.raises(UnreadableRecord):
        any_marcxml(b"<record>" + payload)


@needs_real_records
def test_every_real_record_that_the_quick_reader_takes_the_parser_reads_alike() -> None:
    taken = left = 0
    for path in sorted(each for each in REAL.rglob("*xml*") if each.is_file()):
        for record in frame(path.read_bytes(), source="s", format=None, file=path.name):
            readers = READERS.get(record.format)
            found = sound_xml(record.payload, None, readers[0]) if readers else None
            if readers is None or found is None:
                left += 1
                continue
            taken += 1
            assert found.fields == readers[1](record.payload).fields, path
    assert taken > 800
    assert taken > left

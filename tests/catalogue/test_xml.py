"""XML from outside can neither read our files nor exhaust us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import UnreadableXml
from catalogue.xml import is_well_formed, local_name, parse_xml, text_of, to_bytes

BOMB = b"""<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>"""
THIEF = b"""<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>"""


@pytest.mark.parametrize("document", [BOMB, THIEF, b"<!DOCTYPE r><r/>"])
def test_a_document_type_is_refused_whole(document: bytes) -> None:
    with pytest.raises(UnreadableXml, match="document type"):
        parse_xml(document)


@pytest.mark.parametrize(
    "document", [b"", b"<r>", b"<r>&unknown;</r>", b"\xff\xfe\x00", b"<a/><b/>"]
)
def test_ill_formed_xml_is_told_as_such(document: bytes) -> None:
    with pytest.raises(UnreadableXml, match="well-formed"):
        parse_xml(document)


def test_a_document_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableXml, match="larger than 4"):
        parse_xml(b"<r/> ", size_cap=4)
    assert parse_xml(b"<r/>", size_cap=4).tag == "r"


def test_names_are_read_without_their_namespace() -> None:
    root = parse_xml(b'<m:record xmlns:m="http://www.loc.gov/MARC21/slim"><!-- note --></m:record>')
    assert local_name(root) == "record"
    assert [local_name(child) for child in root] == [""]


def test_an_element_is_written_without_what_follows_it() -> None:
    root = parse_xml("<r><a>één</a>tail</r>".encode())
    assert to_bytes(root[0]) == "<a>één</a>".encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_xml_or_unreadable(document: bytes) -> None:
    try:
        root = parse_xml(document)
    except UnreadableXml:
        return
    assert local_name(root)


@pytest.mark.parametrize(
    ("document", "is_well"),
    [
        (b"<a>\xc3\xa9</a>", True),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>', True),
        (b"<a>", False),
        (b"<a>\xe9</a>", False),
        (b"<a>\x0b</a>", False),
        (b"", False),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', False),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', False),
        (b"<!DOCTYPE a><a/>", False),
    ],
)
def test_well_formed_xml_is_told_without_a_tree(document: bytes, is_well: bool) -> None:
    assert is_well_formed(document) is is_well


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (b"<a>Het diner</a>", "Het diner"),
        (b"<a>Het <b>mooie</b> diner</a>", "Het mooie diner"),
        (b"<a><!-- aside -->Het<!-- aside --> diner</a>", "Het diner"),
        (b"<a><b/></a>", ""),
        (b"<a/>", ""),
    ],
)
def test_all_text_inside_an_element_is_read_whatever_stands_between(xml: bytes, text: str) -> None:
    assert text_of(parse_xml(xml)) == text

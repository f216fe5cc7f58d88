"""Delivered bytes as XML say what the bytes say, also where another reader looks at them."""

import io
import re
from pathlib import Path

import pymarc
import pytest
from lxml import etree

from nation.as_xml import FORMS, marcxml, picaxml
from nation.marc_records import iso2709
from tests.nation.served_country import country

PICA = "{info:srw/schema/5/picaXML-v1.0}"


def records(source: str, ending: str) -> list[bytes]:
    data = Path(country() / f"sources/{source}/part-00000.{ending}").read_bytes()
    end = b"\x1d" if ending == "mrc" else b"\n"
    return [record + end for record in data.split(end)[:-1]]


def test_marcxml_says_what_pymarc_reads_in_the_bytes() -> None:
    whole = [record for record in records("nbd", "mrc") if _is_unicode(record)]
    assert len(whole) > 200
    for record in whole:
        (read,) = pymarc.parse_xml_to_array(io.BytesIO(marcxml(record)))
        (right,) = pymarc.MARCReader(record, to_unicode=True)
        assert right is not None
        assert [str(field) for field in read.fields] == [str(field) for field in right.fields]
        assert read.leader[5:9] == right.leader[5:9]


def _is_unicode(record: bytes) -> bool:
    return record.decode(errors="ignore").encode() == record


@pytest.mark.parametrize("source", ["ggc", "obcp"])
def test_picaxml_has_each_field_and_subfield_in_its_order(source: str) -> None:
    for record in records(source, "pica"):
        told = b""
        for field in etree.fromstring(picaxml(record)).iter(f"{PICA}datafield"):
            which = field.get("occurrence")
            told += f"{field.get('tag')}{f'/{which}' if which else ''} ".encode()
            for part in field:
                told += f"\x1f{part.get('code')}{part.text or ''}".encode()
            told += b"\x1e"
        if _is_unicode(record):
            assert told + b"\n" == record


def test_what_leaked_is_read_as_windows_1252() -> None:
    record = iso2709("00000nam a2200000 i 4500", [("245", "00\x1faCafé")], "marc8")
    assert "Cafâe" in marcxml(record).decode()
    assert "Café" in marcxml(record.replace(b"\xe2e", b"\xe9 ")).decode()
    assert "Café" in picaxml(b"021A \x1faCaf\xe9\x1e\n").decode()


def test_signs_that_xml_forbids_are_marked_and_markup_is_escaped() -> None:
    text = picaxml(b'021A \x1faA\x02 < & "b"\x1fb\x1e\n').decode()
    (title, empty) = etree.fromstring(text.encode())[0]
    assert title.text == 'A\ufffd < & "b"'
    assert (empty.get("code"), empty.text) == ("b", None)


def test_sets_follow_the_carrier() -> None:
    form = FORMS["mrc"]
    found = {}
    for record in records("nbd", "mrc"):
        found[form.set(record)] = record
    assert re.match(rb".{6}a[^s]", found["boeken"])
    assert re.match(rb".{6}g", found["films"])
    assert FORMS["pica"].set(b"002@ \x1f0Abvz\x1e\n") == "tijdschriften"
    assert FORMS["pica"].set(b"021A \x1faX\x1e\n") == "overig"

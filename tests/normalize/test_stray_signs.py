"""Subfield signs where no subfield begins: reported, and read as before."""

import json

import pytest
from hypothesis import given, settings

from catalogue.source_record import Format
from fixtures.titles import HOME
from ingest.files import frame
from normalize.iso2709 import walk_directory
from normalize.marc21 import read_iso2709
from normalize.stray_signs import stray_signs
from tests.normalize.records import kept, read, rules_noticed
from tests.normalize.test_iso2709 import sound_records
from tests.normalize.test_marc21 import ZEE, iso2709
from tests.real_records import REAL, needs_real_records

NUMBER, FIXED, TITLE, NOTE = (
    ("001", b"1"),
    ("008", b"240314s2009"),
    *ZEE[1:],
    ("500", b"  \x1fanoot"),
)
KNOWN_STRAY = {
    "marc/evergreen/oss.marc": {"020": 2},
    "marc/evergreen/jazz_1k.mrc.gz": {"100": 5},
    "marc/evergreen/lul_fre_500.mrc.gz": {},
    "marc/solrmarc/uva_001_2000.mrc.gz": {},
    "marc/mod-data-import/61PRINT160129.mrc.gz": {"336": 1},
}
"""By file and tag: fields seen by eye to hold a sign that opens nothing."""


def signs(payload: bytes) -> list[tuple[str, str]]:
    """Field and text of each stray sign that is reported."""
    remarks = read_iso2709(payload).remarks
    return [(field, text) for rule, field, text in remarks if rule == "stray_separator"]


@pytest.mark.parametrize(
    ("tag", "content", "title"),
    [
        ("245", b"10\x1faHet diner\x1f\x1fbroman", "Het diner"),
        ("245", b"10\x1faHet diner\x1f", "Het diner"),
        ("245", b"10\x1f\x1faHet diner", "Het diner"),
        ("245", b"10\x1f aEen\x1faHet diner", "Het diner"),
        ("245", b"10\x1faHet diner\x1f\nb", "Het diner"),
        ("008", b"240314\x1f", "Café Zee"),
        ("008", b"240314\x1fa2009", "Café Zee"),
        ("007", b"ta\x1fx", "Café Zee"),
        ("005", b"2024\x1fx", "Café Zee"),
    ],
)
def test_a_sign_that_opens_no_subfield_is_reported_with_its_field(
    tag: str, content: bytes, title: str
) -> None:
    others = [each for each in (NUMBER, FIXED, TITLE, NOTE) if each[0] != tag]
    payload = iso2709(*sorted([*others, (tag, content)]))
    assert signs(payload) == [(tag, content.decode())]
    outcome = kept(read(payload, Format.MARC, "plain_marc21"))
    assert outcome.record.title.main == title
    assert "stray_separator" in rules_noticed(outcome)


def test_a_long_field_is_quoted_around_the_sign_and_reported_once() -> None:
    content = b"10\x1fa" + 90 * b"a" + b"\x1f\x1fb" + 90 * b"b" + b"\x1f"
    ((tag, text),) = signs(iso2709(NUMBER, ("245", content)))
    assert (tag, text) == ("245", 40 * "a" + "\x1f\x1fb" + 37 * "b")


def test_a_field_is_named_by_its_place_where_the_directory_has_another_order() -> None:
    first, second = b"10\x1faHet diner", b"  \x1fanoot\x1f"
    swapped = iso2709(NUMBER, ("500", second), ("245", first))
    directory = swapped[24:60]
    turned = directory[:12] + directory[24:] + directory[12:24]
    assert signs(swapped[:24] + turned + swapped[60:]) == [("500", second.decode())]


@pytest.mark.parametrize("damage", [lambda b: b"99999" + b[5:], lambda b: b[:-2]])
def test_a_sign_in_a_damaged_record_is_reported_too(damage) -> None:  # type: ignore[no-untyped-def]
    payload = damage(iso2709(NUMBER, ("245", b"10\x1f\x1faHet diner"), ("500", b"  \x1fanoot\x1f")))
    assert [tag for tag, _ in signs(payload)] == ["245", "500"]


@given(sound_records())
@settings(max_examples=60, deadline=None)
def test_a_sound_record_has_none(payload: bytes) -> None:
    assert walk_directory(payload[:-1], None)
    assert stray_signs(payload[:-1]) == ()


def test_the_fixture_has_one_of_each_kind() -> None:
    file = HOME / "broken" / "stray_subfield_signs.mrc"
    framed = frame(file.read_bytes(), source="s", format=None, file=file.name)
    assert [[tag for tag, _ in signs(each.payload)] for each in framed] == [
        ["245"],
        ["264"],
        ["008"],
        ["245"],
    ]


def test_a_sign_that_json_writes_as_a_number_is_reported() -> None:
    title = {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Voor\x1f na"}]}}
    marc = {"leader": "00000nam a2200000 i 4500", "fields": [{"001": "1"}, title]}
    pica = [["003@", None, "0", "900000015"], ["021A", None, "a", "Voor\x1f na"]]
    for given_, format, dialect, tag in (
        (marc, Format.MARC_JSON, "plain_marc21", "245"),
        (pica, Format.PICA_JSON, "ggc", "021A"),
    ):
        outcome = kept(read(json.dumps(given_).encode(), format, dialect))
        found = [(p.field, p.value) for p in outcome.problems if p.rule == "stray_separator"]
        assert found == [(tag, "Voor\x1f na")]
        clean = json.dumps(given_).replace("\\u001f", "").encode()
        assert "stray_separator" not in rules_noticed(kept(read(clean, format, dialect)))


@needs_real_records
@pytest.mark.parametrize("name", KNOWN_STRAY)
def test_in_real_files_only_what_opens_nothing_is_reported(name: str) -> None:
    path = REAL / name
    counts: dict[str, int] = {}
    for each in frame(path.read_bytes(), source="s", format=None, file=name):
        for tag, _ in signs(each.payload):
            counts[tag] = counts.get(tag, 0) + 1
    assert counts == KNOWN_STRAY[name]

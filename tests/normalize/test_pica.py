"""PICA+ in its serialisations."""

import pytest

from catalogue.errors import UnreadableRecord
from catalogue.model import BibliographicRecord
from catalogue.source_record import Format
from normalize.pica import read_pica
from tests.normalize.records import kept, read, rules_noticed

PLAIN = "003@ $0900000015\n002@ $0Aav\n021A $aDe @zee van $$ij$dverhaal\n036E/01 $a@Strand$l3\n"


def _normalised(end: bytes) -> bytes:
    fields = PLAIN.rstrip().replace("$$", "\0").replace("$", "\x1f").replace("\0", "$")
    return b"".join(line.encode() + b"\x1e" for line in fields.split("\n")) + end


def _xml(namespace: str) -> bytes:
    return (
        f'<record xmlns="{namespace}"><datafield tag="003@"><subfield code="0">900000015</subfield>'
        '</datafield><datafield tag="002@"><subfield code="0">Aav</subfield></datafield>'
        '<datafield tag="021A"><subfield code="a">De @zee van $ij</subfield>'
        '<subfield code="d">verhaal</subfield></datafield><datafield tag="036E" occurrence="01">'
        '<subfield code="a">@Strand</subfield><subfield code="l">3</subfield></datafield></record>'
    ).encode()


def _record(payload: bytes, format: Format) -> BibliographicRecord:
    return kept(read(payload, format, "ggc")).record


@pytest.mark.parametrize(
    ("payload", "format"),
    [
        (_normalised(b"\n"), Format.PICA),
        (_normalised(b""), Format.PICA),
        (_normalised(b"\x1d"), Format.PICA),
        (_xml("info:srw/schema/5/picaXML-v1.0"), Format.PICA_XML),
        (_xml("http://www.loc.gov/MARC21/slim"), Format.PICA_XML),
    ],
)
def test_every_serialisation_says_the_same(payload: bytes, format: Format) -> None:
    assert _record(payload, format) == _record(PLAIN.encode(), Format.PICA_PLAIN)


def test_a_next_line_character_inside_a_value_ends_no_line() -> None:
    payload = PLAIN.replace("verhaal", "ver\x85haal").encode()
    assert _record(payload, Format.PICA_PLAIN).title.rest == "ver haal"


def test_a_line_without_a_field_is_noticed_and_left_out() -> None:
    outcome = kept(read(("??? x\n" + PLAIN).encode(), Format.PICA_PLAIN, "ggc"))
    assert outcome.record.title.main == "De zee van $ij"
    assert rules_noticed(outcome) == {"line_not_understood"}


def test_a_field_with_an_occurrence_is_another_field() -> None:
    payload = (PLAIN + "021A/01 $aAndere titel\n").encode()
    assert _record(payload, Format.PICA_PLAIN).title.main == "De zee van $ij"


def test_bytes_without_a_field_are_refused() -> None:
    with pytest.raises(UnreadableRecord, match=r"PICA\+"):
        read_pica(b"geen record", Format.PICA_PLAIN)
    with pytest.raises(UnreadableRecord):
        read_pica(b"<record/>", Format.PICA_XML)
    with pytest.raises(UnreadableRecord):
        read_pica(b"<record", Format.PICA_XML)

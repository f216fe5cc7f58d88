"""MARC 21 as bytes."""

import pytest

from catalogue.errors import UnreadableRecord
from catalogue.outcomes import Normalized
from catalogue.source_record import Format
from normalize.marc21 import read_iso2709, read_marcxml
from tests.normalize.records import LEADER, kept, marcxml, read, rules_noticed


def iso2709(*fields: tuple[str, bytes], encoding: bytes = b"a") -> bytes:
    """An ISO 2709 record of tags with their content."""
    directory, body = b"", b""
    for tag, content in fields:
        directory += b"%s%04d%05d" % (tag.encode(), len(content) + 1, len(body))
        body += content + b"\x1e"
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    leader = b"%05dnam %s22%05d i 4500" % (length, encoding, base)
    return leader + directory + b"\x1e" + body + b"\x1d"


ZEE = (("001", b"1"), ("245", b"10\x1faCaf\xc3\xa9 Zee"))


def test_iso_2709_is_read() -> None:
    outcome = kept(read(iso2709(*ZEE), Format.MARC, "plain_marc21"))
    assert (outcome.record.number, outcome.record.title.main) == ("1", "Café Zee")
    assert not outcome.problems


def test_a_record_without_its_terminator_is_read() -> None:
    outcome = kept(read(iso2709(*ZEE)[:-1], Format.MARC, "plain_marc21"))
    assert outcome.record.title.main == "Café Zee"
    assert not outcome.problems


def test_a_record_whose_lengths_are_wrong_is_read_in_order_and_noticed() -> None:
    wrong = b"99999" + iso2709(*ZEE)[5:]
    outcome = kept(read(wrong, Format.MARC, "plain_marc21"))
    assert outcome.record.title.main == "Café Zee"
    assert rules_noticed(outcome) == {"lengths_wrong"}


def test_utf_8_that_calls_itself_marc_8_is_read_as_utf_8() -> None:
    outcome = kept(read(iso2709(*ZEE, encoding=b" "), Format.MARC, "plain_marc21"))
    assert outcome.record.title.main == "Café Zee"
    assert rules_noticed(outcome) == {"encoding_declared_wrong"}


def test_marc_8_is_read_as_marc_8() -> None:
    fields = (("001", b"1"), ("245", b"10\x1faCaf\xe2e Zee"))
    outcome = kept(read(iso2709(*fields, encoding=b" "), Format.MARC, "plain_marc21"))
    assert outcome.record.title.main == "Café Zee"


def test_bytes_that_are_no_letters_are_replaced_and_noticed() -> None:
    fields = (("001", b"1"), ("245", b"10\x1faCaf\xff Zee"))
    outcome = kept(read(iso2709(*fields), Format.MARC, "plain_marc21"))
    assert "�" in outcome.record.title.main
    assert rules_noticed(outcome) == {"bytes_not_text"}


def test_bytes_that_are_no_marc_are_refused_with_a_reason() -> None:
    with pytest.raises(UnreadableRecord, match="ISO 2709"):
        read_iso2709(b"this is a letter to the library, not a record at all")


def test_a_record_cut_short_is_read_as_far_as_it_goes_or_rejected() -> None:
    whole = iso2709(*ZEE)
    for length in range(len(whole)):
        outcome = read(whole[:length], Format.MARC, "plain_marc21")
        if isinstance(outcome, Normalized):
            assert "Café Zee".startswith(outcome.record.title.main.rstrip("�"))


def test_marcxml_is_read_in_any_namespace() -> None:
    plain = marcxml("001 1", "245 10 $aZee").replace(
        b' xmlns="http://www.loc.gov/MARC21/slim"', b""
    )
    assert kept(read(plain, Format.MARCXML, "plain_marc21")).record.title.main == "Zee"


def test_control_characters_in_marcxml_are_taken_out_and_noticed() -> None:
    broken = marcxml("001 1", "245 10 $aZee").replace(b"Zee", b"Z\x0bee")
    outcome = kept(read(broken, Format.MARCXML, "plain_marc21"))
    assert outcome.record.title.main == "Z ee"
    assert rules_noticed(outcome) == {"bytes_not_text"}


def test_marcxml_with_an_entity_is_refused() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "b">]>' + marcxml("001 1", "245 10 $aZee")
    with pytest.raises(UnreadableRecord):
        read_marcxml(bomb)


def test_a_leader_travels_as_a_field() -> None:
    fields = read_marcxml(marcxml("001 1"))
    assert next(fields.with_tag("LDR")).value == LEADER

"""The model to MARC 21, in XML and in ISO 2709, as other readers see it."""

import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from lxml import etree
from pymarc import MARCReader, Record, parse_xml_to_array

from catalogue.errors import UnwritableRecord
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Contributor,
    Description,
    Edition,
    Extent,
    Link,
    Publisher,
    Quality,
    Series,
    Title,
)
from normalize.write_marc21 import marc_record, to_iso2709, to_marcxml
from tests.complete_records import complete_records
from tests.normalize.records import marc
from tests.normalize.written import BOTH_WAYS, again
from tests.strategies import bibliographic_records

LEADER = re.compile(r"\d{5}n[acdefgijkmoprt][abcdims] a22\d{5}[\da-zA-Z ]i[a ]4500")
ZEE = Description(title=Title(main="Zee", sort="zee"))


def by_pymarc(payload: bytes) -> Record:
    """The one record that pymarc finds in ISO 2709."""
    records = list(MARCReader(payload, to_unicode=True, force_utf8=False))
    assert len(records) == 1
    assert records[0] is not None
    return records[0]


def rows(record: Record) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The data fields of a record of pymarc as our own rows."""
    return [
        (
            field.tag,
            "".join(field.indicators),
            [(each.code, each.value) for each in field.subfields],
        )
        for field in record.fields
        if not field.control_field
    ]


def shown(description: Description, tag: str) -> list[str]:
    """The fields of a tag as a library system shows them: their subfields one after another."""
    written = marc_record(description, "1").data
    return [
        " ".join(text for _, text in subfields) for name, _, subfields in written if name == tag
    ]


@given(record=complete_records())
@settings(max_examples=20)
def test_pymarc_reads_the_same_fields_from_both(record: BibliographicRecord) -> None:
    written = marc_record(record, "1")
    from_bytes = by_pymarc(to_iso2709(record, "1"))
    assert str(from_bytes.leader)[5:10] == written.leader[5:10]
    assert [(f.tag, f.data) for f in from_bytes.fields if f.control_field] == [*written.control]
    assert rows(from_bytes) == list(written.data)
    (from_xml,) = parse_xml_to_array(BytesIO(to_marcxml(record, "1")))
    assert rows(from_xml) == list(written.data)
    assert str(from_xml.leader) == written.leader


@given(record=complete_records())
@settings(max_examples=20)
def test_tags_stand_in_their_order_but_for_people_and_numbers(record: BibliographicRecord) -> None:
    tags = [tag for tag, _, _ in marc_record(record, "1").data]
    assert [tag[0] for tag in tags] == sorted(tag[0] for tag in tags)
    ranked = [tag for tag in tags if tag[0] in "23568"]
    assert ranked == sorted(ranked)


@given(record=bibliographic_records())
@settings(max_examples=20)
def test_lengths_are_counted_in_bytes(record: BibliographicRecord) -> None:
    payload = to_iso2709(record, "1")
    assert int(payload[:5]) == len(payload)
    assert payload[int(payload[12:17]) - 1] == 0x1E
    assert payload.endswith(b"\x1e\x1d")


def test_a_record_that_is_too_long_is_refused_by_its_name() -> None:
    long = ZEE.model_copy(update={"annotation": "é" * 5_000})
    with pytest.raises(UnwritableRecord, match=r"record m1: field 520 has 10005 bytes.*MARCXML"):
        to_iso2709(long, "m1")
    many = ZEE.model_copy(update={"notes": tuple(f"{n} {'z' * 9_000}" for n in range(12))})
    with pytest.raises(UnwritableRecord, match=r"record m1: the record has \d{6} bytes"):
        to_iso2709(many, "m1")
    assert by_pymarc(to_iso2709(ZEE.model_copy(update={"annotation": "é" * 4_990}), "m1"))


def test_fields_stand_with_the_punctuation_of_isbd() -> None:
    told = Description(
        title=Title(
            main="De zee",
            rest="roman",
            responsibility="Els Hart",
            part_number="Deel 2",
            part_title="Eb",
            sort="zee",
        ),
        edition=Edition(statement="2e druk", number=2),
        publishers=(Publisher(name="Voorbeeld", place="Utrecht"), Publisher(name="Anthos")),
        years=(2019,),
        extent=Extent(statement="212 p.", pages=212, size="22 cm"),
        series=(Series(title="Salamander", volume="E 194", number=194),),
    )
    assert shown(told, "245") == ["De zee. Deel 2, Eb : roman / Els Hart"]
    assert shown(told, "250") == ["2e druk"]
    assert shown(told, "264") == ["Utrecht : Voorbeeld, 2019", "Anthos"]
    assert shown(told, "300") == ["212 p. ; 22 cm"]
    assert shown(told, "490") == ["Salamander ; E 194"]
    assert marc_record(told, "1").leader[18] == "i"


def test_every_carrier_can_be_written_and_read_back() -> None:
    for carrier in Carrier:
        record = ZEE.model_copy(update={"carrier": carrier})
        assert again(record, BOTH_WAYS["marcxml"]).carrier is carrier


def test_a_name_in_another_script_is_linked_to_the_person() -> None:
    person = Contributor(name="Els Hart", surname="Hart", given="Els", variants=("Харт, Эльс",))
    written = marc_record(ZEE.model_copy(update={"contributors": (person,)}), "1").data
    by_tag = {tag: subfields for tag, _, subfields in written}
    assert by_tag["700"][:2] == [("6", "880-01"), ("a", "Hart, Els")]
    assert by_tag["880"] == [("6", "700-01"), ("a", "Харт, Эльс")]


def test_a_relation_without_a_tag_of_its_own_is_said_in_words() -> None:
    film = ZEE.model_copy(update={"links": (Link(kind="film_of", title="De oude zee"),)})
    assert shown(film, "787") == ["verfilming van De oude zee"]


def test_how_fully_a_record_was_made_stands_in_the_leader() -> None:
    for level, code in (("full", " "), ("core", "4"), ("examined", "u"), ("", "u")):
        told = ZEE.model_copy(update={"quality": Quality(level=level)})
        assert marc_record(told, "1").leader[17] == code


def test_the_leader_is_one_that_the_schema_of_marcxml_allows() -> None:
    for level in ("full", "core", "#", "é", "9"):
        for carrier in Carrier:
            told = ZEE.model_copy(update={"carrier": carrier, "quality": Quality(level=level)})
            assert LEADER.fullmatch(marc_record(told, "1").leader)


def test_an_isbn_of_a_paperback_is_not_called_one_of_a_bound_book() -> None:
    told = marc("020 ## $a9789499001019 (pbk)").record
    assert told.isbns[0].qualifier == "binding"
    assert shown(told, "020") == ["9789499001019 papieren uitgave"]


def test_a_country_without_a_code_in_marc_is_written_as_iso_has_it() -> None:
    assert shown(ZEE.model_copy(update={"country": "to"}), "044") == ["to"]
    assert shown(ZEE.model_copy(update={"country": "nl"}), "044") == []


def test_a_field_that_is_empty_is_not_written() -> None:
    written = etree.fromstring(to_marcxml(ZEE, "m1"))
    assert {field.get("tag") for field in written} == {None, "001", "008", "245"}


def test_the_fixed_field_has_forty_positions() -> None:
    large = ZEE.model_copy(update={"carrier": Carrier.LARGE_PRINT})
    fixed = dict(marc_record(large, "1").control)["008"]
    assert len(fixed) == 40
    assert fixed[23] == "d"

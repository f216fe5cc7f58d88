"""The model to PICA+, in XML, plain and normalised."""

from hypothesis import given, settings
from lxml import etree

from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Contributor,
    Description,
    Edition,
    OnlineAccess,
    Title,
)
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from catalogue.text import fold
from ingest.files import frame
from normalize.people import role_of
from normalize.profiles import load_profile, load_table
from normalize.read import normalize_record
from normalize.write_pica import NAMESPACE, pica_fields, to_pica, to_pica_plain, to_picaxml
from tests.normalize.written import BOTH_WAYS, again
from tests.strategies import bibliographic_records, complete_records

ZEE = Description(title=Title(main="Zee", sort="zee"))


def by_the_ggc(description: Description, number: str = "900000015") -> BibliographicRecord:
    """The description as the GGC's own table reads it."""
    source_record = SourceRecord("s", "", Format.PICA_XML, to_picaxml(description, number))
    outcome = normalize_record(source_record, load_profile("ggc"))
    assert isinstance(outcome, Normalized), outcome
    return outcome.record


@given(record=complete_records())
@settings(max_examples=20)
def test_the_three_forms_hold_the_same_fields(record: BibliographicRecord) -> None:
    fields = list(pica_fields(record, "1"))
    root = etree.fromstring(to_picaxml(record, "1"))
    assert root.tag == f"{{{NAMESPACE}}}record"
    assert [
        (field.get("tag"), tuple((each.get("code"), each.text) for each in field)) for field in root
    ] == fields
    normalised = to_pica(record, "1").decode()
    assert normalised.count("\x1e") == to_pica_plain(record, "1").count(b"\n") == len(fields)
    assert [line.split(" ")[0] for line in normalised.split("\x1e")[:-1]] == [t for t, _ in fields]


@given(record=complete_records())
@settings(max_examples=20)
def test_tags_stand_in_their_order(record: BibliographicRecord) -> None:
    tags = [field.tag for field in pica_fields(record, "1")]
    order = [row["tag"] for row in load_table("written_pica")["fields"]]
    assert tags == sorted(tags, key=order.index)
    assert order == sorted(order, key=lambda tag: tag.replace("@", " "))


@given(record=bibliographic_records())
@settings(max_examples=40)
def test_the_ggc_reads_what_it_has_a_verified_place_for(record: BibliographicRecord) -> None:
    found = by_the_ggc(record)
    assert fold(found.title.main) == fold(record.title.main)
    assert found.valid_isbns == record.valid_isbns
    assert {(c.name, c.role, c.main) for c in found.contributors} == {
        (c.name, c.role, c.main) for c in record.contributors
    }
    same = ("years", "publishers", "country", "extent", "languages", "series", "annotation")
    assert [getattr(found, name) for name in same] == [getattr(record, name) for name in same]


def test_a_file_of_each_form_is_cut_into_its_records() -> None:
    for write, between in ((to_pica, b"\n"), (to_pica_plain, b"\n")):
        payload = b"".join(write(ZEE, number) + between for number in ("1", "2", "3"))
        assert len(list(frame(payload, source="s", format=None, file="f"))) == 3


def test_a_sign_of_the_format_in_a_text_is_doubled() -> None:
    told = ZEE.model_copy(update={"annotation": "kost $5 of $a"})
    assert b"047K $akost $$5 of $$a\n" in to_pica_plain(told, "1")


def test_every_carrier_is_read_back_and_told_to_the_ggc_in_a_note() -> None:
    for carrier in Carrier:
        record = ZEE.model_copy(update={"carrier": carrier})
        assert again(record, BOTH_WAYS["plain"]).carrier is carrier
        told = load_table("written_pica")["carrier_note"].get(carrier, "nothing")
        found = by_the_ggc(record)
        assert found.carrier is carrier or told in found.notes, (carrier, found.carrier)


def test_a_cover_is_not_taken_for_the_place_where_one_reads() -> None:
    told = ZEE.model_copy(
        update={
            "carrier": Carrier.E_BOOK,
            "cover": "https://covers.example/1.jpg",
            "online": OnlineAccess(address="https://lezen.example/1"),
        }
    )
    found = by_the_ggc(told)
    assert found.online is not None
    assert found.online.address == "https://lezen.example/1"


def test_the_at_sign_stands_before_the_first_word_that_sorts() -> None:
    title = Title(main="De zee-egels", sort="zee egels")
    assert b"021A $aDe @zee-egels\n" in to_pica_plain(Description(title=title), "1")
    assert b"021A $aZee\n" in to_pica_plain(ZEE, "1")


def test_every_word_for_a_role_is_read_as_that_role() -> None:
    for code, word in load_table("written_pica")["role"].items():
        assert role_of(word) == code, word


def test_a_field_without_content_is_not_written() -> None:
    person = Contributor(name="Els", surname="Els")
    told = ZEE.model_copy(update={"contributors": (person,), "edition": Edition()})
    assert [field.tag for field in pica_fields(told, "1")] == ["003@", "021A", "028B"]

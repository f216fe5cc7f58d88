"""What an answer says beside its records: the short way and the long one agree."""

import random

import pytest

from catalogue.errors import UnreadableXml
from ingest.oai_answers import Answer, read_answer, read_root
from ingest.xml_records import read_datestamp
from tests.made_up_source import marcxml

HEAD = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026</responseDate>'
TOKEN = '<resumptionToken completeListSize="7">a&amp;b</resumptionToken>'
RECORD = b"<record><header/><metadata>" + marcxml(1) + b"</metadata></record>"


def page(*, before: str = "", between: str = "", after: str = TOKEN) -> bytes:
    records = (before.encode(), RECORD, between.encode(), RECORD, after.encode())
    return HEAD.encode() + b"<ListRecords>" + b"".join(records) + b"</ListRecords></OAI-PMH>"


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page(before=TOKEN, after=""),
        page(between=TOKEN, after=""),
        page(between=f"<!-- {TOKEN} -->"),
        page(before="<!-- <record> -->"),
        page(after=f"{TOKEN}<!-- <record> -->"),
        page(after=f"{TOKEN}<!-- </record> -->"),
    ],
    ids=["last", "first", "between", "comment between", "record in a comment", "open", "closed"],
)
def test_the_token_is_found_wherever_it_stands(body: bytes) -> None:
    assert read_answer(body) == Answer(token="a&b", list_size=7)


def test_an_error_beside_records_is_found() -> None:
    error = '</ListRecords><error code="badResumptionToken">old</error><ListRecords>'
    for body in (page(between=error), page(before=error), page(after=error)):
        assert read_answer(body).error == "badResumptionToken"


def test_a_control_character_is_taken_out_and_counted() -> None:
    assert read_answer(page(between="\x0b")).stripped == 1


@pytest.mark.parametrize(
    "body",
    [
        page()[:-40],
        page()[: len(HEAD) + 60],
        page().replace(b"</metadata>", b"", 1),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + page(),
        b"<html>" + page() + b"</html>",
        b"",
    ],
    ids=["no end", "half a record", "a tag lost", "a document type", "HTML", "nothing"],
)
def test_what_is_no_whole_answer_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableXml):
        read_answer(body)


def test_a_page_damaged_anywhere_is_read_no_worse_than_by_reading_all_of_it() -> None:
    rng = random.Random(7)
    for _ in range(400):
        body = bytearray(page())
        at = rng.randrange(len(body))
        body[at : at + rng.randint(0, 9)] = rng.choice(
            (b"", b"<", b">", b"\xff", b"<record>", b"&")
        )
        damaged = bytes(body)
        try:
            whole, _ = read_root(damaged)
        except UnreadableXml:
            continue
        token = whole.find(".//{*}ListRecords/{*}resumptionToken")
        assert read_answer(damaged).token == ((token.text if token is not None else "") or "")


def test_a_size_or_a_date_beyond_all_numbers_is_none() -> None:
    assert read_answer(page().replace(b'"7"', b'"' + 5_000 * b"7" + b'"')).list_size is None
    assert read_datestamp(f"2026-10-05T08:{40 * '2'}:00Z") is None
    assert read_datestamp(f"{40 * '2'}-10-05") is None

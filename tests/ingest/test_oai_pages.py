"""A page of records counted by its tags: it says what cutting the page into records says."""

import random

import pytest

from catalogue.source_record import Format
from ingest.files import frame
from ingest.oai_pages import PageFacts, find_records, page_facts
from tests.made_up_source import marcxml

PICA = (
    b'<record xmlns="info:srw/schema/5/picaXML-v1.0"><datafield tag="003@">'
    b'<subfield code="0">910000012</subfield></datafield></record>'
)
DUBLIN_CORE = b'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Het diner</title></dc>'


def record(number: int, payload: bytes = b"", prefix: str = "") -> bytes:
    """A record of OAI-PMH; without payload it is deleted."""
    said = "" if payload else ' status="deleted"'
    metadata = f"<P:metadata>{payload.decode()}</P:metadata>" if payload else ""
    text = (
        f"<P:record>\n<P:header{said}><P:identifier>oai:x:{number}</P:identifier>"
        f"<P:datestamp>2026-11-01</P:datestamp></P:header>{metadata}</P:record>\n"
    )
    return text.replace("P:", prefix).encode()


def page(*records: bytes, prefix: str = "", at: str = "2026", token: str = "t") -> bytes:
    rows = b"".join(records).decode()
    space = f'xmlns{":" if prefix else ""}{prefix[:-1]}="http://www.openarchives.org/OAI/2.0/"'
    text = (
        f"<P:OAI-PMH {space}><P:responseDate>{at}</P:responseDate><P:ListRecords>{{}}"
        f"<P:resumptionToken>{token}</P:resumptionToken></P:ListRecords></P:OAI-PMH>"
    )
    return text.replace("P:", prefix).format(rows).encode()


def facts(body: bytes) -> PageFacts:
    return page_facts(body, find_records(body), None)


def cut(body: bytes) -> tuple[int, int]:
    found = list(frame(body, source="nbd", format=None, file=""))
    return len(found), sum(each.deleted for each in found)


TIDY = {
    "marcxml": page(record(1, marcxml(1)), record(2), record(3, marcxml(3))),
    "picaxml": page(record(1), record(2, PICA)),
    "dublin core": page(record(1, DUBLIN_CORE), record(2)),
    "one": page(record(1, marcxml(1))),
    "all deleted": page(record(1), record(2)),
    "prefixes": page(record(1, marcxml(1), "oai:"), record(2, b"", "oai:"), prefix="oai:"),
    "prefix within": page(
        record(1, marcxml(1).replace(b"<", b"<m:").replace(b"<m:/", b"</m:")), record(2)
    ),
    "the word in a title": page(record(1, marcxml(1, 'status="deleted" error')), record(2)),
    "a comment on top": b"<!-- made up --><?x?>" + page(record(1, marcxml(1))),
}
ODD = {
    "a comment between": page(record(1, marcxml(1)), b"<!-- <record> -->", record(2)),
    "CDATA": page(record(1, marcxml(1, "<![CDATA[</record>]]>")), record(2)),
    "two in one": page(record(1, b"<c>" + marcxml(1) + marcxml(2) + b"</c>"), record(2)),
    "a token between": page(record(1), b"<resumptionToken/>", record(2)),
    "ill-formed": page(record(1, marcxml(1)), record(2).replace(b"</header>", b"")),
    "a control character": page(record(1, marcxml(1, "a\x0bb")), record(2)),
    "an instruction": page(record(1, marcxml(1)), b"<?x <record> ?>", record(2)),
    "no record": page(),
    "a record in a comment on top": b"<!-- <record> -->" + page(record(1, marcxml(1))),
}


@pytest.mark.parametrize("name", TIDY)
def test_a_tidy_page_is_counted_and_not_cut(name: str) -> None:
    body = TIDY[name]
    span = find_records(body)
    assert span is not None
    assert body[span.start : span.end].endswith(b"record>")
    found = page_facts(body, span, None)
    assert (found.records, found.deleted) == cut(body)
    formats = [r.format for r in frame(body, source="", format=None, file="") if not r.deleted]
    assert found.format in formats[:1] or not formats


@pytest.mark.parametrize("name", ODD)
def test_a_page_in_doubt_is_cut(name: str) -> None:
    body = ODD[name]
    assert find_records(body) is None
    found = facts(body)
    assert (found.records, found.deleted) == cut(body)


def test_the_format_is_that_of_the_first_record_that_is_not_deleted() -> None:
    assert facts(TIDY["picaxml"]).format is Format.PICA_XML
    assert facts(TIDY["marcxml"]).format is Format.MARCXML
    body = TIDY["all deleted"]
    assert page_facts(body, find_records(body), Format.PICA_XML).format is Format.PICA_XML


@pytest.mark.parametrize("extra", [b"", b"<!-- x -->"], ids=["counted", "cut"])
def test_the_mark_is_of_the_records_and_of_nothing_else(extra: bytes) -> None:
    rows = (record(1, marcxml(1)), extra, record(2))
    first, later = page(*rows), page(*rows, at="2027", token="another")
    other = page(record(1, marcxml(1, "Anders")), extra, record(2))
    assert facts(first).mark == facts(later).mark != facts(other).mark


def test_no_damage_makes_counting_say_what_cutting_does_not() -> None:
    rng, counted = random.Random(11), 0
    texts = (b"", b"<", b">", b"\xff", b"<record>", b"</record>", b"<header>", b"deleted", b"<!--")
    for _ in range(1_500):
        body = bytearray(rng.choice(list(TIDY.values())))
        at = rng.randrange(len(body))
        body[at : at + rng.randint(0, 12)] = rng.choice(texts)
        found = find_records(bytes(body))
        if found is not None:
            counted += 1
            told = page_facts(bytes(body), found, None)
            assert (told.records, told.deleted) == cut(bytes(body)), bytes(body)
    assert counted > 100

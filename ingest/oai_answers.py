"""What an OAI-PMH answer says beside its records: error, resumption token, size of the list."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lxml import etree

from catalogue.errors import UnreadableXml
from catalogue.xml import local_name, parse_xml
from ingest.oai_pages import Span, find_records
from ingest.windows import Granularity
from ingest.xml_records import read_datestamp, without_control_characters

_DIGITS = 18
"""No list is so long that its size needs as many."""


@dataclass(frozen=True)
class Answer:
    """An answer of a source; `error` is the protocol's code, empty where all is well.

    `stripped` counts the control characters and broken UTF-8 that had to go before it was XML.
    `span` says where the records lie, where that is beyond doubt.
    """

    error: str = ""
    message: str = ""
    token: str = ""
    list_size: int | None = None
    stripped: int = 0
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Identity:
    """What a source says of itself; `clock` is its own time when it answered."""

    name: str
    earliest: datetime
    clock: datetime | None
    granularity: Granularity
    deletions: str


def read_answer(body: bytes) -> Answer:
    """The answer in `body`; raises UnreadableXml if it is no OAI-PMH, however it is mended."""
    span = find_records(body)
    if span is not None:
        try:
            return replace(_read(body[: span.start] + body[span.end :]), span=span)
        except UnreadableXml:
            pass
    return _read(body)


def _read(body: bytes) -> Answer:
    root, stripped = read_root(body)
    error = _first(root, "error")
    token = _first(root, "resumptionToken")
    size = token.get("completeListSize", "") if token is not None else ""
    return Answer(
        error=error.get("code", "unknown") if error is not None else "",
        message=_text(error),
        token=_text(token),
        list_size=int(size) if size.isdecimal() and len(size) < _DIGITS else None,
        stripped=stripped,
    )


def read_identity(body: bytes) -> Identity:
    """What the source says of itself; raises UnreadableXml if `body` is no Identify answer."""
    root, _ = read_root(body)
    if _first(root, "Identify") is None:
        raise UnreadableXml("the answer to Identify does not identify the source")
    by_day = len(_text(_first(root, "granularity"))) == len("YYYY-MM-DD")
    return Identity(
        name=_text(_first(root, "repositoryName")),
        earliest=_moment(root, "earliestDatestamp") or datetime(1990, 1, 1, tzinfo=UTC),
        clock=_moment(root, "responseDate"),
        granularity="day" if by_day else "second",
        deletions=_text(_first(root, "deletedRecord")) or "no",
    )


def read_root(body: bytes) -> tuple[etree._Element, int]:
    """The answer's root, and how many characters had to go; raises UnreadableXml."""
    problem = UnreadableXml("nothing was answered")
    for text, stripped in _mended(body.lstrip(b"\xef\xbb\xbf \t\r\n")):
        try:
            root = parse_xml(text)
        except UnreadableXml as found:
            problem = found
            continue
        if local_name(root) != "OAI-PMH":
            raise UnreadableXml(f"the answer is <{local_name(root)}>, not OAI-PMH")
        return root, stripped
    if b"<html" in body[:2000].lower():
        raise UnreadableXml("the answer is HTML, not OAI-PMH") from problem
    raise problem


def _mended(body: bytes) -> Iterator[tuple[bytes, int]]:
    """The body as it is, without control characters, and with broken UTF-8 replaced as well."""
    yield body, 0
    clean, stripped = without_control_characters(body)
    yield clean, stripped
    text = clean.decode("utf-8", "replace")
    yield text.encode(), stripped + max(text.count("\ufffd") - clean.count("\ufffd".encode()), 0)


def _first(root: etree._Element, name: str) -> etree._Element | None:
    """The first element of that name outside the records."""
    for element in root.iterchildren(
        "{*}Identify", "{*}ListRecords", "{*}ListIdentifiers", "{*}error", "{*}responseDate"
    ):
        if local_name(element) == name:
            return element
        for child in element.iterchildren("{*}" + name):
            return child
    return None


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _moment(root: etree._Element, name: str) -> datetime | None:
    return read_datestamp(_text(_first(root, name)))

"""A page of records as a harvest needs it: how many, how many of them deleted, and its mark.

The tags of a page that is well-formed are counted; nothing is cut out of it. What was landed is cut
into records when it is read, and only then.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from catalogue.source_record import Format
from catalogue.xml import asides_of
from ingest.files import frame
from ingest.formats import format_of_xml

_RECORD = re.compile(rb"<(?P<prefix>(?:[A-Za-z_][\w.-]*+:)?)record(?:\s[^<>]*)?>\s*")
_HEADER = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?header(?P<said>(?:\s[^<>]*)?)>")
_DELETED = re.compile(rb"\sstatus\s*=\s*[\"']deleted[\"']")
_SHOWN = 2_000
"""So much of a record tells its format."""


@dataclass(frozen=True)
class Span:
    """Where in an answer nothing lies but records: from the first of them to the end of the last.

    `headers` are the attributes of their headers.
    """

    start: int
    end: int
    headers: tuple[bytes, ...]


@dataclass(frozen=True)
class PageFacts:
    """What a page holds; `mark` is the same for the same records at another time."""

    records: int
    deleted: int
    format: Format
    mark: str


def find_records(body: bytes) -> Span | None:
    """Where the records of a list lie; None where that is not beyond doubt.

    It is in a well-formed list whose every record begins with its header, right behind the record
    before it, and holds one record of its format or none.
    """
    first, end = _RECORD.search(body), body.rfind(b"record>") + len(b"record>")
    header = first and _HEADER.match(body, first.end())
    asides = asides_of(body) if first and header else None
    if not (first and header) or asides is None:
        return None
    start = first.start()
    if any(start < aside < end for aside in asides):
        return None
    prefix = first["prefix"]
    headers = (header["said"], *_between(prefix).findall(body, start, end))
    deleted = sum(map(_is_deleted, headers))
    is_whole = body.count(b"</%bheader>" % prefix, start, end) == len(headers) and (
        body.count(b"</%brecord>" % prefix, start, end) in _ends(len(headers), deleted)
    )
    return Span(start, end, headers) if is_whole else None


@cache
def _between(prefix: bytes) -> re.Pattern[bytes]:
    """From the end of a record to the header of the next; its attributes are found."""
    prefix = re.escape(prefix)
    return re.compile(
        rb"</%brecord>\s*<%brecord(?:\s[^<>]*)?>\s*<%bheader((?:\s[^<>]*)?)>" % ((prefix,) * 3)
    )


def _ends(records: int, deleted: int) -> tuple[int, int]:
    """How many ends of a record there may be: MARC 21 and PICA+ call their own a record too."""
    return records, 2 * records - deleted


def _is_deleted(said: bytes) -> bool:
    return b"deleted" in said and _DELETED.search(said) is not None


def page_facts(body: bytes, span: Span | None, format: Format | None) -> PageFacts:
    """The facts of a page, of which `find_records` may have found the span.

    `format` None: told from the content; a deletion has none of its own.
    """
    if span is None:
        return _facts_by_cutting(body, format)
    with memoryview(body) as view:
        mark = hashlib.sha256(view[span.start : span.end]).hexdigest()[:16]
    deleted = sum(map(_is_deleted, span.headers))
    return PageFacts(len(span.headers), deleted, format or _format_in(body, span), mark)


def _format_in(body: bytes, span: Span) -> Format:
    """The format of the first record that is not deleted."""
    for header in _HEADER.finditer(body, span.start, span.end):
        if not _is_deleted(header["said"]):
            end = body.find(b"header>", header.end())
            return format_of_xml(body[end : end + _SHOWN])
    return format_of_xml(body[span.start : span.start + _SHOWN])


def _facts_by_cutting(body: bytes, format: Format | None) -> PageFacts:
    records, deleted, digest = 0, 0, hashlib.sha256()
    last = first = None
    for each in frame(body, source="", format=format, file=""):
        records, deleted, last = records + 1, deleted + each.deleted, each.format
        first = first or (None if each.deleted else each.format)
        told = f"{each.locator}\0{each.datestamp}\0{each.deleted}\0{len(each.payload)}\0"
        digest.update(told.encode() + each.payload)
    found = first or last or format or Format.MARCXML
    return PageFacts(records, deleted, found, digest.hexdigest()[:16])

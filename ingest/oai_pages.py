"""A page of records as a harvest needs it: how many, how many of them deleted, and its mark.

Of a page that is well-formed the tags are counted; nothing is cut out of it. What was landed is cut
into records when it is read, and only then.
"""

import hashlib
import re
from dataclasses import dataclass

from catalogue.source_record import Format
from ingest.files import frame
from ingest.formats import format_of_xml
from ingest.oai_answers import Span

_NAME = rb"(?:[A-Za-z_][\w.-]*+:)?"
_HEADER = re.compile(rb"<" + _NAME + rb"header\b(?P<attributes>[^<>]*)>")
_HEADER_END = re.compile(rb"</" + _NAME + rb"header>")
_DELETED = re.compile(rb"\bstatus\s*=\s*[\"']deleted[\"']")
_PREFIXED_ENDS = {
    name: re.compile(rb"</[A-Za-z_][\w.-]*+:" + name + rb">") for name in (b"record", b"header")
}
_SHOWN = 2_000
"""So much of a record tells its format."""


@dataclass(frozen=True)
class PageFacts:
    """What a page holds; `mark` is the same for the same records at another time."""

    records: int
    deleted: int
    format: Format
    mark: str


def page_facts(body: bytes, span: Span | None, format: Format | None) -> PageFacts:
    """The facts of a page; `span`: where nothing but its records lies, None where that is unknown.

    `format` None: told from the content; a deletion has none of its own.
    """
    if span is not None:
        counted = _counted(body[span.start : span.end], format)
        if counted is not None:
            return counted
    return _framed(body, format)


def _counted(records: bytes, format: Format | None) -> PageFacts | None:
    """The facts by the number of tags; None where they do not say it beyond doubt."""
    if b"<!" in records:
        return None
    headers, ends = _ends(records, b"header"), _ends(records, b"record")
    deleted = _deletions(records)
    # A record of OAI-PMH holds one of MARC or PICA+ that is called so too, or one called otherwise.
    if ends not in (headers, 2 * headers - deleted):
        return None
    mark = hashlib.sha256(records).hexdigest()[:16]
    return PageFacts(headers, deleted, format or _format_in(records), mark)


def _ends(text: bytes, name: bytes) -> int:
    """How many elements of this name end in `text`."""
    found = text.count(b"</" + name + b">")
    if b":" + name + b">" in text:
        found += len(_PREFIXED_ENDS[name].findall(text))
    return found


def _deletions(records: bytes) -> int:
    """How many headers say that their record is deleted; found by that word, sooner than by tag."""
    found, at = 0, records.find(b"deleted")
    while at >= 0:
        header = _HEADER.match(records, records.rfind(b"<", 0, at))
        end = header.end() if header else at + 1
        found += header is not None and _DELETED.search(header["attributes"]) is not None
        at = records.find(b"deleted", max(end, at + 1))
    return found


def _format_in(records: bytes) -> Format:
    """The format of the first record that is not deleted."""
    for header in _HEADER.finditer(records):
        if not _DELETED.search(header["attributes"]):
            end = _HEADER_END.search(records, header.end())
            start = end.end() if end else header.end()
            return format_of_xml(records[start : start + _SHOWN])
    return format_of_xml(records[:_SHOWN])


def _framed(body: bytes, format: Format | None) -> PageFacts:
    """The facts by cutting the page into its records."""
    records, deleted, digest = 0, 0, hashlib.sha256()
    last = first = None
    for each in frame(body, source="", format=format, file=""):
        records, deleted, last = records + 1, deleted + each.deleted, each.format
        first = first or (None if each.deleted else each.format)
        told = f"{each.locator}\0{each.datestamp}\0{each.deleted}\0{len(each.payload)}\0"
        digest.update(told.encode() + each.payload)
    found = first or last or format or Format.MARCXML
    return PageFacts(records, deleted, found, digest.hexdigest()[:16])

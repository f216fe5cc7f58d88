"""Records cut out of XML as bytes: OAI-PMH pages, SRU answers, collections, single records.

A delivery is cut by its tags, not parsed: one record that is ill-formed spoils no other, and memory
stays flat however long the file is. Reading what was cut out is the work of `normalize/`.
"""

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from oaipmh.datestamp import datestamp_to_datetime
from oaipmh.error import DatestampError

from catalogue.source_record import SourceRecord

LONGEST = 16 * 1024 * 1024
"""Longest record in bytes; what is longer is no record, and is passed on in pieces."""

_NAME = rb"(?:[A-Za-z_][\w.-]*+:)?"
_SAID = rb"(?:(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*?|[^<>]*?)"
"""The attributes of a tag: one in quotes may hold a `>`, one without its end ends with the tag."""


def _tag_of(element: bytes) -> re.Pattern[bytes]:
    """The opening and closing tags of an element, and what may hold such a tag as mere text."""
    return re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>"
        rb"|<(?P<end>/)?" + _NAME + rb"(?:" + element + rb")(?:\s" + _SAID + rb")?(?P<empty>/)?>",
        re.DOTALL,
    )


RECORD = _tag_of(rb"record")
ONIX_PRODUCT = _tag_of(rb"[Pp]roduct")
_NAMES = {RECORD: b"record", ONIX_PRODUCT: b"roduct"}
"""The names in those tags, found sooner than the tags."""
_FIELD = re.compile(rb"<" + _NAME + rb"(?:leader|controlfield|datafield|tag|p[012]\d\d[A-Z-])[\s>]")
_HEADER = re.compile(
    rb"<" + _NAME + rb"header\b(?P<attributes>[^<>]*)>(?P<body>.*?)</" + _NAME + rb"header>",
    re.DOTALL,
)
_IDENTIFIER = re.compile(rb"<" + _NAME + rb"identifier[^<>]*>([^<]*)<")
_DATESTAMP = re.compile(rb"<" + _NAME + rb"datestamp[^<>]*>([^<]*)<")
_DELETED = re.compile(rb"status\s*=\s*[\"']deleted[\"']")
_WITHDRAWN = re.compile(rb"<(?:NotificationType|a002)>\s*05\s*<")
"""ONIX: the sender takes the product back (list 1, code 05)."""
_NO_RECORDS = re.compile(
    rb"[\s\x00\x1a]*(?:<[?!][^>]*>\s*)*"
    rb"(?:$|<" + _NAME + rb"(?:OAI-PMH|searchRetrieveResponse)\b"
    rb"|<" + _NAME + rb"(?:collection|records|ONIX[Mm]essage)\b[^<>]*(?:/>|>\s*</))"
)
"""Nothing at all, an answer of a protocol, or an empty collection."""
_NAMESPACE = re.compile(rb"\s(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_CONTROL_BYTES = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)


@dataclass(frozen=True)
class XmlRecord:
    """One record's bytes, with what its OAI-PMH header says."""

    payload: bytes
    locator: str | None = None
    datestamp: datetime | None = None
    deleted: bool = False


def without_control_characters(text: bytes) -> tuple[bytes, int]:
    """`text` without the control characters that XML 1.0 §2.2 forbids, and how many there were."""
    if b"&#" not in text and len(text.translate(None, _CONTROL_BYTES)) == len(text):
        return text, 0
    return _CONTROL.subn(b"", text)


def cut_xml(blocks: Iterable[bytes], element: re.Pattern[bytes] = RECORD) -> Iterator[XmlRecord]:
    """The records of XML in their order; what was cut off or never closed is a record too.

    `element`: the tags that a record lies between, `RECORD` or `ONIX_PRODUCT`.
    """
    scope: dict[bytes, bytes] = {}
    opened, header, prolog, found = b"", b"", b"", False
    for before, tag in _tags(_in_utf8(blocks), element):
        prolog = prolog or before
        if tag is None or tag["end"]:
            whole = opened + before + (tag[0] if tag else b"")
            if opened or not (tag or found or _NO_RECORDS.match(prolog)):
                found = True
                yield _record(whole, header, scope)
            opened, header = b"", b""
            continue
        if opened and _FIELD.search(before):
            yield _record(opened + before, header, scope)
        if b"xmlns" in opened or b"xmlns" in before:
            scope.update(_NAMESPACE.findall(opened + before))
        header = _header_in(before) if opened else b""
        opened = b"" if tag["empty"] else tag[0]


def _tags(
    blocks: Iterable[bytes], element: re.Pattern[bytes]
) -> Iterator[tuple[bytes, re.Match[bytes] | None]]:
    """Each tag of a record with the text before it; None: where a text is too long, or the end."""
    text = b""
    for block in blocks:
        text += block
        done = 0
        for tag in _matches(element, text):
            if not tag[0].startswith(b"<!"):
                yield text[done : tag.start()], tag
                done = tag.end()
        text = text[done:]
        if len(text) > LONGEST:
            yield text, None
            text = b""
    yield text, None


def _matches(element: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    """The matches of `element`; by its name alone, five times sooner, where no `<!` stands."""
    name = _NAMES.get(element)
    if name is None or b"<!" in text:
        yield from element.finditer(text, 0, _safe_end(text))
        return
    done, hint = 0, text.find(name)
    while hint >= 0:
        at = text.rfind(b"<", done, hint)
        tag = element.match(text, at) if at >= 0 else None
        if tag:
            yield tag
            done = tag.end()
        hint = text.find(name, max(done, hint + 1))


def _safe_end(text: bytes) -> int:
    """Where to stop for now: a comment that goes on in the next block may hold a tag."""
    comment = text.rfind(b"<!--")
    return comment if comment >= 0 and text.find(b"-->", comment) < 0 else len(text)


def _record(text: bytes, header: bytes, scope: Mapping[bytes, bytes]) -> XmlRecord:
    payload = _with_namespaces(text, scope).strip() or text
    withdrawn = not RECORD.match(payload) and _WITHDRAWN.search(payload) is not None
    found = _HEADER.search(header or text) if header or b"header" in text else None
    if found is None:
        return XmlRecord(payload, deleted=withdrawn)
    locator = _IDENTIFIER.search(found["body"])
    datestamp = _DATESTAMP.search(found["body"])
    return XmlRecord(
        payload,
        locator=html.unescape(locator[1].decode("utf-8", "replace")).strip() if locator else None,
        datestamp=read_datestamp(datestamp[1].decode("ascii", "replace")) if datestamp else None,
        deleted=bool(_DELETED.search(found["attributes"])),
    )


def read_datestamp(text: str) -> datetime | None:
    """An OAI-PMH datestamp (UTC, of a day or a second), or None where it is not one."""
    try:
        found: datetime = datestamp_to_datetime(text.strip())
    except (DatestampError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Header:
    """The header of an OAI-PMH record."""

    locator: str
    datestamp: datetime | None
    deleted: bool


def headers_in(body: bytes) -> Iterator[Header]:
    """The headers of an answer, in their order."""
    for found in _HEADER.finditer(body):
        locator, datestamp = _IDENTIFIER.search(found["body"]), _DATESTAMP.search(found["body"])
        if locator:
            yield Header(
                html.unescape(locator[1].decode("utf-8", "replace")).strip(),
                read_datestamp(datestamp[1].decode("ascii", "replace")) if datestamp else None,
                bool(_DELETED.search(found["attributes"])),
            )


def in_envelope(payload: bytes, record: SourceRecord) -> bytes:
    """One record's XML with the OAI-PMH header that `record` came with, if it had one."""
    if record.locator is None or _HEADER.search(payload):
        return payload
    stamp = f"{record.datestamp:%Y-%m-%dT%H:%M:%SZ}" if record.datestamp else ""
    return (
        b"<record><header><identifier>%b</identifier><datestamp>%b</datestamp></header>"
        b"<metadata>%b</metadata></record>"
    ) % (html.escape(record.locator).encode(), stamp.encode(), payload)


def _header_in(text: bytes) -> bytes:
    found = _HEADER.search(text)
    return found[0] if found else b""


def _with_namespaces(text: bytes, scope: Mapping[bytes, bytes]) -> bytes:
    """A record with those prefixes in its first tag that it uses and elements around it declare."""
    end = max(text.find(b">"), 0)
    own = {name for name, _ in _NAMESPACE.findall(text, 0, end)}
    missing = b"".join(
        b" %b=%b" % (name, uri)
        for name, uri in scope.items()
        if name not in own and (name == b"xmlns" or name.removeprefix(b"xmlns:") + b":" in text)
    )
    return text[:end] + missing + text[end:] if missing else text


def _in_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks in UTF-8, whatever encoding the XML declaration in the first one names."""
    decoder: codecs.IncrementalDecoder | None = None
    for number, block in enumerate(blocks):
        if number == 0:
            decoder = _decoder(block)
        yield decoder.decode(block).encode() if decoder else block


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """A decoder for anything but UTF-8; None where the bytes can be taken as they are."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    declared = _ENCODING.search(head[:200])
    name = declared[1].decode() if declared else "utf-8"
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    if codec.name in ("utf-8", "ascii") or codec.incrementaldecoder is None:
        return None
    return codec.incrementaldecoder("replace")

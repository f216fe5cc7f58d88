"""Delivered bytes as XML: ISO 2709 as MARCXML, normalised PICA+ as PicaXML.

A source that puts its records into XML reads what is not UTF-8 as Windows-1252, whatever it was:
so a record that leaked another encoding shows the same wrong letters as in life.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

MARC_NAMESPACE = "http://www.loc.gov/MARC21/slim"
PICA_NAMESPACE = "info:srw/schema/5/picaXML-v1.0"

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff&<>]")
_ENTRY = 12
_BASE = slice(12, 17)
_LEADER = 24


class Form(NamedTuple):
    """How records of a form are told apart, named, put into a set and written as XML."""

    metadata_prefix: str
    number: Callable[[bytes], str]
    set: Callable[[bytes], str]
    as_xml: Callable[[bytes], bytes]


def marc_fields(record: bytes) -> Iterator[tuple[str, bytes]]:
    """Tag and content of each field of an ISO 2709 record, by its directory."""
    base = int(record[_BASE])
    directory = record[_LEADER : base - 1]
    for at in range(0, len(directory), _ENTRY):
        entry = directory[at : at + _ENTRY].decode("ascii")
        start = base + int(entry[7:12])
        yield entry[:3], record[start : start + int(entry[3:7]) - 1]


def marcxml(record: bytes) -> bytes:
    """An ISO 2709 record as MARCXML; its leader says Unicode, which it now is."""
    text = _reader(record)
    leader = text(record[:9]) + "a" + text(record[10:_LEADER])
    parts = [f'<record xmlns="{MARC_NAMESPACE}"><leader>{escape(leader)}</leader>']
    for tag, content in marc_fields(record):
        told = text(content)
        if tag < "010":
            parts.append(f'<controlfield tag="{tag}">{_safe(told)}</controlfield>')
            continue
        parts.append(f"{_marc_field(tag, told[:2])}{_subfields(told[3:])}</datafield>")
    return "".join([*parts, "</record>"]).encode()


def picaxml(record: bytes) -> bytes:
    """A record in normalised PICA+ as PicaXML."""
    parts = [f'<record xmlns="{PICA_NAMESPACE}">']
    for field in _reader(record)(record).rstrip("\n").split("\x1e")[:-1]:
        name, _, content = field.partition(" ")
        tag, _, occurrence = name.partition("/")
        which = f' occurrence="{occurrence}"' if occurrence else ""
        parts.append(f'<datafield tag="{tag}"{which}>{_subfields(content[1:])}</datafield>')
    return "".join([*parts, "</record>"]).encode()


def _reader(record: bytes) -> Callable[[bytes], str]:
    try:
        record.decode()
    except UnicodeDecodeError:
        return lambda data: data.decode("cp1252", "replace")
    return bytes.decode


@cache
def _marc_field(tag: str, marks: str) -> str:
    first, second = quoteattr(marks[:1]), quoteattr(marks[1:2])
    return f"<datafield tag={quoteattr(tag)} ind1={first} ind2={second}>"


@cache
def _subfield(code: str) -> str:
    return f"<subfield code={quoteattr(code)}>"


def _subfields(content: str) -> str:
    parts = [part for part in content.split("\x1f") if part]
    return "".join([f"{_subfield(part[0])}{_safe(part[1:])}</subfield>" for part in parts])


def _safe(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text)) if _SPECIAL.search(text) else text


def _marc_number(record: bytes) -> str:
    return next((data for tag, data in marc_fields(record) if tag == "001"), b"").decode("ascii")


def _marc_set(record: bytes) -> str:
    kinds = (data for tag, data in marc_fields(record) if tag == "007")
    return "online" if next(kinds, b"")[:2] == b"cr" else _first(_MARC_SETS, record[6:8])


def _pica_value(record: bytes, start: bytes) -> str:
    """What stands behind the first `start` that begins a field."""
    rest = (b"\x1e" + record).partition(b"\x1e" + start)[2]
    return re.split(rb"[\x1e\x1f]", rest, maxsplit=1)[0].decode("ascii", "replace")


def _pica_set(record: bytes) -> str:
    return _first(_PICA_SETS, _pica_value(record, b"002@ \x1f0").encode())


def _first(table: Iterable[tuple[bytes, str]], coded: bytes) -> str:
    return next((name for code, name in table if coded.startswith(code)), "overig")


_MARC_SETS = (
    (b"as", "tijdschriften"),
    (b"a", "boeken"),
    (b"c", "bladmuziek"),
    (b"g", "films"),
    (b"i", "geluid"),
    (b"j", "geluid"),
    (b"m", "games"),
)
"""Leader 06-07 of MARC 21, and the set of a record that says so."""

_PICA_SETS = (
    (b"Ab", "tijdschriften"),
    (b"A", "boeken"),
    (b"M", "bladmuziek"),
    (b"B", "films"),
    (b"G", "geluid"),
    (b"S", "games"),
    (b"O", "online"),
)
"""Field 002@ of PICA+, likewise."""

FORMS = {
    "mrc": Form("marcxml", _marc_number, _marc_set, marcxml),
    "pica": Form("picaxml", lambda record: _pica_value(record, b"003@ \x1f0"), _pica_set, picaxml),
}
"""By the ending of the files that are delivered."""

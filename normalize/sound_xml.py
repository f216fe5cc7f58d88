"""MARCXML and PicaXML cut at their tags: only the wanted fields, and only of plain records.

A record is plain where it is, from its first sign to its last, a `record` of leaders, control
fields and then data fields of subfields, with no other element, no comment and no doctype; a
pattern holds all of it to that. Any other is left to the hardened parser, which knows
all of XML and takes several times as long.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from normalize.rules import Field, Fields

_FIRST = re.compile(r"\s*<((?:[A-Za-z_][\w.-]*:)?)record(\s[^<>]*)?>")
_ATTRIBUTE = re.compile(r' (tag|ind1|ind2|occurrence)="([^"<>&\t\n]*)"')
_FORBIDDEN = bytes(sign for sign in range(32) if sign not in b"\t\n")
"""What XML 1.0 §2.2 forbids, and the return that §2.11 makes a line feed."""
_REFERENCE = re.compile("&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&apos;": "'"}
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_new = tuple.__new__

Start = Callable[[str], "Field | None"]
"""The attributes of a data field as a field without content; None where one is not known."""


class _Tags(NamedTuple):
    """The patterns and marks of one prefix."""

    whole: re.Pattern[str]
    field: str
    subfield: re.Pattern[str]
    control: re.Pattern[str]


def sound_xml(payload: bytes, wanted: frozenset[str] | None, start: Start) -> Fields | None:
    """The wanted fields (None: all) in their order; None where the record is not for this reader.

    `start` is `marc_start` or `pica_start`.
    """
    text = _plain_text(payload)
    first = _FIRST.match(text) if text else None
    if text is None or first is None or not _is_declared(first[1], first[2] or ""):
        return None
    tags = _tags(first[1])
    if not tags.whole.fullmatch(text, first.end()):
        return None
    fields = _cut(text, tags, wanted, start)
    if not fields:
        return None
    return Fields(tuple(map(_unescaped, fields) if "&" in text else fields), by="tags")


def _cut(text: str, tags: _Tags, wanted: frozenset[str] | None, start: Start) -> list[Field] | None:
    """The wanted fields of what the pattern has found whole; None where a start is not known."""
    before, *chunks = text.split(tags.field)
    fields = _controls(before, tags, wanted)
    for chunk in chunks:
        attributes, _, content = chunk.partition(">")
        field = start(attributes)
        if field is None:
            return None
        if wanted is None or field.tag in wanted:
            subfields = tuple(tags.subfield.findall(content))
            # A third of the time of field._replace(...), for every field.
            fields.append(_new(Field, (field.tag, "", subfields, *field[3:])))
    return fields


def _plain_text(payload: bytes) -> str | None:
    """The payload as text; None where it holds what only a parser can judge."""
    if (
        b"<!" in payload
        or b"<?" in payload
        or len(payload.translate(None, _FORBIDDEN)) < len(payload)
    ):
        return None
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "&" in text:
        references = _REFERENCE.findall(text)
        if len(references) != text.count("&") or None in map(_meant, set(references)):
            return None
    return None if "\ufffe" in text or "\uffff" in text else text


@lru_cache(maxsize=4096)
def _meant(reference: str) -> str | None:
    """What a reference stands for; None where XML 1.0 §2.2 has no such character."""
    if reference in _NAMED:
        return _NAMED[reference]
    hexadecimal = reference[2] == "x"
    code = int(reference[3:-1], 16) if hexadecimal else int(reference[2:-1])
    return None if code > 0x10FFFF or _NO_TEXT.match(chr(code)) else chr(code)


def _is_declared(prefix: str, attributes: str) -> bool:
    """True if a record without prefix, or one whose first tag declares its prefix."""
    return not prefix or f" xmlns:{prefix[:-1]}=" in attributes


@lru_cache(maxsize=16)
def _tags(prefix: str) -> _Tags:
    p = re.escape(prefix)
    subfield = rf'<{p}subfield code="[^"<>&\s]">[^<]*+</{p}subfield>\s*+'
    data = rf"<{p}datafield [^<>]*+>\s*+(?:{subfield})*+</{p}datafield>\s*+"
    control = rf'<{p}controlfield tag="[^"<>&\s]*+">[^<]*+</{p}controlfield>\s*+'
    leader = rf"<{p}leader>[^<]*+</{p}leader>\s*+"
    return _Tags(
        whole=re.compile(rf"\s*+(?:{leader}|{control})*+(?:{data})*+</{p}record>\s*+"),
        field=f"<{prefix}datafield",
        subfield=re.compile(rf'<{p}subfield code="(.)">([^<]*)'),
        control=re.compile(rf'<{p}(leader|controlfield)(?: tag="([^"]*)")?>([^<]*)'),
    )


def _controls(text: str, tags: _Tags, wanted: frozenset[str] | None) -> list[Field]:
    found = []
    for name, tag, value in tags.control.findall(text):
        tag = "LDR" if name == "leader" else tag
        if wanted is None or tag in wanted:
            found.append(Field(tag, value))
    return found


def _unescaped(field: Field) -> Field:
    subfields = tuple([(code, _without_references(text)) for code, text in field.subfields])
    return field._replace(value=_without_references(field.value), subfields=subfields)


def _without_references(text: str) -> str:
    return _REFERENCE.sub(lambda found: _meant(found[0]) or "", text) if "&" in text else text


@lru_cache(maxsize=4096)
def marc_start(attributes: str) -> Field | None:
    """A MARC 21 data field without subfields: its tag and indicators, blank where they are not."""
    found = _attributes(attributes)
    if found is None or "occurrence" in found:
        return None
    marks = (found.get("ind1") or " ")[:1] + (found.get("ind2") or " ")[:1]
    return Field(found.get("tag", ""), indicators=marks)


@lru_cache(maxsize=4096)
def pica_start(attributes: str) -> Field | None:
    """A PICA+ field without subfields: its tag and occurrence."""
    found = _attributes(attributes)
    return None if found is None else Field(found["tag"], occurrence=found.get("occurrence", ""))


def _attributes(text: str) -> dict[str, str] | None:
    """The attributes; None where there is no tag, one of another name, or one twice."""
    pairs = _ATTRIBUTE.findall(text)
    found = dict(pairs)
    sound = len(found) == len(pairs) and "tag" in found
    return found if sound and not _ATTRIBUTE.sub("", text) else None

"""MARCXML, PicaXML and pages of OAI-PMH with nothing in them but what a table lets stay.

Elements and attributes that no format has are taken out as well, with comments and stray text: a
reader may stand anywhere.
"""

import re
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from catalogue.errors import UnreadableXml
from catalogue.xml import local_name, parse_xml, text_of, to_bytes
from ingest.oai_answers import read_root
from ingest.stay_tables import StayTable, name_of
from ingest.xml_records import without_control_characters

_ROOTS = frozenset(("record", "collection", "OAI-PMH"))
_HOLDERS: Mapping[str, frozenset[str]] = {
    name: frozenset() for name in ("collection", "metadata", "global", "owner", "local", "copy")
} | {
    "record": frozenset(("type",)),
    "header": frozenset(("status",)),
    "OAI-PMH": frozenset(),
    "ListRecords": frozenset(),
}
_TEXTS: Mapping[str, frozenset[str]] = {
    name: frozenset() for name in ("identifier", "datestamp", "setSpec", "responseDate")
} | {
    "resumptionToken": frozenset(("completeListSize", "cursor", "expirationDate")),
    "error": frozenset(("code",)),
}
_LEADER = re.compile(r"[0-9A-Za-z #|*.-]{0,24}")
_SHORT = re.compile(r"[0-9A-Za-z@ #|]{0,4}")
_FIELD_ATTRIBUTES = frozenset(("tag", "id", "ind1", "ind2", "occurrence", "occ"))


def strip_xml(payload: bytes, table: StayTable, removed: Counter[str]) -> bytes | None:
    """The XML without what may not stay, counted in `removed`; None where it cannot be parsed."""
    try:
        root = parse_xml(without_control_characters(payload)[0])
    except UnreadableXml:
        return None
    if local_name(root) not in _ROOTS:
        return None
    strip_tree(root, table, removed)
    return to_bytes(root)


def strip_page(body: bytes, table: StayTable, removed: Counter[str]) -> bytes:
    """An answer of OAI-PMH without what may not stay; raises UnreadableXml, in words of our own."""
    try:
        root, _ = read_root(body)
    except UnreadableXml:
        # The parser's own words may repeat what stands in the page.
        raise UnreadableXml(
            "answers what is not OAI-PMH, and what cannot be read cannot be stripped"
        ) from None
    strip_tree(root, table, removed)
    return to_bytes(root)


def strip_tree(root: etree._Element, table: StayTable, removed: Counter[str]) -> None:
    """Take out of `root` what may not stay, and count it in `removed`."""
    _only(root, _HOLDERS.get(local_name(root), frozenset()))
    root.text = root.tail = None
    for child in list(root):
        name = local_name(child)
        if name in _HOLDERS:
            strip_tree(child, table, removed)
        elif name in _TEXTS:
            _flatten(child, _TEXTS[name])
        elif not _field_stays(child, table, removed):
            root.remove(child)


def _field_stays(element: etree._Element, table: StayTable, removed: Counter[str]) -> bool:
    """Strip one field; whether anything of it is left."""
    name, tag = local_name(element), element.get("tag") or element.get("id") or ""
    if name == "leader":
        _flatten(element, frozenset())
        return _LEADER.fullmatch(element.text or "") is not None
    if name == "controlfield" and table.stays_whole(tag):
        _flatten(element, _FIELD_ATTRIBUTES)
        return True
    if name in ("datafield", "tag") and (table.stays_whole(tag) or tag in table.subfields):
        return _subfields_stay(element, tag, table, removed)
    if name:
        removed[name_of(tag) if name in ("datafield", "tag", "controlfield") else "?"] += 1
    return False


def _subfields_stay(
    element: etree._Element, tag: str, table: StayTable, removed: Counter[str]
) -> bool:
    _only(element, _FIELD_ATTRIBUTES)
    element.text = element.tail = None
    whole = table.stays_whole(tag)
    for child in list(element):
        code = child.get("code") or child.get("id") or "?"
        known = local_name(child) in ("subfield", "subf")
        if known and (whole or table.stays(tag, code, text_of(child))):
            _flatten(child, frozenset(("code", "id")))
            continue
        removed[name_of(tag, code)] += bool(local_name(child))
        element.remove(child)
    return len(element) > 0


def _flatten(element: etree._Element, attributes: frozenset[str]) -> None:
    """An element of text alone, with these attributes at most."""
    element.text, element.tail = text_of(element), None
    for child in list(element):
        element.remove(child)
    _only(element, attributes)


def _only(element: etree._Element, attributes: frozenset[str]) -> None:
    for name, value in element.attrib.items():
        is_short = name not in _FIELD_ATTRIBUTES or _SHORT.fullmatch(str(value))
        if name not in attributes or not is_short:
            del element.attrib[name]

"""PICA+ in XML as fields: PicaXML (also in the MARC namespace), PPXML, an element per field."""

import re
from collections.abc import Iterator

from lxml import etree

from catalogue.errors import UnreadableRecord
from catalogue.xml import local_name, text_of
from normalize.decoding import parse_leniently
from normalize.rules import Field, Fields
from normalize.sound_xml import pica_start, sound_xml

_OWN_ELEMENT = re.compile(r"p([012]\d\d[A-Z-])")
_OWN_CODE = re.compile(r"f([A-Za-z0-9])")
_ELEMENTS = {"datafield": ("tag", "occurrence", "code"), "tag": ("id", "occ", "id")}
"""Field element: its attributes for tag and occurrence, and the subfields' for their code."""


def pica_xml_fields(payload: bytes, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of one record in any of the three; raises UnreadableRecord where there are none.

    `wanted`: the tags that are needed; others may be left out.

    `p021A` with `fa` is how the KB writes 021A $a, `-` for `@`; its `nr` is the occurrence.
    """
    return sound_xml(payload, wanted, pica_start) or any_pica_xml(payload)


def any_pica_xml(payload: bytes) -> Fields:
    """The same by the hardened parser, which takes all of XML."""
    root, remarks = parse_leniently(payload)
    if root is None:
        raise UnreadableRecord("the PicaXML is not well-formed, too large, or declares a DTD")
    fields = tuple(filter(None, map(_field, root.iter(etree.Element))))
    if not fields:
        raise UnreadableRecord("the XML holds no PICA+ field")
    return Fields(fields, remarks)


def _field(element: etree._Element) -> Field | None:
    name = local_name(element)
    if name in _ELEMENTS:
        tag, occurrence, code = (*_ELEMENTS[name][:2], _ELEMENTS[name][2])
        subfields = tuple((child.get(code, ""), text_of(child)) for child in _children(element))
        return Field(
            element.get(tag) or "",
            subfields=subfields,
            occurrence=element.get(occurrence) or "",
        )
    own = _OWN_ELEMENT.fullmatch(name)
    if own is None:
        return None
    number = element.get("nr") or ""
    return Field(
        own[1].replace("-", "@"),
        subfields=tuple(_own_subfields(element)),
        occurrence=number.rjust(2, "0") if number.isdigit() else "",
    )


def _children(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) in ("subfield", "subf"))


def _own_subfields(element: etree._Element) -> Iterator[tuple[str, str]]:
    for child in element:
        code = _OWN_CODE.fullmatch(local_name(child))
        if code:
            yield code[1], text_of(child)

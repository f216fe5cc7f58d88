"""The model to MODS, the Library of Congress's description in words of its own (version 3.8).

What MODS has no place for stands in `tables/not_carried.toml`.
"""

from collections.abc import Mapping

from lxml import etree

from catalogue.model import Description
from catalogue.text import tidy
from catalogue.xml import to_bytes
from normalize.write_mods_elements import Node, elements_of

NAMESPACE = "http://www.loc.gov/mods/v3"
VERSION = "3.8"

_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}


def to_mods(description: Description, id: str) -> bytes:
    """One `<mods>` as UTF-8 bytes, with `id` in recordInfo."""
    root = etree.Element(
        f"{{{NAMESPACE}}}mods",
        {"version": VERSION},
        nsmap=_NAMESPACES,  # type: ignore[arg-type]
    )
    for node in elements_of(description, id):
        _add(root, node)
    return to_bytes(root)


def _add(parent: etree._Element, node: Node) -> None:
    name, attributes, inside = node
    if isinstance(inside, str):
        if tidy(inside):
            _element(parent, name, attributes).text = tidy(inside)
        return
    element = _element(parent, name, attributes)
    for each in inside:
        _add(element, each)
    if not len(element):
        parent.remove(element)


def _element(parent: etree._Element, name: str, attributes: Mapping[str, str]) -> etree._Element:
    stated = {key: tidy(value) for key, value in attributes.items() if tidy(value)}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", stated)

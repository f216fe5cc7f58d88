"""ONIX 3 products and bare ISBNs as fields: what is known before anybody described a book."""

from collections.abc import Iterator

from lxml import etree

from catalogue.errors import UnreadableRecord
from catalogue.identifiers import parse_isbn
from catalogue.xml import local_name
from normalize.decoding import decode, parse_leniently
from normalize.profiles import load_table
from normalize.rules import Field, Fields

Subfields = tuple[tuple[str, str], ...]


def read_onix(payload: bytes) -> Fields:
    """The composites of one product as fields under their reference names, in their order.

    Short tags are renamed; the leaves of a composite are its subfields, with the codes that
    `tables/onix_names.toml` gives them. Raises UnreadableRecord where there is no product.
    """
    root, remarks = parse_leniently(payload)
    if root is None:
        raise UnreadableRecord("the ONIX is not well-formed, too large, or declares a DTD")
    product = next((e for e in root.iter(etree.Element) if _name(e) == "Product"), None)
    if product is None:
        raise UnreadableRecord(f"the XML holds no ONIX product but <{local_name(root)}>")
    return Fields(tuple(_fields(product)), remarks)


def read_isbn(payload: bytes) -> Fields:
    """A line with an ISBN as the field `ISBN`; raises UnreadableRecord where it holds none."""
    text, remarks = decode(payload)
    isbn = parse_isbn(text)
    if isbn is None:
        raise UnreadableRecord("the line holds no ISBN whose check digit is right")
    return Fields((Field("ISBN", value=isbn),), remarks)


def _name(element: etree._Element) -> str:
    """The reference name of an element, whichever of its two names is used."""
    name = local_name(element)
    return str(load_table("onix_names")["short"].get(name, name))


def _fields(parent: etree._Element) -> Iterator[Field]:
    for element in parent.iterchildren(etree.Element):
        name = _name(element)
        if name in load_table("onix_names")["composites"]:
            yield from (Field(name, subfields=each) for each in _composite(element, name))
        elif len(element):
            yield from _fields(element)
        else:
            yield Field(name, value=element.text or "")


def _composite(element: etree._Element, name: str) -> Iterator[Subfields]:
    """The leaves of a composite; one that lists others (title elements) counts for each of them."""
    codes = load_table("onix_names")["composites"][name]
    listed = load_table("onix_names")["listed"].get(name)
    parts = [each for each in element.iterdescendants(etree.Element) if _name(each) == listed]
    if not parts:
        yield _leaves(element.iterdescendants(etree.Element), codes)
    own = _leaves(element.iterchildren(etree.Element), codes)
    for part in parts:
        yield own + _leaves(part.iterdescendants(etree.Element), codes)


def _leaves(elements: Iterator[etree._Element], codes: dict[str, str]) -> Subfields:
    # Texts may hold XHTML: a space keeps its paragraphs apart.
    return tuple(
        (codes[name], " ".join(map(str, element.itertext())))
        for element in elements
        if (name := _name(element)) in codes
    )

"""The one hardened XML parser: no entities, no network, a size cap."""

from xml.parsers import expat

from lxml import etree

from catalogue.errors import UnreadableXml

SIZE_CAP = 64 * 1024 * 1024
"""Largest document in bytes: a full OAI-PMH page of 1,000 long records is below 16 MiB."""


def parse_xml(document: bytes, *, size_cap: int = SIZE_CAP) -> etree._Element:
    """The root of `document`; raises UnreadableXml if it is ill-formed, too large or has a DTD.

    Entities are not resolved and nothing is fetched; a document type declaration is refused whole,
    which ends entity bombs and external entities alike (OWASP XML External Entity Prevention).
    """
    if len(document) > size_cap:
        raise UnreadableXml(f"XML of {len(document)} bytes is larger than {size_cap}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnreadableXml(f"not well-formed XML: {problem}") from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableXml("XML with a document type declaration is refused")
    return root


def is_well_formed(document: bytes) -> bool:
    """True if `document` is well-formed and has no document type; no tree is made of it.

    Less than half of the time of `parse_xml`, for what is only to be passed on. What expat does not
    know (an encoding, say) counts as not well-formed: `parse_xml` says more.
    """
    return asides_of(document) is not None


def asides_of(document: bytes) -> tuple[int, ...] | None:
    """Where comments, CDATA and instructions begin in `document`; None where `is_well_formed` says
    no.
    """
    found: list[int] = []
    parser = expat.ParserCreate()

    def note(*_: object) -> None:
        found.append(parser.CurrentByteIndex)

    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.CommentHandler = parser.StartCdataSectionHandler = note
    parser.ProcessingInstructionHandler = note
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, UnreadableXml, LookupError, ValueError):
        return None
    return tuple(found)


def _refuse_document_type(*_: object) -> None:
    raise UnreadableXml("XML with a document type declaration is refused")


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def to_bytes(element: etree._Element) -> bytes:
    """The element as UTF-8 bytes, without declaration and without the text behind it."""
    return etree.tostring(element, encoding="utf-8", with_tail=False)


def text_of(element: etree._Element) -> str:
    """All text inside the element, its children's and that behind them included."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""

"""Records of the KB in Dublin Core with its extensions (`dcx`), as SRU and OAI-PMH give them."""

import re
from collections.abc import Iterator

from lxml import etree

from catalogue.errors import UnreadableRecord
from catalogue.xml import local_name, text_of
from normalize.decoding import parse_leniently
from normalize.profiles import load_table
from normalize.rules import Field, Fields

Subfields = tuple[tuple[str, str], ...]
Remark = tuple[str, str, str]

_ROOTS = ("dc", "dcx")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PPN = re.compile(r"PPN[:=](\d{7,9}[\dXx])")
_ISBD = " : "
_CODE = re.compile("[a-z]{2,3}")


def read_dcx(payload: bytes) -> Fields:
    """The elements of a record as fields under their local names, and its PPN as the field `ppn`.

    Subfields: `a` the text, `t` its type without prefix, in small letters. Before and behind the
    first ISBD colon: `f` and `r`, the former the whole where there is none; the other way about:
    `p` and `n`. Raises UnreadableRecord where there is no such record.
    """
    root, remarks = parse_leniently(payload)
    if root is None:
        raise UnreadableRecord("the Dublin Core is not well-formed, too large, or declares a DTD")
    record = next((each for each in root.iter(etree.Element) if _is_record(each)), None)
    if record is None:
        raise UnreadableRecord(f"the XML holds no dc or dcx but <{local_name(root)}>")
    elements = tuple(record.iterchildren(etree.Element))
    fields, unknown = _languages(elements)
    fields += [
        Field(local_name(each), subfields=_subfields(each))
        for each in elements
        if local_name(each) != "language"
    ]
    return Fields((*_number(elements), *fields), (*remarks, *unknown))


def _is_record(element: etree._Element) -> bool:
    return local_name(element) in _ROOTS


def _subfields(element: etree._Element) -> Subfields:
    text = " ".join(text_of(element).split())
    first, colon, rest = text.partition(_ISBD)
    kind = element.get(_TYPE, "").rpartition(":")[2].casefold()
    parted = (("f", first), ("r", rest), ("p", first), ("n", rest)) if colon else ()
    return (("a", text), ("t", kind), *(parted or (("f", text), ("n", text))))


def _number(elements: tuple[etree._Element, ...]) -> Iterator[Field]:
    """The first PPN that an address holds; the KB writes `PPN:` and `PPN=`."""
    names = ("recordIdentifier", "identifier")
    texts = (text_of(each) for name in names for each in elements if local_name(each) == name)
    found = next(filter(None, map(_PPN.search, texts)), None)
    if found:
        yield Field("ppn", subfields=(("a", found[1].upper()),))


def _languages(elements: tuple[etree._Element, ...]) -> tuple[list[Field], list[Remark]]:
    """Languages by their codes, whether a code or a name was given; and names that nobody knows."""
    names = load_table("languages")["names"]
    codes: dict[str, None] = {}
    unknown = []
    for element in elements:
        if local_name(element) != "language":
            continue
        text = text_of(element).strip()
        known = names.get(text.casefold(), text.casefold())
        if _CODE.fullmatch(known):
            codes[known] = None
        elif text:
            unknown.append(("language_unknown", "language", text))
    return [Field("language", subfields=(("a", code),)) for code in codes], unknown

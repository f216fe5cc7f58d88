"""The model to MARC 21, as MARCXML or ISO 2709, for library systems.

Leader/18 is `i`: the punctuation of ISBD stands in 245, 264, 300 and 490, as systems that show
fields as they are want it; no field ends with a full stop (PCC guidelines, 2019). What MARC 21 has
no place for stands in `tables/not_carried.toml`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from catalogue.errors import UnwritableRecord
from catalogue.model import BibliographicRecord, Description
from catalogue.outcomes import Rejected
from catalogue.text import tidy
from catalogue.xml import to_bytes
from normalize.profiles import load_table
from normalize.reading import describe
from normalize.write_marc21_codes import country_code, written_carrier
from normalize.write_marc21_fields import Row, data_fields

NAMESPACE = "http://www.loc.gov/MARC21/slim"

_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}
_FIELD_END, _RECORD_END, _SUBFIELD = b"\x1e", b"\x1d", b"\x1f"
LONGEST_FIELD, LONGEST_RECORD = 9_999, 99_999
"""In bytes: what the four and five digits of ISO 2709 can say."""


class MarcRecord(NamedTuple):
    """A MARC 21 record: leader, control fields, and data fields in the order they are written."""

    leader: str
    control: tuple[tuple[str, str], ...]
    data: tuple[Row, ...]


def marc_record(description: Description, id: str) -> MarcRecord:
    """The description as MARC 21, with `id` in 001; empty fields are left out."""
    # Within a hundred the order is the description's own: people are not sorted by tag. What
    # repeats a field in another script comes last.
    rows = sorted(data_fields(description), key=lambda row: (row[0][0], row[0] == "880"))
    filled = ((tag, indicators, _filled(subfields)) for tag, indicators, subfields in rows)
    return MarcRecord(
        leader=_leader(description),
        control=tuple(_control_fields(description, tidy(id))),
        data=tuple(row for row in filled if any(code not in "26" for code, _ in row[2])),
    )


def to_marcxml(description: Description, id: str) -> bytes:
    """One MARCXML `<record>` as UTF-8 bytes, with `id` in 001."""
    written = marc_record(description, id)
    record = etree.Element(f"{{{NAMESPACE}}}record", nsmap=_NAMESPACES)  # type: ignore[arg-type]
    _add(record, "leader").text = written.leader
    for tag, value in written.control:
        _add(record, "controlfield", tag=tag).text = value
    for tag, indicators, subfields in written.data:
        field = _add(record, "datafield", tag=tag, ind1=indicators[0], ind2=indicators[1])
        for code, text in subfields:
            _add(field, "subfield", code=code).text = text
    return to_bytes(record)


def to_iso2709(description: Description, id: str) -> bytes:
    """One record of ISO 2709 in UTF-8; raises UnwritableRecord where it is too long for that.

    Lengths count bytes, not characters (ISO 2709:2008 §4).
    """
    written = marc_record(description, id)
    directory, contents = b"", b""
    for tag, content in _fields_as_bytes(written):
        if len(content) > LONGEST_FIELD:
            raise UnwritableRecord(_too_long(id, f"field {tag}", len(content), LONGEST_FIELD))
        directory += f"{tag}{len(content):04}{len(contents):05}".encode()
        contents += content
    base = 24 + len(directory) + 1
    length = base + len(contents) + 1
    if length > LONGEST_RECORD:
        raise UnwritableRecord(_too_long(id, "the record", length, LONGEST_RECORD))
    leader = f"{length:05}{written.leader[5:12]}{base:05}{written.leader[17:]}"
    return leader.encode() + directory + _FIELD_END + contents + _RECORD_END


def refused(record: BibliographicRecord, problem: UnwritableRecord) -> Rejected:
    """The record as one that was not written, with the reason and its remedy."""
    remark = ("too_long_for_iso2709", "record", str(problem))
    problems = (describe(str(record.key), *remark),)
    return Rejected(
        source=record.source, number=record.number, reason=str(problem), problems=problems
    )


def _too_long(id: str, what: str, length: int, longest: int) -> str:
    return f"record {id}: {what} has {length} bytes, and ISO 2709 holds {longest}; write MARCXML"


def _fields_as_bytes(written: MarcRecord) -> Iterator[tuple[str, bytes]]:
    for tag, value in written.control:
        yield tag, value.encode() + _FIELD_END
    for tag, indicators, subfields in written.data:
        coded = (_SUBFIELD + code.encode() + text.encode() for code, text in subfields)
        yield tag, indicators.encode() + b"".join(coded) + _FIELD_END


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _filled(subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, tidy(text)) for code, text in subfields if tidy(text)]


def _leader(d: Description) -> str:
    whole = "a" if d.volume.is_set else " "
    return f"00000n{written_carrier(d)['leader']} a2200000{_level(d)}i{whole}4500"


def _level(d: Description) -> str:
    """Leader/17: how fully the record was made; `u` where nothing says so or MARC has no code."""
    levels = load_table("quality")["levels"]["marc21"].items()
    codes = {name: " " if code == "full" else code for code, name in reversed(levels)}
    level = d.quality.level
    return codes.get(level) or (level if re.fullmatch("[0-9A-Za-z]", level) else "u")


def _control_fields(d: Description, id: str) -> Iterator[tuple[str, str]]:
    yield "001", id
    row = written_carrier(d)
    if "category" in row:
        yield "007", row["category"]
    first, second = (*map(str, d.years[:2]), "    ", "    ")[:2]
    kind = "t" if len(d.years) > 1 else "s" if d.years else "n"
    body = f"{row.get('form', ' '):>6}".ljust(17)
    language = next((code for code in d.languages if re.fullmatch("[a-z]{3}", code)), "")
    yield "008", f"000101{kind}{first:4}{second:4}{country_code(d):3}{body}{language:3}  "

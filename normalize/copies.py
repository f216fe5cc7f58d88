"""Copies that travel with a title: MARC 21 852 or 952, PICA+ level 2, lines of a CSV."""

from collections.abc import Iterator

from catalogue.outcomes import LocalItem
from normalize.profiles import OPENS_LIBRARY, ItemTable
from normalize.reading import Reading
from normalize.rules import Field, plain

_NAMES = ("item_id", "branch_code", "status_code", "lending_code", "shelf_mark", "barcode", "part")


def build_items(reading: Reading, number: str) -> tuple[LocalItem, ...]:
    """The copies in the record; one without a number of its own gets `record number/place`."""
    for table in reading.profile.items:
        parts = [found for found in _found(table, reading) if any(found.values())]
        if parts:
            return tuple(_item(found, f"{number}/{i}") for i, found in enumerate(parts, start=1))
    return ()


def _item(found: dict[str, str], fallback: str) -> LocalItem:
    values = {name: plain(found.get(name, "")) for name in _NAMES}
    values["item_id"] = values["item_id"] or values["barcode"] or fallback
    return LocalItem(**values)


def _found(table: ItemTable, reading: Reading) -> Iterator[dict[str, str]]:
    if table.parts:
        if table.linked:
            return _with_place(table, reading.fields.fields)
        return (_from_field(table, field) for field in reading.fields.with_tag(table.tag))
    if table.tagged:
        return _from_levels(table, reading.fields.fields)
    return _from_lines(table, reading.fields.fields)


def _with_place(table: ItemTable, fields: tuple[Field, ...]) -> Iterator[dict[str, str]]:
    """Copies with what another field says of their place: the one they link to, or the last."""
    places = [field for field in fields if field.tag == table.linked]
    last = Field(table.linked)
    for field in fields:
        last = field if field.tag == table.linked else last
        if field.tag == table.tag:
            place = _place(table, field, places) or last
            found = {name: place.get(codes) for name, codes in (table.linked_parts or {}).items()}
            yield found | {name: text for name, text in _from_field(table, field).items() if text}


def _place(table: ItemTable, copy: Field, places: list[Field]) -> Field | None:
    of_copy, of_place = table.link[:1], table.link[1:]
    wanted = copy.get(of_copy).partition(".")[0] if table.link else ""
    if not wanted:
        return None
    return next((p for p in places if p.get(of_place).partition(".")[0] == wanted), None)


def _from_field(table: ItemTable, field: Field) -> dict[str, str]:
    found = {}
    for name, codes in (table.parts or {}).items():
        found[name] = _first(field, codes) if name in table.first_only else field.get(codes)
    if table.otherwise:
        found["status_code"] = _state(table, field)
    return found


def _first(field: Field, codes: str) -> str:
    """The first filled subfield, by the order of the codes, then of the record."""
    filled = ((code, text) for code, text in field.subfields if code in codes and text)
    return min(filled, key=lambda each: codes.index(each[0]), default=("", ""))[1]


def _state(table: ItemTable, field: Field) -> str:
    for code, state in table.states:
        if field.get(code).strip() not in ("", "0"):
            return state
    return table.otherwise


def _from_levels(table: ItemTable, fields: tuple[Field, ...]) -> Iterator[dict[str, str]]:
    """A copy is all level-2 fields of one occurrence after one 101@; occurrences restart there."""
    copies: dict[tuple[int, str], dict[str, str]] = {}
    library = 0
    for field in fields:
        if field.tag == OPENS_LIBRARY:
            library += 1
        elif field.tag.startswith("2"):
            copy = copies.setdefault((library, field.occurrence), {})
            for name, place in (table.tagged or {}).items():
                tag, code = place.split()
                if field.tag == tag and name not in copy:
                    copy[name] = field.get(code)
    return iter(copies.values())


def _from_lines(table: ItemTable, fields: tuple[Field, ...]) -> Iterator[dict[str, str]]:
    lines: dict[str, dict[str, str]] = {}
    for field in fields:
        lines.setdefault(field.occurrence, {})[field.tag] = field.value
    for line in lines.values():
        columns = (table.columns or {}).items()
        yield {name: line.get(column, "") for name, column in columns}

"""Copies that travel with a title: MARC 21 852 or 952, PICA+ level 2, lines of a CSV."""

from collections.abc import Iterator

from catalogue.model import LocalItem
from normalize.profiles import ItemTable
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
        fields = reading.fields.with_tag(table.tag)
        return (_from_field(table, field) for field in fields)
    if table.tagged:
        return _from_levels(table, reading.fields.fields)
    return _from_lines(table, reading.fields.fields)


def _from_field(table: ItemTable, field: Field) -> dict[str, str]:
    found = {}
    for name, codes in (table.parts or {}).items():
        first = (field.get(code) for code in codes)
        found[name] = (
            next(filter(None, first), "") if name in table.first_only else field.get(codes)
        )
    if table.otherwise:
        found["status_code"] = _state(table, field)
    return found


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
        if field.tag == "101@":
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

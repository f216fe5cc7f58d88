"""Copies as each product writes them: in 952, 852, 999, ITM, 876, on PICA+ levels 1 and 2, in CSV.

A field is (tag, indicators or occurrence, subfields). These shapes go into a local record or stand
alone in a list of holdings.
"""

from collections.abc import Callable, Iterator, Sequence

from nation.holdings import Item

Field = tuple[str, str, tuple[tuple[str, str], ...]]

CSV_COLUMNS = ("titelnr", "exemplaarnr", "vestiging", "plaatskenmerk", "status", "uitleen")


def copy_fields(product: str, items: Sequence[Item]) -> list[Field]:
    """The copies of one record, as the fields of a product that writes MARC 21 or PICA+."""
    return list(_WRITERS[product](items))


def csv_values(item: Item, number: str) -> tuple[str, ...]:
    """A copy as the values of `CSV_COLUMNS`; `number` is that of the title."""
    return (
        number, item.barcode, item.branch_code, item.shelf_mark, item.status_code,
        item.lending_code,
    )  # fmt: skip


def _field(tag: str, mark: str, *parts: tuple[str, str]) -> Field:
    return tag, mark, tuple([part for part in parts if part[1]])


def _wise(items: Sequence[Item]) -> Iterator[Field]:
    """A 101@ opens each library's copies; level 2 counts from 01 in each."""
    library, place = "", 0
    for item in items:
        if item.library != library:
            library, place = item.library, 0
            yield _field("101@", "", ("a", str(int(library[6:9]) + 300)))
        place += 1
        at = f"{place:02}"
        yield _field("203@", at, ("0", item.item_id))
        yield _field("208@", at, ("a", "14-03-24"), ("b", item.status_code))
        yield _field(
            "209A", at, ("a", item.shelf_mark), ("f", item.branch_code), ("d", item.lending_code)
        )
        yield _field("209G", at, ("a", item.barcode))
        if item.part:
            yield _field("231B", at, ("a", item.part))


def _vsmart(items: Sequence[Item]) -> Iterator[Field]:
    for item in items:
        yield _field(
            "852", "  ", ("b", item.branch_code), ("h", item.shelf_mark), ("p", item.barcode),
            ("x", item.status_code), ("y", item.lending_code), ("3", item.part),
        )  # fmt: skip


def _koha(items: Sequence[Item]) -> Iterator[Field]:
    """Koha says a state by flags: $0 withdrawn, $1 lost, $7 not for loan yet, $q the date due.

    It has none for a copy on its way or on the hold shelf: those read as on the shelf.
    """
    for item in items:
        yield _field(
            "952", "  ",
            ("0", "1" if item.state == "withdrawn" else "0"),
            ("1", "1" if item.state in ("missing", "lost") else "0"),
            ("7", "-1" if item.state in ("on_order", "in_process") else "0"),
            ("a", item.branch_code), ("b", item.branch_code), ("h", item.part),
            ("o", item.shelf_mark), ("p", item.barcode),
            ("q", item.due.isoformat() if item.due else ""),
            ("y", item.lending_code), ("9", item.item_id),
        )  # fmt: skip


def _alma(items: Sequence[Item]) -> Iterator[Field]:
    """H52 is a holding, ITM a copy; $H names the holding of a copy."""
    holdings: dict[str, str] = {}
    for item in items:
        if item.branch_code not in holdings:
            holdings[item.branch_code] = f"22{item.item_id[2:15]}"
            yield _field(
                "H52", "  ", ("8", holdings[item.branch_code]), ("b", item.branch_code),
                ("c", "OPEN"), ("h", item.shelf_mark),
            )  # fmt: skip
    for item in items:
        yield _field(
            "ITM", "  ", ("H", holdings[item.branch_code]), ("a", item.item_id),
            ("b", item.barcode), ("n", item.shelf_mark), ("p", item.lending_code),
            ("s", item.status_code), ("z", item.part),
        )  # fmt: skip


def _evergreen(items: Sequence[Item]) -> Iterator[Field]:
    """The first $b owns the copy, the second lends it."""
    for item in items:
        yield _field(
            "852", "4 ", ("b", item.branch_code), ("b", item.branch_code), ("c", "Open opstelling"),
            ("j", item.shelf_mark), ("p", item.barcode), ("x", item.lending_code),
            ("z", item.status_code), ("3", item.part),
        )  # fmt: skip


def _sirsi(items: Sequence[Item]) -> Iterator[Field]:
    """$l is where a copy belongs; $k, where it is now, is left out when it stands there."""
    for item in items:
        here = item.status_code == "STACKS"
        yield _field(
            "999", "  ", ("a", item.shelf_mark), ("w", "ALPHANUM"), ("i", item.barcode),
            ("k", "" if here else item.status_code), ("l", "STACKS"), ("m", item.branch_code),
            ("t", item.lending_code), ("v", item.part),
        )  # fmt: skip


def _folio(items: Sequence[Item]) -> Iterator[Field]:
    """852 for each branch, 876 for each copy; $8 ties them."""
    places: dict[str, str] = {}
    for item in items:
        if item.branch_code not in places:
            places[item.branch_code] = str(len(places) + 1)
            link = ("8", places[item.branch_code])
            yield _field("852", "8 ", link, ("b", item.branch_code), ("h", item.shelf_mark))
    for item in items:
        yield _field(
            "876", "  ", ("8", places[item.branch_code]), ("a", item.item_id), ("p", item.barcode),
            ("j", item.status_code), ("h", item.lending_code), ("3", item.part),
        )  # fmt: skip


_WRITERS: dict[str, Callable[[Sequence[Item]], Iterator[Field]]] = {
    "wise": _wise,
    "vsmart": _vsmart,
    "koha": _koha,
    "alma": _alma,
    "evergreen": _evergreen,
    "sirsi": _sirsi,
    "folio": _folio,
}

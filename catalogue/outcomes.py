"""What reading a source record comes to: normalized or rejected, and what is to be mended."""

from typing import Literal

from catalogue.model import BibliographicRecord, Value


class LocalItem(Value):
    """One copy as a library system delivered it: its codes are still that system's own."""

    item_id: str
    branch_code: str
    status_code: str = ""
    lending_code: str = ""
    shelf_mark: str = ""
    barcode: str = ""
    part: str = ""


class Problem(Value):
    """What is wrong with a record: field, value, rule, and the remedy in two languages."""

    record: str
    field: str
    value: str
    rule: str
    remedy_nl: str
    remedy_en: str
    severity: Literal["warning", "error"] = "warning"


class Normalized(Value):
    """A bibliographic record with the copies that travelled with it and what was noticed."""

    record: BibliographicRecord
    items: tuple[LocalItem, ...] = ()
    problems: tuple[Problem, ...] = ()


class Rejected(Value):
    """A record that could not be read, with the reason its source needs to mend it."""

    source: str
    number: str
    reason: str
    problems: tuple[Problem, ...] = ()

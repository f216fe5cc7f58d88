"""What may stay of deliveries that can carry a reader: one table a dialect, in `may_stay/`.

Everything that a table does not name is taken out before anything is landed. `normalize/` knows
what fields mean; here stands only which of them are let in.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.errors import SourceError
from ingest.sources import Source

TABLES = Path(__file__).parent / "may_stay"

_OF_LIBRARIES = "local_"
"""How the names of library systems' dialects begin."""

_TAG = re.compile(r"[0-9A-Z@]{3,4}")


@dataclass(frozen=True)
class StayTable:
    """The fields, subfields and columns of one dialect that may be landed."""

    dialect: str
    description: re.Pattern[str]
    never: frozenset[str] = frozenset()
    subfields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    required: str = ""
    delimiter: str = ","

    def stays_whole(self, tag: str) -> bool:
        """True for a field of the description, which names no reader."""
        named = tag in self.never or tag in self.subfields
        return not named and self.description.fullmatch(tag) is not None

    def stays(self, tag: str, code: str, value: str) -> bool:
        """True where this subfield may be landed with this value."""
        return (
            code != "" and code in self.subfields.get(tag, "") and self.fits(f"{tag} {code}", value)
        )

    def fits(self, place: str, value: str) -> bool:
        """True where nothing is said about the values of `place`, or this is one of them."""
        pattern = self.values.get(place)
        return pattern is None or pattern.fullmatch(value.strip()) is not None


def name_of(tag: str, code: str = "") -> str:
    """How a field is named in counts; a tag that is none is not repeated, it may be a reader."""
    shown = tag if _TAG.fullmatch(tag) else "?"
    sign = code if len(code) == 1 and code.isascii() and code.isalnum() else "?"
    return f"{shown} ${sign}" if code else shown


def stay_table(source: Source) -> StayTable | None:
    """The table for deliveries of `source`; None where they cannot carry a reader.

    A dialect with a table is always stripped, whoever hands it over. Raises SourceError for an
    installation, or a dialect of library systems, that has none.
    """
    if (TABLES / f"{source.dialect}.toml").exists():
        return load_stay_table(source.dialect)
    if source.installation or source.dialect.startswith(_OF_LIBRARIES):
        known = ", ".join(sorted(path.stem for path in TABLES.glob("*.toml")))
        raise SourceError(
            f"source {source.name}: nothing says what may stay of dialect {source.dialect}, so "
            f"nothing of it is landed; write such a table, or use one of {known}"
        )
    return None


@cache
def load_stay_table(dialect: str) -> StayTable:
    """The table of a dialect, as it stands in `may_stay/`."""
    table = _extended(dialect)
    return StayTable(
        dialect=table["dialect"],
        description=re.compile("|".join(table.get("description", ())) or "(?!)"),
        never=frozenset(table.get("never", ())),
        subfields=table.get("subfields", {}),
        values={place: re.compile(text) for place, text in table.get("values", {}).items()},
        columns=frozenset(table.get("columns", ())),
        required=table.get("required", ""),
        delimiter=table.get("delimiter", ","),
    )


def _extended(dialect: str) -> dict[str, Any]:
    """The table with what it takes over from the one that it extends."""
    table = tomllib.loads((TABLES / f"{dialect}.toml").read_text(encoding="utf-8"))
    if "extends" not in table:
        return table
    base = _extended(table["extends"])
    fields = table.get("subfields", {})
    kept = {p: v for p, v in base.get("values", {}).items() if p.split()[0] not in fields}
    return {
        **base,
        **table,
        "subfields": {**base.get("subfields", {}), **fields},
        "values": {**kept, **table.get("values", {})},
    }

"""A source's dialect: its table of rules, read once from `tables/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from catalogue.errors import SettingsError
from normalize.rules import Rule

TABLES = Path(__file__).parent / "tables"

Family = Literal["marc21", "pica", "csv"]


@dataclass(frozen=True)
class ItemTable:
    """Where the copies stand in a record, and which subfields name their state."""

    tag: str = ""
    opens: str = ""
    parts: Mapping[str, str] | None = None
    tagged: Mapping[str, str] | None = None
    columns: Mapping[str, str] | None = None
    first_only: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Profile:
    """How one dialect is read. Picklable, so that it travels to Spark's workers."""

    dialect: str
    family: Family
    description: str
    rules: tuple[Rule, ...]
    language_lists: tuple[str, ...]
    number_tag: str
    number_subfield: str
    number_scheme: str
    delimiter: str = ","
    items: tuple[ItemTable, ...] = ()

    @property
    def assumed(self) -> tuple[str, ...]:
        """The tags that are assumed for this dialect, not verified."""
        tags = [rule.tag for rule in self.rules if rule.assumed]
        return tuple(dict.fromkeys(tags))


@cache
def load_profile(dialect: str) -> Profile:
    """The profile of a dialect; raises SettingsError where there is no such table."""
    if dialect not in dialects():
        raise SettingsError(f"no dialect {dialect}; there are {', '.join(dialects())}")
    raw = load_table(dialect)
    return Profile(
        dialect=raw["dialect"],
        family=raw["family"],
        description=raw["description"],
        rules=tuple(Rule(**rule) for rule in raw["rules"]),
        language_lists=tuple(raw["language_lists"]),
        number_tag=raw["number"]["tag"],
        number_subfield=raw["number"].get("subfield", ""),
        number_scheme=raw["number_scheme"],
        delimiter=raw.get("delimiter", ","),
        items=tuple(_item_table(each) for each in raw.get("items", ())),
    )


@cache
def dialects() -> tuple[str, ...]:
    """The names of the dialects that have a table."""
    files = sorted(TABLES.glob("*.toml"))
    return tuple(f.stem for f in files if "\ndialect = " in f.read_text(encoding="utf-8"))


@cache
def load_table(name: str) -> dict[str, Any]:
    """A table of `tables/` as it stands; callers do not change it."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def _item_table(raw: dict[str, Any]) -> ItemTable:
    states = tuple((code, state) for code, state in raw.get("states", ()))
    rest = {name: value for name, value in raw.items() if name not in ("states", "first_only")}
    return ItemTable(**rest, states=states, first_only=tuple(raw.get("first_only", ())))

"""A source's dialect: its table of rules, read once from `tables/`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from catalogue.errors import SettingsError
from normalize.rules import Plans, Rule, make_plans

TABLES = Path(__file__).parent / "tables"

_KIND_OF_RECORD = ("002@",)
"""Looked at beside the leader, to tell authority records and those of a whole from others."""

OPENS_LIBRARY = "101@"
"""PICA+: what follows is of one library, up to the next."""
_NAMED = re.compile(r"^dialect\s*=", re.M)
"""What the table of a dialect says, and a list of codes does not."""

Family = Literal["marc21", "pica", "csv", "onix", "isbn", "dcx"]

Table = Mapping[str, Any]
"""A table as TOML has it."""


@dataclass(frozen=True)
class ItemTable:
    """Where the copies stand in a record, and which subfields name their state.

    `linked`: another field that says where the copy stands; `link` are the subfield of the copy and
    that of the other field that must be alike up to a full stop, and without them the last one
    before the copy is meant. `linked_parts` are what is taken from it.
    """

    tag: str = ""
    opens: str = ""
    parts: Mapping[str, str] | None = None
    tagged: Mapping[str, str] | None = None
    columns: Mapping[str, str] | None = None
    first_only: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""
    linked: str = ""
    link: str = ""
    linked_parts: Mapping[str, str] | None = None
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
    provisional: bool = False
    items: tuple[ItemTable, ...] = ()

    @cached_property
    def plans(self) -> Plans:
        """The rules made ready, by tag."""
        return make_plans(self.rules)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The tags that are looked at: a reader may leave out all others."""
        tags = {self.number_tag, "LDR", *_KIND_OF_RECORD, *self.plans}
        for table in self.items:
            places = [place.split()[0] for place in (table.tagged or {}).values()]
            places += [OPENS_LIBRARY] if places else []
            tags.update((table.tag, table.opens, table.linked, *places))
        return frozenset(tags - {""})

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
    return profile_of(load_table(dialect))


def profile_of(table: Table, extended: Table | None = None) -> Profile:
    """The profile of a table as it stands in its file; `extended`: another one for it to extend.

    The table is taken to be right: `table_check` says whether it is.
    """
    base = extended or _base(table)
    raw = {**base, **table}
    return Profile(
        dialect=raw["dialect"],
        family=raw["family"],
        description=raw["description"],
        rules=_rules(table, base),
        language_lists=tuple(raw["language_lists"]),
        number_tag=raw["number"]["tag"],
        number_subfield=raw["number"].get("subfield", ""),
        number_scheme=raw["number_scheme"],
        delimiter=raw.get("delimiter", ","),
        provisional=raw.get("provisional", False),
        items=tuple(_item_table(each) for each in raw.get("items", ())),
    )


def _base(table: Table) -> Table:
    """The table that another extends; raises SettingsError for one that extends itself."""
    if "extends" not in table:
        return {}
    base = load_table(table["extends"])
    if base.get("extends") == table["extends"]:
        raise SettingsError(
            f"the table {table['extends']} extends itself; give it a name of its own, or write it "
            "out whole"
        )
    return base


@cache
def dialects() -> tuple[str, ...]:
    """The names of the dialects that have a table."""
    files = sorted(TABLES.glob("*.toml"))
    return tuple(f.stem for f in files if _NAMED.search(f.read_text(encoding="utf-8")))


@cache
def load_table(name: str) -> dict[str, Any]:
    """A table of `tables/` as it stands; callers do not change it."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def _rules(table: Table, base: Table) -> tuple[Rule, ...]:
    """A table's own rules, then those of the table it extends but for the tags of `without`."""
    own = tuple(Rule(**rule) for rule in table.get("rules", ()))
    if not base:
        return own
    dropped = table.get("without", ())
    return (*own, *(rule for rule in profile_of(base).rules if rule.bare_tag not in dropped))


def _item_table(raw: dict[str, Any]) -> ItemTable:
    states = tuple((code, state) for code, state in raw.get("states", ()))
    rest = {name: value for name, value in raw.items() if name not in ("states", "first_only")}
    return ItemTable(**rest, states=states, first_only=tuple(raw.get("first_only", ())))

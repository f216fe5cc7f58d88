"""The facts that the made-up country starts from: organisations, towns, products and systems."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILES = ("network_profile.toml", "systems.toml", "organisations.toml", "towns.toml")
"""Everything that decides what libraries there are and what becomes of their copies."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A library organisation; `inhabitants` are thousands, 0 for one that serves no town.

    `kind` is public, public_and_poi, poi, special or national.
    """

    isil: str
    name: str
    city: str
    province: str
    poi: str
    latitude: float
    longitude: float
    kind: str
    plus: bool
    inhabitants: int

    @property
    def number(self) -> int:
        """The four digits of the ISIL that name the organisation."""
        return int(self.isil[5:9])


@dataclass(frozen=True, slots=True)
class Town:
    """A town of an organisation, with thousands of inhabitants."""

    organisation: str
    name: str
    latitude: float
    longitude: float
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Installation:
    """A running library system and how its messages behave.

    `states` are its codes by state in our words, `own_states` further codes that it uses for
    a state, `undeclared` those that no table maps; `batch_minutes` 0 sends at once.
    """

    name: str
    index: int
    product: str
    dialect: str
    file: str
    numbers: str
    branch_code: str
    organisations: tuple[str, ...]
    states: dict[str, str]
    lending: dict[str, str]
    own_states: tuple[tuple[str, str], ...]
    undeclared: tuple[str, ...]
    batch_minutes: int
    delay_seconds: int
    clock_seconds: int
    silence: float
    fresh_hours: int
    probable_days: int


@cache
def profile() -> dict[str, Any]:
    """The tunable numbers of libraries, copies and events."""
    return _table("network_profile.toml")


def fingerprint() -> str:
    """The sha256 of all the files that decide (64 hex digits)."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((FOLDER / name).read_bytes())
    return digest.hexdigest()


@cache
def organisations() -> tuple[Organisation, ...]:
    """All organisations, in the order of the four digits that name them."""
    rows = [Organisation(**row | {"plus": row["plus"] == "yes"}) for row in _rows("organisations")]
    return tuple(sorted(rows, key=lambda each: each.number))


@cache
def towns() -> dict[str, tuple[Town, ...]]:
    """The towns of each organisation, its main town first."""
    found: dict[str, list[Town]] = {}
    for row in _rows("towns"):
        town = Town(name=row.pop("town"), **row)
        found.setdefault(town.organisation, []).append(town)
    return {isil: tuple(rows) for isil, rows in found.items()}


@cache
def installations() -> tuple[Installation, ...]:
    """The running library systems, in the order of the table; `index` is the place in it."""
    table = _table("systems.toml")
    isils = {each.number: each.isil for each in organisations()}
    found = []
    for index, (name, own) in enumerate(table["systems"].items()):
        product = table["products"][own["product"]]
        said = {**product, **own}
        found.append(
            Installation(
                name=name,
                index=index,
                organisations=tuple(isils[number] for number in own["organisations"]),
                own_states=tuple((state, code) for state, code in own.get("own_states", ())),
                undeclared=tuple(own.get("undeclared", ())),
                clock_seconds=own.get("clock_seconds", 0),
                **{field: said[field] for field in _SAID},
            )
        )
    return tuple(found)


_SAID = (
    "product", "dialect", "file", "numbers", "branch_code", "states", "lending", "batch_minutes",
    "delay_seconds", "silence", "fresh_hours", "probable_days",
)  # fmt: skip


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, Any]]:
    table = _table(f"{name}.toml")
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]

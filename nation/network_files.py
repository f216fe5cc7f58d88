"""The network as files: one TOML that a catalogue can load, and tables with all the rest."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nation.branches import Branch
from nation.calendar_days import DAYS, holidays
from nation.changes import Changes, changes
from nation.directory import Installation, Organisation, profile
from nation.libraries import Libraries, libraries
from nation.network_tables import tables

ORIGIN = (
    "# A made-up country of libraries. ISILs are test codes; names, towns and provinces are real,\n"
    "# branches, vans, days, hours and systems are invented.\n"
)


def write_network(folder: Path, seed: int) -> None:
    """Write `network.toml` of day 1, that of the day of the merger, and tables beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    country, planned = libraries(seed), changes(seed)
    day = planned.merger.day
    for name, text in (
        ("network.toml", network_text(country, planned, day=1)),
        (f"network-day-{day:02}.toml", network_text(country, planned, day=day)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, rows in tables(country, planned).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def network_text(country: Libraries, planned: Changes, *, day: int) -> str:
    """Libraries, branches, hubs, vans, policies and installations of a day, as one TOML text."""
    parts = [ORIGIN, _table("night_line", _night_line())]
    parts += [_table(f"hubs.{hub.code}", {"name": hub.name}) for hub in country.hubs]
    for van in country.vans:
        stops = [planned.isil(isil, day) for isil in van.branches]
        said = {"hub": van.hub, "days": list(van.days), "branches": stops}
        parts.append(_table(f"vans.{van.code}", said))
    parts += [_table(f"policies.{name}", _policy(name)) for name in profile()["policies"]]
    for each in country.organisations.values():
        if planned.library(each.isil, day) == each.isil:
            parts.append(_table(f"libraries.{each.isil}", _library(each, country)))
    for branch in country.branches.values():
        name = f"branches.{planned.isil(branch.isil, day)}"
        parts.append(_table(name, _branch(branch, planned, day)))
    for system in country.installations:
        parts += _installation(system, country, planned, day)
    return "\n".join(parts)


def _table(name: str, values: Mapping[str, Any]) -> str:
    """One TOML table; strings, numbers, truths and lists are written as JSON writes them."""
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"[{name}]\n" + "\n".join(lines) + "\n"


def _night_line() -> dict[str, Any]:
    line, start = profile()["night_line"], profile()["calendar"]["start"]
    closed = [day for year in (start.year, start.year + 1) for day in holidays(year)]
    days = [
        day.isoformat() for day in closed if day >= start and DAYS[day.weekday()] in line["days"]
    ]
    return {**line, "closed": days}


def _policy(name: str) -> dict[str, Any]:
    rules = profile()["policies"][name]
    said = {
        "fee": float(rules["fees"].get("book", 0.0)),
        "pick_cut_off": rules["pick_cut_off"],
        "carriers_not_lent": rules["not_lent"],
        "new_title_days": rules["new_title_days"],
    }
    return said | ({"suspended": True} if rules.get("suspended") else {})


def _library(organisation: Organisation, country: Libraries) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": organisation.name,
        "city": organisation.city,
        "province": organisation.province,
        "poi": organisation.poi,
        "policy": country.policies[organisation.isil],
        "fair_share": fair_share(organisation),
    }
    return said | ({"plus": True} if organisation.plus else {})


def fair_share(organisation: Organisation) -> float:
    """The share of lending that an organisation agreed to, as its inhabitants say; in tenths."""
    return max(3, organisation.inhabitants // 15, 12 if organisation.plus else 0) / 10


def _branch(branch: Branch, planned: Changes, day: int) -> dict[str, Any]:
    gone = planned.is_gone(branch.isil, day)
    return {
        "library": planned.library(branch.organisation, day),
        "name": branch.name,
        "kind": branch.kind,
        "latitude": branch.latitude,
        "longitude": branch.longitude,
        "open": [] if gone else [name for name, _, _ in branch.hours],
        "closed": [closed.isoformat() for closed in branch.closed],
    }


def _installation(
    system: Installation, country: Libraries, planned: Changes, day: int
) -> Iterator[str]:
    """The system, its branch codes, and those codes of its own that it has declared."""
    isils = dict.fromkeys(planned.library(isil, day) for isil in system.organisations)
    said = {
        "profile": system.product,
        "dialect": system.dialect,
        "isils": list(isils),
        "fresh_hours": system.fresh_hours,
        "probable_days": system.probable_days,
    }
    name = f"installations.{system.name}"
    yield _table(name, said)
    codes = {
        json.dumps(country.codes[branch.isil]): planned.isil(branch.isil, day)
        for branch in country.branches_in(system)
    }
    yield _table(f"{name}.branch_codes", codes)
    declared = {
        json.dumps(code): state
        for state, code in system.own_states
        if code not in system.undeclared
    }
    if declared:
        yield _table(f"{name}.status_codes", declared)

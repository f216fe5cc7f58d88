"""What a catalogue's network file has no room for: hours, capacity, rhythms, rates, changes."""

from collections.abc import Iterator
from datetime import date, timedelta

from nation.calendar_days import DAYS
from nation.changes import Changes
from nation.directory import profile
from nation.libraries import Libraries
from nation.transport import hub_of

Row = tuple[object, ...]
MATERIALS = (
    "book", "large_print", "dyslexia_edition", "braille", "audio_cd", "audio_mp3_cd", "daisy",
    "music_cd", "dvd", "blu_ray", "sheet_music", "map", "serial", "game", "software",
    "book_and_audio", "object",
)  # fmt: skip
"""The carriers that can lie on a shelf."""


def tables(country: Libraries, planned: Changes) -> dict[str, list[Row]]:
    """Rows by table, the first of each its column names."""
    return {
        "organisations": [*_organisations(country)],
        "branches": [*_branches(country)],
        "hubs": [*_hubs(country)],
        "vans": [*_vans(country)],
        "policies": [*_policies()],
        "systems": [*_systems(country)],
        "codes": [*_codes(country)],
        "changes": [*_changes(planned)],
    }


def _organisations(country: Libraries) -> Iterator[Row]:
    yield ("isil", "name", "city", "province", "poi", "hub", "kind", "plus", "inhabitants",
           "latitude", "longitude", "policy", "installation")  # fmt: skip
    for each in country.organisations.values():
        system, plus = country.system_of[each.isil].name, "yes" if each.plus else ""
        yield (each.isil, each.name, each.city, each.province, each.poi, hub_of(each), each.kind,
               plus, each.inhabitants * 1000, each.latitude, each.longitude,
               country.policies[each.isil], system)  # fmt: skip


def _branches(country: Libraries) -> Iterator[Row]:
    yield ("isil", "organisation", "name", "kind", "town", "latitude", "longitude", "code",
           "picks_a_day", *DAYS, "closed")  # fmt: skip
    for branch in country.branches.values():
        hours = {day: f"{opens}-{closes}" for day, opens, closes in branch.hours}
        yield (branch.isil, branch.organisation, branch.name, branch.kind, branch.town,
               branch.latitude, branch.longitude, country.codes[branch.isil], branch.picks_a_day,
               *(hours.get(day, "") for day in DAYS),
               " ".join(day.isoformat() for day in branch.closed))  # fmt: skip


def _hubs(country: Libraries) -> Iterator[Row]:
    yield ("code", "name", "kind", "city", "latitude", "longitude")
    for hub in country.hubs:
        yield (hub.code, hub.name, hub.kind, hub.city, hub.latitude, hub.longitude)


def _vans(country: Libraries) -> Iterator[Row]:
    yield ("code", "hub", "days", "departs", "branches")
    for van in country.vans:
        yield (van.code, van.hub, " ".join(van.days), van.departs, " ".join(van.branches))


def _policies() -> Iterator[Row]:
    yield ("policy", "material", "lent", "fee", "loan_days", "new_title_days", "daily_maximum",
           "pick_cut_off", "suspended")  # fmt: skip
    for name, rules in profile()["policies"].items():
        suspended = bool(rules.get("suspended"))
        for material in MATERIALS:
            lent = not suspended and material not in rules["not_lent"]
            yield (name, material, "yes" if lent else "", f"{rules['fees'].get(material, 0.0):.2f}",
                   rules["loan_days"], rules["new_title_days"], rules["daily_maximum"],
                   rules["pick_cut_off"], "yes" if suspended else "")  # fmt: skip


def _systems(country: Libraries) -> Iterator[Row]:
    yield ("installation", "product", "dialect", "file", "numbers", "organisations",
           "batch_minutes", "delay_seconds", "clock_seconds", "silent_days",
           "carelessness")  # fmt: skip
    for system in country.installations:
        yield (system.name, system.product, system.dialect, system.file, system.numbers,
               " ".join(system.organisations), system.batch_minutes, system.delay_seconds,
               system.clock_seconds, system.silence,
               f"{country.carelessness[system.index] / 1_000_000:.2f}")  # fmt: skip


def _codes(country: Libraries) -> Iterator[Row]:
    """Every code of every system: its meaning, and whether a network file declares it."""
    yield ("installation", "kind", "code", "means", "declared")
    for system in country.installations:
        for state, code in system.states.items():
            yield (system.name, "state", code, state, "yes")
        for state, code in system.own_states:
            yield (system.name, "state", code, state, "" if code in system.undeclared else "yes")
        for kind, code in system.lending.items():
            yield (system.name, "lending", code, kind, "yes")
        for branch in country.branches_in(system):
            yield (system.name, "branch", country.codes[branch.isil], branch.isil, "yes")


def _changes(planned: Changes) -> Iterator[Row]:
    yield ("date", "kind", "before", "after")
    for move in planned.moves:
        yield (_date(move.day), "branch_moved", move.moved_from, move.moved_to)
    merger = planned.merger
    yield (_date(merger.day), "organisations_merged", merger.joins, merger.joined)
    for before, after in merger.branches.items():
        yield (_date(merger.day), "branch_renumbered", before, after)


def _date(day: int) -> str:
    start: date = profile()["calendar"]["start"]
    return (start + timedelta(days=day - 1)).isoformat()

"""Hubs, vans and policies of the made-up country: how a copy travels, and under what rules."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from nation.branches import Branch
from nation.calendar_days import DAYS
from nation.directory import Organisation, profile
from nation.randomness import Choices, stream

NATIONAL = "nieuwegein"
"""Where the night line sorts: distributieibl.nl, 2011-2014."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Where the vans of one provincial organisation meet; `kind` is poi or national."""

    code: str
    name: str
    kind: str
    city: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Van:
    """A round of branches on its days; it leaves its hub at `departs`."""

    code: str
    hub: str
    days: tuple[str, ...]
    departs: str
    branches: tuple[str, ...]


def hubs(organisations: Sequence[Organisation]) -> tuple[Hub, ...]:
    """One hub a provincial organisation, where it or its largest library stands, and Nieuwegein."""
    found: dict[str, Organisation] = {}
    for each in organisations:
        held = found.get(each.poi)
        if each.poi and (held is None or _rank(each) > _rank(held)):
            found[each.poi] = each
    at = [Hub(_slug(poi), poi, "poi", o.city, o.latitude, o.longitude) for poi, o in found.items()]
    return (*at, Hub(NATIONAL, "Landelijke sortering", "national", "Nieuwegein", 52.03, 5.09))


def _rank(organisation: Organisation) -> tuple[bool, int]:
    return "poi" in organisation.kind, organisation.inhabitants


def hub_of(organisation: Organisation) -> str:
    """The code of the hub that serves an organisation; empty where it has none."""
    return _slug(organisation.poi)


def _slug(poi: str) -> str:
    """`ZB Bibliotheek van Zeeland` becomes `zb-bibliotheek-van-zeeland`."""
    bare = unicodedata.normalize("NFKD", poi.lower()).encode("ascii", "ignore").decode()
    plain = "".join(c if c.isalnum() else " " for c in bare)
    return "-".join(plain.split())


def vans(
    organisations: Sequence[Organisation], branches: Sequence[Branch], seed: int
) -> tuple[Van, ...]:
    """The rounds: Plus libraries have their own, others share one; a library bus is one more.

    Schools and organisations without a provincial organisation have none.
    """
    found: list[Van] = []
    for hub in dict.fromkeys(map(hub_of, organisations)):
        if not hub:
            continue
        served = [each for each in organisations if hub_of(each) == hub]
        chance = stream(seed, f"vans/{hub}", 0)
        for number, stops in enumerate(_rounds(served, branches), start=1):
            plus = any(o.plus for o in served if o.isil == stops[0].organisation)
            code = f"{hub}-{number:02}"
            days = _days(chance, plus=plus)
            found.append(Van(code, hub, days, _departs(chance), tuple(b.isil for b in stops)))
        found += _buses(hub, served, branches)
    return tuple(found)


def _rounds(served: Sequence[Organisation], branches: Sequence[Branch]) -> Iterator[list[Branch]]:
    most = profile()["vans"]["most_stops"]
    shared: list[Branch] = []
    for organisation in served:
        stops = [b for b in branches if b.organisation == organisation.isil and _has_round(b)]
        if organisation.plus or len(stops) > most:
            yield from (stops[at : at + most] for at in range(0, len(stops), most))
        elif len(shared) + len(stops) > most:
            yield shared
            shared = stops
        else:
            shared = shared + stops
    if shared:
        yield shared


def _has_round(branch: Branch) -> bool:
    return branch.kind not in ("school", "mobile_stop")


def _days(chance: Random, *, plus: bool) -> tuple[str, ...]:
    rules = profile()["vans"]
    count = rules["days_plus"] if plus else chance.choice(rules["days_others"])
    return tuple(DAYS[day] for day in sorted(chance.sample(range(5), count)))


def _departs(chance: Random) -> str:
    return f"{chance.choice((6, 7, 7, 8))}:{chance.choice(('00', '15', '30', '45'))}".zfill(5)


def _buses(hub: str, served: Sequence[Organisation], branches: Sequence[Branch]) -> Iterator[Van]:
    """A library bus comes back to its hub; it calls on the days of its stops."""
    for organisation in served:
        stops = [
            b for b in branches if b.organisation == organisation.isil and b.kind == "mobile_stop"
        ]
        if stops:
            days = tuple(day for day in DAYS if any(day == b.hours[0][0] for b in stops))
            isils = tuple(b.isil for b in stops)
            yield Van(f"{hub}-bus-{organisation.number}", hub, days, "09:00", isils)


def policy_of(organisation: Organisation, seed: int) -> str:
    """The name of the rules under which an organisation lends."""
    if organisation.kind in ("special", "national"):
        return "national"
    if organisation.plus or "poi" in organisation.kind:
        return "plus"
    table = profile()["policies"]
    names: Choices[str] = Choices(table, [rules["share"] for rules in table.values()])
    return names.draw(stream(seed, "policy", organisation.number))

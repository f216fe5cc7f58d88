"""The branches of the made-up country: how many, what kinds, where, and when they are open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nation.calendar_days import DAYS, holidays, school_holidays
from nation.directory import Organisation, Town, profile, towns
from nation.randomness import happens, in_parts, stream

PARTS_OF_TOWN = (
    ("Noord", 1, 0), ("Zuid", -1, 0), ("Oost", 0, 1), ("West", 0, -1), ("Zuidoost", -1, 1),
    ("Noordwest", 1, -1), ("Noordoost", 1, 1), ("Zuidwest", -1, -1), ("Parkwijk", 1, 0),
    ("Stationsbuurt", 0, 1), ("Waterwijk", -1, 0), ("Bloemenwijk", 0, -1), ("Molenwijk", 1, 1),
    ("Schilderswijk", -1, -1), ("Vogelwijk", 1, -1), ("Havenkwartier", -1, 1), ("Tuindorp", 1, 0),
    ("Nieuwland", 0, 1), ("De Hoven", -1, 0), ("Kerkbuurt", 0, -1), ("De Akkers", 1, 1),
    ("Vogelenzang", -1, -1), ("De Meent", 1, -1), ("Zonnehoek", -1, 1), ("Rozenbuurt", 0, 1),
    ("De Weide", 1, 0), ("Bosrand", -1, 0), ("Het Eiland", 0, -1), ("Componistenwijk", 1, 1),
    ("Rivierenbuurt", -1, 1),
)  # fmt: skip
"""Names of parts of towns, with the way in which they lie from the centre (north, east)."""

SCHOOLS = (
    "De Regenboog", "De Klimop", "De Vuurvlinder", "Het Kompas", "De Zonnewijzer", "De Bron",
    "De Wegwijzer", "Het Mozaïek", "De Kameleon", "De Ark", "De Springplank", "De Windroos",
)  # fmt: skip
PICK_UP_PLACES = ("Station", "Gemeentehuis", "Zorgcentrum", "Dorpshuis", "Sporthal", "Supermarkt")
STOPS = ("Kerkplein", "Dorpsstraat", "Schoolplein", "Brink")


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of an organisation; `hours` are (day, from, until), `fullness` how much it holds.

    `kind` is public, school, depot, mobile_stop, pick_up_point or poi_collection.
    """

    isil: str
    organisation: str
    name: str
    kind: str
    town: str
    latitude: float
    longitude: float
    hours: tuple[tuple[str, str, str], ...]
    closed: tuple[date, ...]
    picks_a_day: int
    fullness: int
    main: bool


@dataclass(frozen=True, slots=True)
class _Site:
    """A branch before it has a number."""

    name: str
    kind: str
    town: Town
    north: int
    east: int
    thousands: int
    main: bool = False


def branches_of(organisation: Organisation, seed: int) -> tuple[Branch, ...]:
    """The branches of an organisation: the same for the same seed."""
    chance = stream(seed, "branches", organisation.number)
    sites = list(_sites(organisation, chance))
    return tuple(
        _branch(organisation, site, place, chance) for place, site in enumerate(sites, start=1001)
    )


def _sites(organisation: Organisation, chance: Random) -> Iterator[_Site]:
    rules = profile()["branches"]
    served = towns().get(organisation.isil, ())
    if organisation.inhabitants:
        for town in served:
            yield from _in_town(town, organisation, main=town is served[0])
        yield from _extra(organisation, served, chance)
    if organisation.kind in ("special", "national"):
        thousands = profile()["copies"]["special"][organisation.kind]
        yield _Site("Leeszaal", "public", served[0], 0, 0, thousands // 3, main=True)
        yield _Site("Magazijn", "depot", served[0], 0, 1, thousands)
    if "poi" in organisation.kind:
        town = Town(organisation.isil, organisation.city, *_place(organisation), 0)
        thousands = profile()["copies"]["special"][organisation.kind]
        yield _Site("Steuncollectie", "poi_collection", town, 0, 0, thousands, main=True)
    elif organisation.inhabitants > rules["depot_above"]:
        yield _Site("Depot", "depot", served[0], -1, 1, organisation.inhabitants // 5)


def _place(organisation: Organisation) -> tuple[float, float]:
    return organisation.latitude, organisation.longitude


def _in_town(town: Town, organisation: Organisation, *, main: bool) -> Iterator[_Site]:
    """The public branches of a town: one in its centre, more as more people live there."""
    rules = profile()["branches"]
    people = min(town.inhabitants, organisation.inhabitants)
    if people < rules["smallest_public"] and not main:
        yield _Site(town.name, "pick_up_point", town, 0, 0, people)
        return
    count = min(max(1, round(people / rules["inhabitants_each"])), len(PARTS_OF_TOWN) + 1)
    yield _Site(f"{town.name} Centrum" if count > 1 else town.name, "public", town, 0, 0,
                people * (2 if main else 1) // (count + 1), main=main)  # fmt: skip
    for name, north, east in PARTS_OF_TOWN[: count - 1]:
        yield _Site(f"{town.name} {name}", "public", town, north, east, people // (count + 1))


def _extra(organisation: Organisation, served: tuple[Town, ...], chance: Random) -> Iterator[_Site]:
    """Schools, pick-up points and the stops of a library bus."""
    rules = profile()["branches"]
    people = organisation.inhabitants
    for name in chance.sample(SCHOOLS, min(round(people / rules["school_each"]), len(SCHOOLS))):
        town = chance.choice(served)
        yield _Site(f"School {name} {town.name}", "school", town, 1, -1, 6)
    for number in range(round(people / rules["pick_up_each"])):
        town, where = chance.choice(served), PICK_UP_PLACES[number % len(PICK_UP_PLACES)]
        yield _Site(f"Afhaalpunt {where} {town.name}", "pick_up_point", town, 0, -1, 2)
    if people < len(served) * rules["mobile_below"]:
        for town in served[-rules["mobile_stops"] :]:
            stop = f"Halte {chance.choice(STOPS)} {town.name}"
            yield _Site(stop, "mobile_stop", town, -1, 0, 3)


def _branch(organisation: Organisation, site: _Site, place: int, chance: Random) -> Branch:
    latitude, longitude = _coordinates(site, chance)
    fullness = profile()["copies"]["kinds"][site.kind] * max(site.thousands, 1)
    picking = profile()["picking"]
    return Branch(
        isil=f"{organisation.isil[:9]}{place}",
        organisation=organisation.isil,
        name=site.name,
        kind=site.kind,
        town=site.town.name,
        latitude=latitude,
        longitude=longitude,
        hours=_hours(organisation, site, chance),
        closed=_closed(organisation, site, chance),
        picks_a_day=max(picking["least"], site.thousands * picking["daily_each"] // 10),
        fullness=fullness,
        main=site.main,
    )


def _coordinates(site: _Site, chance: Random) -> tuple[float, float]:
    """In the centre, or as far from it as a town of this size is wide."""
    width = 4 + min(site.town.inhabitants, 400) // 12
    north = site.north * chance.randint(width // 2, width) + chance.randint(-2, 2)
    east = site.east * chance.randint(width // 2, width) * 3 // 2 + chance.randint(-3, 3)
    return (
        (round(site.town.latitude * 1000) + north) / 1000,
        (round(site.town.longitude * 1000) + east) / 1000,
    )


def _hours(
    organisation: Organisation, site: _Site, chance: Random
) -> tuple[tuple[str, str, str], ...]:
    """Opening days and hours by kind and size."""
    weekdays = DAYS[:5]
    if site.kind == "school":
        return tuple((day, "08:30", "15:00") for day in weekdays)
    if site.kind in ("depot", "poi_collection"):
        return tuple((day, "08:30", "17:00") for day in weekdays)
    if site.kind == "mobile_stop":
        return ((chance.choice(weekdays), "14:00", "16:30"),)
    if site.kind == "pick_up_point":
        return tuple((day, "09:00", "17:00") for day in weekdays[chance.randint(0, 2) :])
    if site.main or site.thousands > 25:
        sunday = organisation.inhabitants >= profile()["branches"]["sunday_above"] and site.main
        days = [(day, "10:00", "20:00" if day == "thu" else "18:00") for day in weekdays]
        return (*days, ("sat", "10:00", "17:00"), *((("sun", "12:00", "17:00"),) if sunday else ()))
    open_on = sorted(chance.sample(range(5), chance.randint(2, 4)))
    days = [(weekdays[day], "13:00", "18:00") for day in open_on]
    return (*days, *((("sat", "10:00", "14:00"),) if chance.randrange(2) else ()))


def _closed(organisation: Organisation, site: _Site, chance: Random) -> tuple[date, ...]:
    """Holidays, school holidays for a school, two weeks of works for a few public branches."""
    calendar, rules = profile()["calendar"], profile()["branches"]
    first = calendar["start"]
    last = first + timedelta(days=calendar["horizon_days"])
    closed = {day for day in holidays(first.year) + holidays(last.year) if first <= day <= last}
    if site.kind == "school":
        closed.update(school_holidays(organisation.province, calendar["school_holidays"]))
    if site.kind == "public" and happens(chance, in_parts(rules["rebuilt"])):
        begin = first + timedelta(days=chance.randrange(calendar["horizon_days"] - 14))
        closed.update(begin + timedelta(days=n) for n in range(14))
    return tuple(sorted(closed))

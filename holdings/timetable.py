"""When a copy asked for here is ready there: vans, hubs, the night line and opening days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal

from catalogue.model import Value
from holdings.availability import is_open
from holdings.libraries import DAYS, Branch, Network, NightLine, Van

HORIZON = 60
"""Days looked ahead: what does not arrive in two months has no route."""

LegKind = Literal["pick", "collect", "night_line", "deliver", "ready"]


class Leg(Value):
    """One step of a journey: what happens, on which day, and where."""

    kind: LegKind
    day: date
    place: str


class Journey(Value):
    """How a copy travels and the day on which it is ready for the reader."""

    legs: tuple[Leg, ...]
    ready: date

    @property
    def picked(self) -> date:
        """The day on which the copy is taken from the shelf."""
        return self.legs[0].day


def journey(network: Network, origin: str, destination: str, *, asked: datetime) -> Journey | None:
    """The first journey from branch to branch for a request made at `asked` (local time).

    None where no van calls at one of them, or nothing arrives within `HORIZON` days. A van delivers
    what was at the hub before that morning; what it collects is at the hub that evening; from hub
    to hub goes the night line. Raises UnknownBranch.
    """
    start, goal = network.branch(origin), network.branch(destination)
    cut_off = network.policies[network.library_of(origin).policy].pick_cut_off
    first = asked.date() if asked.time() < cut_off else asked.date() + timedelta(days=1)
    picked = _first_day(first, lambda day: is_open(start, day))
    if picked is None:
        return None
    legs = [Leg(kind="pick", day=picked, place=start.name)]
    if origin == destination:
        return Journey(legs=(*legs, Leg(kind="ready", day=picked, place=goal.name)), ready=picked)
    road = _road(network, (origin, destination), picked)
    if road is None:
        return None
    ready = _first_day(road[-1].day, lambda day: is_open(goal, day))
    if ready is None:
        return None
    legs += [*road, Leg(kind="ready", day=ready, place=goal.name)]
    return Journey(legs=tuple(legs), ready=ready)


def later(network: Network, trip: Journey, origin: str, destination: str) -> Journey | None:
    """The same journey if the copy is picked one opening day later: the latest day to promise."""
    next_day = datetime.combine(trip.picked + timedelta(days=1), datetime.min.time())
    return journey(network, origin, destination, asked=next_day)


def _road(network: Network, ends: tuple[str, str], picked: date) -> tuple[Leg, ...] | None:
    """The legs by van, and by night line where the hubs differ; None without a route."""
    collector, deliverer = network.van_of(ends[0]), network.van_of(ends[1])
    if collector is None or deliverer is None:
        return None
    start, goal = network.branch(ends[0]), network.branch(ends[1])
    collected = _first_day(picked, lambda day: _calls(collector, start, day))
    if collected is None:
        return None
    legs = [Leg(kind="collect", day=collected, place=network.hubs[collector.hub].name)]
    earliest = collected + timedelta(days=1)
    if collector.hub != deliverer.hub:
        night = _first_day(collected, lambda day: _leaves(network.night_line, day))
        if night is None:
            return None
        legs.append(Leg(kind="night_line", day=night, place=network.hubs[deliverer.hub].name))
        earliest = night + timedelta(days=network.night_line.nights)
    delivered = _first_day(earliest, lambda day: _calls(deliverer, goal, day))
    if delivered is None:
        return None
    return (*legs, Leg(kind="deliver", day=delivered, place=goal.name))


def _calls(van: Van, branch: Branch, day: date) -> bool:
    return DAYS[day.weekday()] in van.days and day not in van.closed and day not in branch.closed


def _leaves(line: NightLine, day: date) -> bool:
    return DAYS[day.weekday()] in line.days and day not in line.closed


def _first_day(start: date, fits: Callable[[date], bool]) -> date | None:
    days = (start + timedelta(days=n) for n in range(HORIZON))
    return next((day for day in days if fits(day)), None)

"""What can be borrowed where, at a stated moment: three answers, each with its age."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from catalogue.copies import CirculationState, Item, LendingClass
from catalogue.identifiers import Isil
from catalogue.model import OnlineAccess, Value
from holdings.libraries import DAYS, Branch, Day, Installation, Network

ShelfState = Literal["on_shelf", "probably_on_shelf", "unknown", "available_soon", "not_available"]
Answer = Literal["available", "not_available", "unknown"]

LONGEST = 60
"""Days for which closed days are counted; an older state has long decayed."""

SHELF_KINDS = frozenset(("public", "poi_collection"))
"""Kinds of branch whose copies count as on the shelf: not a school, a depot or a stop."""

_ORDER: tuple[ShelfState, ...] = (
    "on_shelf",
    "probably_on_shelf",
    "available_soon",
    "unknown",
    "not_available",
)
_ANSWERS: dict[ShelfState, Answer] = {
    "on_shelf": "available",
    "probably_on_shelf": "available",
    "unknown": "unknown",
    "available_soon": "not_available",
    "not_available": "not_available",
}
_GONE = frozenset((CirculationState.WITHDRAWN, CirculationState.LOST))
_SOON = frozenset((CirculationState.IN_TRANSIT, CirculationState.IN_PROCESS))


class Shelf(Value):
    """One branch's answer for one manifestation: the best of its copies, and how old that word is.

    `until` is the moment after which this answer decays by itself; None where it does not.
    """

    branch: Isil
    branch_name: str
    library: Isil
    library_name: str
    province: str
    state: ShelfState
    copies: int
    on_shelf: int
    shelf_mark: str = ""
    seen_at: datetime | None = None
    until: datetime | None = None
    due: date | None = None
    part: str = ""


class Online(Value):
    """An online manifestation that may be read at the moment asked."""

    address: str
    until: date | None = None


class Availability(Value):
    """What can be borrowed where at `moment`; shelves stand best first."""

    moment: datetime
    state: ShelfState
    copies: int
    on_shelf: int
    libraries: int
    shelves: tuple[Shelf, ...] = ()
    online: tuple[Online, ...] = ()


def age_of(item: Item, branch: Branch, now: datetime) -> timedelta | None:
    """Time since the state was confirmed, without the days on which the branch was closed."""
    if item.seen_at is None:
        return None
    return max(now - item.seen_at - _closed(branch, item.seen_at, now), timedelta(0))


def _closed(branch: Branch, seen_at: datetime, now: datetime) -> timedelta:
    """How much of the time between two moments fell on closed days; sixty days are looked at."""
    days = (now.date() - seen_at.date()).days
    closed = _closed_days(branch.open, branch.closed, seen_at.date(), min(days, LONGEST))
    if not is_open(branch, now.date()):
        closed += now - (_midnight(now) if days else seen_at)
    if days and not is_open(branch, seen_at.date()):
        closed += _midnight(seen_at) + timedelta(days=1) - seen_at
    return closed


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


@lru_cache(maxsize=10_000)
def _closed_days(
    open_on: tuple[Day, ...], closed_on: tuple[date, ...], seen: date, days: int
) -> timedelta:
    """The closed days after `seen`; remembered, for the copies of a branch were seen together."""
    between = (seen + timedelta(days=n) for n in range(1, days))
    closed = sum(DAYS[day.weekday()] not in open_on or day in closed_on for day in between)
    return timedelta(days=closed)


def is_open(branch: Branch, day: date) -> bool:
    """Whether the branch is open on that day."""
    return DAYS[day.weekday()] in branch.open and day not in branch.closed


def state_of(item: Item, network: Network, now: datetime) -> ShelfState:
    """What can be said of one copy now: a state decays by its system's rhythm, never to gone."""
    if item.state in _GONE or item.state is CirculationState.MISSING:
        return "not_available"
    installation = network.installations[item.installation]
    age = age_of(item, network.branch(item.branch), now)
    if age is None or age > timedelta(days=installation.probable_days):
        return "unknown"
    if item.state is CirculationState.UNKNOWN:
        return "unknown"
    if item.state in _SOON:
        return "available_soon"
    if item.state is not CirculationState.ON_SHELF or item.lending is LendingClass.TRAVELLING:
        return "not_available"
    if network.branch(item.place or item.branch).kind not in SHELF_KINDS:
        return "not_available"
    fresh = age <= timedelta(hours=installation.fresh_hours)
    return "on_shelf" if fresh else "probably_on_shelf"


def valid_until(item: Item, branch: Branch, installation: Installation) -> datetime | None:
    """The moment after which the copy's answer becomes unknown if its system stays silent.

    The days that a state holds as probable are counted off on the days that the branch is open.
    """
    if item.seen_at is None:
        return None
    moment, left = item.seen_at, timedelta(days=installation.probable_days)
    for _ in range(LONGEST):
        tomorrow = _midnight(moment) + timedelta(days=1)
        if is_open(branch, moment.date()):
            if left <= tomorrow - moment:
                return moment + left
            left -= tomorrow - moment
        moment = tomorrow
    return moment + left


def requestable_until(item: Item, network: Network, now: datetime) -> datetime | None:
    """The moment after which nobody can say that the copy is to be had; None if nobody can now."""
    if _ANSWERS[state_of(item, network, now)] != "available":
        return None
    return valid_until(item, network.branch(item.branch), network.installations[item.installation])


def summarise(
    items: Iterable[Item],
    network: Network,
    *,
    now: datetime,
    online: Sequence[OnlineAccess] = (),
) -> Availability:
    """The availability of one manifestation by branch, best first; withdrawn copies are out."""
    by_branch: defaultdict[Isil, list[Item]] = defaultdict(list)
    for item in items:
        if item.state not in _GONE:
            by_branch[item.place or item.branch].append(item)
    shelves = sorted(
        (_shelf(branch, copies, network, now) for branch, copies in by_branch.items()),
        key=lambda shelf: (_ORDER.index(shelf.state), shelf.province, shelf.library, shelf.branch),
    )
    open_now = tuple(
        Online(address=access.address, until=access.licence_until)
        for access in online
        if is_licensed(access, now.date())
    )
    return Availability(
        moment=now,
        state=shelves[0].state if shelves else ("on_shelf" if open_now else "not_available"),
        copies=sum(shelf.copies for shelf in shelves),
        on_shelf=sum(shelf.on_shelf for shelf in shelves),
        libraries=len({shelf.library for shelf in shelves}),
        shelves=tuple(shelves),
        online=open_now,
    )


def is_licensed(access: OnlineAccess, day: date) -> bool:
    """Whether the licence runs on that day; a licence without an end does not end."""
    begun = access.licence_from is None or access.licence_from <= day
    return begun and (access.licence_until is None or day <= access.licence_until)


def _shelf(isil: Isil, items: Sequence[Item], network: Network, now: datetime) -> Shelf:
    branch = network.branch(isil)
    library = network.libraries[branch.library]
    states = {item.item_id: state_of(item, network, now) for item in items}
    best = min(items, key=lambda item: (_ORDER.index(states[item.item_id]), item.item_id))
    due = [item.due for item in items if item.due]
    ends = [requestable_until(item, network, now) for item in items]
    return Shelf(
        branch=isil,
        branch_name=branch.name,
        library=Isil(branch.library),
        library_name=library.name,
        province=library.province,
        state=states[best.item_id],
        copies=len(items),
        on_shelf=sum(_ANSWERS[state] == "available" for state in states.values()),
        shelf_mark=best.shelf_mark,
        seen_at=best.seen_at,
        until=max((moment for moment in ends if moment), default=None),
        due=min(due) if due else None,
        part=best.part,
    )


def answers(availability: Availability) -> dict[Isil, Answer]:
    """The title-level answer of each branch: what the search index filters on."""
    return {shelf.branch: _ANSWERS[shelf.state] for shelf in availability.shelves}


def requestable(shelf: Shelf) -> bool:
    """Whether a reader may be told that a copy can be had there: surely or probably."""
    return _ANSWERS[shelf.state] == "available"

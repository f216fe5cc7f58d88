"""What becomes of one copy over the days: loans, returns, transfers, losses, weeding.

Time is counted in seconds of local time since the first midnight; only whole numbers decide.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import NamedTuple

from nation.calendar_days import DAYS
from nation.changes import Changes, changes
from nation.directory import profile
from nation.holdings import Item
from nation.libraries import Libraries, libraries
from nation.randomness import PARTS, Choices, in_parts

DAY = 86_400
YEAR = 365
LONGEST = 400
"""Days that a table of chances looks ahead."""


STAYS = frozenset(("reference",))
"""Lending classes of copies that are read in the house."""

_FINAL = frozenset(("withdrawn", "lost"))
_HELD = 15
_COLLECTED = 85
"""Of a hundred copies that arrive, how many are wanted there; of those, how many are collected."""


class _Now(NamedTuple):
    """How a copy stands, where, and where it is going; branches by their ISIL of day 1."""

    state: str
    place: str
    heading: str


class Change(NamedTuple):
    """A copy's true state from `second` on; `place` is a branch by its ISIL of day 1.

    `kind` says what happened: loan, return, transfer, arrival, hold, not_collected, new, missing,
    found, lost, withdrawn.
    """

    second: int
    kind: str
    state: str
    place: str
    due_day: int | None


@dataclass(frozen=True)
class Rules:
    """The chances of a copy, ready for use; `leaving` are the days until something happens."""

    leaving: tuple[list[int], list[int]]
    ways: tuple[Choices[str], Choices[str]]
    returned_elsewhere: int
    reserved: int
    loan_days: int
    hold_days: int


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The chances by the profile: for a copy of an ordinary title, and of a wanted one."""
    life = profile()["life"]
    ways, leaving = [], []
    for times in (1, life["bestseller_times"]):
        rates = {
            "loan": in_parts(life["loans_a_year"]) * times,
            "transfer": in_parts(life["transfers_a_year"]),
            "missing": in_parts(life["missing_a_year"]),
            "withdrawn": in_parts(life["withdrawn_a_year"]),
        }
        leaving.append(_days_until(sum(rates.values()) // YEAR))
        ways.append(Choices[str](rates, rates.values()))
    return Rules(
        leaving=(leaving[0], leaving[1]),
        ways=(ways[0], ways[1]),
        returned_elsewhere=in_parts(life["returned_elsewhere"]),
        reserved=in_parts(life["reserved"]),
        loan_days=life["loan_days"],
        hold_days=life["hold_shelf_days"],
    )


def _days_until(a_day: int) -> list[int]:
    """Millionths of chance that something with so many a day has happened by day 1, 2, 3 ..."""
    happened, sums = 0, []
    for _ in range(LONGEST):
        happened += (PARTS - happened) * a_day // PARTS
        sums.append(happened)
    return sums


class Lives:
    """The lives of copies in one country; hand in copies, get what happens to them."""

    def __init__(self, seed: int, days: int) -> None:
        """Look `days` days ahead; raises ValueError for more than the calendar knows."""
        known = profile()["calendar"]["horizon_days"]
        if days > known:
            raise ValueError(
                f"{days} days are more than the calendar has ({known}): raise horizon_days"
            )
        self._country: Libraries = libraries(seed)
        self._planned: Changes = changes(seed)
        self._last = days
        self._rules = rules()
        self._siblings = _siblings(seed)

    def of(self, item: Item, chance: Random, *, wanted: bool) -> Sequence[Change]:
        """What happens to a copy, in order; nothing where it lies as it lay.

        A copy that shares its number with another is left alone: whose message it is nobody knows.
        """
        if item.twin or item.state in _FINAL:
            return ()
        first = None
        if item.state == "on_shelf":
            first = self._days_on_shelf(chance, wanted=wanted)
            if item.day - 1 + first >= self._last:
                return ()
        elif item.due is not None:
            first = _initial_return(item.due, chance)
        return tuple(self._lived(item, chance, first, wanted=wanted))

    def _days_on_shelf(self, chance: Random, *, wanted: bool) -> int:
        return bisect_right(self._rules.leaving[wanted], int(chance.random() * PARTS))

    def _lived(
        self, item: Item, chance: Random, first: int | None, *, wanted: bool
    ) -> Iterator[Change]:
        """One change after the other; `first` days pass before the first, if it is known."""
        day, now = item.day - 1, _Now(item.state, item.branch, item.branch)
        while True:
            wait, step = self._next(now, item, chance, wanted=wanted)
            wait, first = (wait, None) if first is None else (first, None)
            if step is None:
                return
            day, second = self._moment(self._planned.stands(now.place, day + 1), day + wait, chance)
            if day >= self._last:
                return
            kind, now = step[0], self._standing(step[1], day + 1)
            due = day + self._rules.loan_days if now.state == "on_loan" else None
            yield Change(second, kind, now.state, now.place, due)
            day += 1

    def _standing(self, now: _Now, day: int) -> _Now:
        """The same after a branch has moved."""
        place, heading = (self._planned.stands(isil, day) for isil in (now.place, now.heading))
        return _Now(now.state, place, heading)

    def _next(
        self, now: _Now, item: Item, chance: Random, *, wanted: bool
    ) -> tuple[int, tuple[str, _Now] | None]:
        """Days to wait and what happens then: its kind, and how the copy stands afterwards."""
        home = item.branch
        if now.state == "on_shelf":
            return self._leave(now, item, chance, wanted=wanted)
        if now.state == "on_loan":
            return chance.randint(3, 2 * self._rules.loan_days - 3), self._return(item, chance)
        if now.state == "in_transit":
            arrived = "on_hold_shelf" if chance.randrange(100) < _HELD else "on_shelf"
            return chance.randint(0, 3), ("arrival", _Now(arrived, now.heading, home))
        if now.state == "on_hold_shelf":
            if chance.randrange(100) < _COLLECTED:
                return chance.randint(0, 5), ("loan", _Now("on_loan", now.place, home))
            return self._rules.hold_days, ("not_collected", _Now("in_transit", now.place, home))
        if now.state in ("on_order", "in_process"):
            return chance.randint(1, 20), ("new", _Now("on_shelf", home, home))
        if now.state == "missing":
            kind, after = (("found", "on_shelf"), ("lost", "lost"))[chance.randrange(2)]
            return chance.randint(5, 240), (kind, _Now(after, home, home))
        return 0, None

    def _leave(
        self, now: _Now, item: Item, chance: Random, *, wanted: bool
    ) -> tuple[int, tuple[str, _Now] | None]:
        """A copy on the shelf is lent, moved, missed or weeded; most days nothing happens."""
        wait = self._days_on_shelf(chance, wanted=wanted)
        kind = self._rules.ways[wanted].draw(chance)
        if item.lending in STAYS and kind in ("loan", "transfer"):
            return wait, None
        if kind == "transfer":
            return wait, (kind, _Now("in_transit", now.place, self._elsewhere(item, chance)))
        return wait, (kind, _Now("on_loan" if kind == "loan" else kind, now.place, item.branch))

    def _return(self, item: Item, chance: Random) -> tuple[str, _Now]:
        drawn, home = int(chance.random() * PARTS), item.branch
        if drawn < self._rules.returned_elsewhere:
            return "return", _Now("in_transit", self._elsewhere(item, chance), home)
        held = drawn < self._rules.returned_elsewhere + self._rules.reserved
        return (
            ("hold", _Now("on_hold_shelf", home, home))
            if held
            else ("return", _Now("on_shelf", home, home))
        )

    def _elsewhere(self, item: Item, chance: Random) -> str:
        """Another public branch of the organisation, or the same one where there is none."""
        return chance.choice(self._siblings[item.library] or (item.branch,))

    def _moment(self, place: str, day: int, chance: Random) -> tuple[int, int]:
        """The first day from `day` on that the branch is open, and a second of its hours."""
        hours = _open_days(self._country.seed)[place]
        while day <= self._last:
            opened = hours.get(day)
            if opened:
                return day, opened[0] + int(chance.random() * (opened[1] - opened[0]))
            day += 1
        return day, day * DAY


def _initial_return(due: date, chance: Random) -> int:
    """In how many days a copy that is out on day 1 comes back: near its due date, or renewed."""
    left: int = (due - profile()["calendar"]["start"]).days
    renewed = profile()["life"]["loan_days"] if chance.randrange(10) < 4 else 0
    return max(0, left + chance.randint(-6, 3) + renewed)


@lru_cache(maxsize=2)
def _open_days(seed: int) -> dict[str, dict[int, tuple[int, int]]]:
    """When each branch is open: from and until in seconds, by day (0 is the first)."""
    calendar = profile()["calendar"]
    first, days = calendar["start"].weekday(), calendar["horizon_days"]
    found = {}
    for branch in libraries(seed).branches.values():
        closed = {(day - calendar["start"]).days for day in branch.closed}
        hours = {DAYS.index(day): (_seconds(o), _seconds(c)) for day, o, c in branch.hours}
        found[branch.isil] = {
            day: (day * DAY + opens, day * DAY + closes)
            for weekday, (opens, closes) in hours.items()
            for day in range((weekday - first) % 7, days, 7)
            if day not in closed
        }
    return found


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


@lru_cache(maxsize=2)
def _siblings(seed: int) -> dict[str, Sequence[str]]:
    """The public branches of each organisation that stay where they are."""
    gone = {move.moved_from for move in changes(seed).moves}
    found: dict[str, list[str]] = {}
    for branch in libraries(seed).branches.values():
        own = found.setdefault(branch.organisation, [])
        if branch.kind == "public" and branch.isil not in gone:
            own.append(branch.isil)
    return dict(found)

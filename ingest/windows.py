"""Dates cut into windows that can be fetched, and fetched again.

A window names both its ends before its first page is asked for, so a repeat asks for the same. The
next harvest begins with the last granule of the one before: a record that changed later in that
granule is not missed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Granularity = Literal["day", "second"]

GRANULES: Mapping[Granularity, timedelta] = {
    "day": timedelta(days=1),
    "second": timedelta(seconds=1),
}


@dataclass(frozen=True)
class Window:
    """From and until as a source is asked for them, both included (OAI-PMH 2.0 §2.7.1).

    `whole`: a source that heeds no dates is asked for none.
    """

    start: datetime
    end: datetime
    granularity: Granularity
    whole: bool = False

    def arguments(self) -> dict[str, str]:
        """The window as arguments of a request."""
        if self.whole:
            return {}
        return {"from": self._stamp(self.start), "until": self._stamp(self.end)}

    def _stamp(self, moment: datetime) -> str:
        length = 10 if self.granularity == "day" else 19
        return moment.isoformat()[:length] + ("" if self.granularity == "day" else "Z")

    def __str__(self) -> str:
        """`from/until`, as the source is asked."""
        return "of every date" if self.whole else "/".join(self.arguments().values())


def cut(start: datetime, end: datetime, *, days: int, granularity: Granularity) -> Iterator[Window]:
    """The windows from `start` to `end`, in order, of `days` days each, without gap or overlap."""
    first = start
    while window := next_window(first, end, days=days, granularity=granularity):
        yield window
        first = window.end + GRANULES[granularity]


def next_window(
    start: datetime, end: datetime, *, days: int, granularity: Granularity
) -> Window | None:
    """The first window of at most `days` days; None where `start` is after `end`."""
    first, last = floor(start, granularity), floor(end, granularity)
    if first > last:
        return None
    longest = (last - first).days + 1
    until = first + timedelta(days=min(days, longest)) - GRANULES[granularity]
    return Window(first, min(until, last), granularity)


def floor(moment: datetime, granularity: Granularity) -> datetime:
    """The granule that holds `moment`, in UTC."""
    whole = moment.astimezone(UTC).replace(microsecond=0)
    return whole if granularity == "second" else whole.replace(hour=0, minute=0, second=0)


@dataclass(frozen=True)
class Position:
    """Where the harvest of one source stands; kept as a checkpoint.

    `done`: everything up to here is landed. `window`: the last one begun, whether it is still open,
    the token of its next page, and the marks of the pages it has landed, of which `parts` are put
    away. `turn` is 0 or 1 in turn from list to list; `before`: how many parts hold the marks of the
    list before. `heeds_dates`: False for a source that was found to list every date for any.
    `of`: what was asked for; another set or format is another harvest.
    """

    of: str
    done: datetime | None = None
    window: Window | None = None
    open: bool = False
    token: str = ""
    records: int = 0
    pages: tuple[str, ...] = ()
    parts: int = 0
    turn: int = 0
    before: int = 0
    heeds_dates: bool = True

    def state(self) -> dict[str, Any]:
        """The position as JSON values."""
        window = self.window
        return {
            "of": self.of,
            "done": self.done.isoformat() if self.done else None,
            "window": _window_state(window) if window else None,
            "open": self.open,
            "token": self.token,
            "records": self.records,
            "pages": list(self.pages),
            "parts": self.parts,
            "turn": self.turn,
            "before": self.before,
            "heeds_dates": self.heeds_dates,
        }


def _window_state(window: Window) -> list[Any]:
    return [window.start.isoformat(), window.end.isoformat(), window.granularity, window.whole]


def position(state: Mapping[str, Any] | None, of: str) -> Position:
    """The position that `state` tells of; the beginning where it tells of another harvest."""
    if state is None or state.get("of") != of:
        return Position(of)
    window = state["window"]
    return Position(
        of,
        datetime.fromisoformat(state["done"]) if state["done"] else None,
        Window(datetime.fromisoformat(window[0]), datetime.fromisoformat(window[1]), *window[2:])
        if window
        else None,
        state["open"],
        state["token"],
        state["records"],
        tuple(state["pages"]),
        state.get("parts", 0),
        state.get("turn", 0),
        state.get("before", 0),
        state.get("heeds_dates", True),
    )

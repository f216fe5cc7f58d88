"""Days of the Dutch calendar: weekdays, holidays, school holidays, and local time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week, in the order of `date.weekday`."""

_WINTER, _SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
_NORTH = ("Groningen", "Friesland", "Drenthe", "Overijssel", "Flevoland", "Noord-Holland")
_SOUTH = ("Noord-Brabant", "Limburg")


def holidays(year: int) -> tuple[date, ...]:
    """The public holidays of a year on which libraries are closed."""
    easter = _easter(year)
    moving = (easter + timedelta(days=n) for n in (0, 1, 39, 49, 50))
    fixed = (date(year, month, day) for month, day in ((1, 1), (4, 27), (12, 25), (12, 26)))
    return tuple(sorted({*moving, *fixed}))


def _easter(year: int) -> date:
    """Easter Sunday, after the rule of 1876 (Butcher) in whole numbers."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def school_holidays(
    province: str, by_region: Mapping[str, Sequence[tuple[date, date]]]
) -> list[date]:
    """The days off of a province's schools; which region a province is in is rounded."""
    region = "noord" if province in _NORTH else "zuid" if province in _SOUTH else "midden"
    return [
        first + timedelta(days=n)
        for first, last in by_region[region]
        for n in range((last - first).days + 1)
    ]


def _last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def local(moment: datetime) -> datetime:
    """A moment on the clock of the Netherlands, by the rule of the European Union.

    No table of time zones is read: it could differ between machines.
    """
    begin, end = _summer(moment.year)
    return moment.astimezone(_SUMMER if begin <= moment < end else _WINTER)


@cache
def _summer(year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends: at one o'clock UTC on the last Sundays of two months."""
    begin, end = (
        datetime(year, month, _last_sunday(year, month).day, 1, tzinfo=UTC) for month in (3, 10)
    )
    return begin, end


def from_local(day: date, seconds: int) -> datetime:
    """The moment (UTC) at which Dutch clocks show so many seconds after midnight of `day`."""
    guess = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    return guess - (local(guess - timedelta(hours=1)).utcoffset() or timedelta())

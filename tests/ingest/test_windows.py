from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.windows import GRANULES, Position, Window, cut, position

Granularity = Literal["day", "second"]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(moments, st.integers(0, 900), st.integers(1, 90), st.sampled_from(["day", "second"]))
@settings(max_examples=80)
def test_windows_touch_and_never_overlap(
    start: datetime, length: int, days: int, granularity: Granularity
) -> None:
    end = start + timedelta(days=length, hours=length % 24)
    windows = list(cut(start, end, days=days, granularity=granularity))
    assert windows[0].start <= start
    assert windows[-1].end <= end < windows[-1].end + GRANULES[granularity]
    for earlier, later in zip(windows, windows[1:], strict=False):
        assert later.start - earlier.end == GRANULES[granularity]
    for window in windows:
        assert window.end - window.start <= timedelta(days=days)


def test_a_window_of_days_asks_for_days() -> None:
    (window,) = cut(
        datetime(2026, 11, 1, 13, tzinfo=UTC),
        datetime(2026, 11, 22, 12, tzinfo=UTC),
        days=31,
        granularity="day",
    )
    assert window.arguments() == {"from": "2026-11-01", "until": "2026-11-22"}


def test_a_window_of_seconds_asks_for_seconds() -> None:
    windows = cut(
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 11, 2, 12, tzinfo=UTC),
        days=1,
        granularity="second",
    )
    assert [str(window) for window in windows] == [
        "2026-11-01T00:00:00Z/2026-11-01T23:59:59Z",
        "2026-11-02T00:00:00Z/2026-11-02T12:00:00Z",
    ]


def test_a_source_from_the_year_one_can_be_asked() -> None:
    first = next(
        cut(
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(2026, 1, 1, tzinfo=UTC),
            days=31,
            granularity="second",
        )
    )
    assert first.arguments()["from"] == "0001-01-01T00:00:00Z"


def test_nothing_lies_between_tomorrow_and_today() -> None:
    today = datetime(2026, 11, 22, tzinfo=UTC)
    assert list(cut(today + timedelta(days=1), today, days=1, granularity="day")) == []


def test_a_position_comes_back_from_its_checkpoint() -> None:
    window = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC), "second")
    for here in (
        Position("marcxml boeken"),
        Position("marcxml boeken", window.start, window, True, "token", 12, ("aa", "bb")),
        Position("", window=replace(window, whole=True), turn=1, before=3, heeds_dates=False),
    ):
        assert position(here.state(), here.of) == here


def test_a_position_that_an_earlier_release_kept_is_read() -> None:
    window = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC), "day")
    state = Position("marcxml", window.start, window, open=True, token="token").state()
    later = ("parts", "turn", "before", "heeds_dates")
    kept = {name: value for name, value in state.items() if name not in later}
    kept["window"] = state["window"][:3]
    assert position(kept, "marcxml") == position(state, "marcxml")


def test_a_whole_list_is_asked_for_without_dates() -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    window = Window(moment, moment, "day", whole=True)
    assert (window.arguments(), str(window)) == ({}, "of every date")


def test_the_position_of_another_set_is_not_taken_over() -> None:
    here = Position("marcxml boeken", datetime(2026, 11, 1, tzinfo=UTC))
    assert position(here.state(), "marcxml films") == Position("marcxml films")
    assert position(None, "marcxml films") == Position("marcxml films")

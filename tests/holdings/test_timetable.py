from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.libraries import load_network
from holdings.timetable import journey, later
from tests.small_network import AASTAD, BEEDORP, CEESTAD, MONDAY, NETWORK, TEXT


def days_of(trip):
    return [(leg.kind, leg.day.isoformat()) for leg in trip.legs]


def test_within_a_hub_a_copy_is_collected_on_one_round_and_delivered_on_the_next():
    trip = journey(NETWORK, BEEDORP, AASTAD, asked=MONDAY)
    assert days_of(trip) == [
        ("pick", "2026-11-23"),
        ("collect", "2026-11-23"),
        ("deliver", "2026-11-25"),
        ("ready", "2026-11-25"),
    ]


def test_between_hubs_a_copy_takes_the_night_line_for_two_nights():
    trip = journey(NETWORK, CEESTAD, AASTAD, asked=MONDAY)
    assert days_of(trip) == [
        ("pick", "2026-11-23"),
        ("collect", "2026-11-24"),
        ("night_line", "2026-11-24"),
        ("deliver", "2026-11-27"),
        ("ready", "2026-11-27"),
    ]


def test_after_the_cut_off_a_copy_is_picked_on_the_next_opening_day():
    trip = journey(NETWORK, BEEDORP, AASTAD, asked=MONDAY.replace(hour=15))
    assert trip.picked == date(2026, 11, 25)


def test_a_van_on_another_day_changes_the_answer():
    other = load_network(TEXT.replace('days = ["tue", "thu"]', 'days = ["mon"]'))
    assert journey(other, CEESTAD, AASTAD, asked=MONDAY).ready == date(2026, 11, 25)


def test_where_no_van_calls_there_is_no_route():
    other = load_network(TEXT.replace('"NL-0890021001"]\n[vans', "]\n[vans"))
    assert journey(other, BEEDORP, AASTAD, asked=MONDAY) is None
    assert journey(other, BEEDORP, BEEDORP, asked=MONDAY) is not None


def test_a_book_is_not_ready_on_a_day_on_which_the_branch_is_closed():
    closed = TEXT.replace(
        'open = ["mon", "wed", "fri"]', 'open = ["mon", "wed", "fri"]\nclosed = [2026-11-25]'
    )
    trip = journey(load_network(closed), AASTAD, BEEDORP, asked=MONDAY)
    assert trip.ready == date(2026, 11, 27)


@settings(max_examples=60)
@given(
    st.sampled_from([AASTAD, BEEDORP, CEESTAD]),
    st.sampled_from([AASTAD, BEEDORP, CEESTAD]),
    st.integers(0, 365 * 24).map(lambda hours: MONDAY + timedelta(hours=hours)),
)
def test_a_journey_goes_forward_in_time_and_a_slip_never_helps(origin, destination, asked):
    trip = journey(NETWORK, origin, destination, asked=asked)
    days = [leg.day for leg in trip.legs]
    assert days == sorted(days)
    assert trip.picked >= asked.date()
    slipped = later(NETWORK, trip, origin, destination)
    assert slipped.ready >= trip.ready
    asked_later = journey(NETWORK, origin, destination, asked=asked + timedelta(days=3))
    assert asked_later.ready >= trip.ready

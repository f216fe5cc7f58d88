from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.copies import CirculationState, LendingClass
from catalogue.model import OnlineAccess
from holdings.availability import answers, is_open, summarise, valid_until
from tests.small_network import (
    AASTAD,
    AASTAD_ZUID,
    BEEDORP,
    CEESTAD,
    MONDAY,
    NETWORK,
    copy_at,
)


def states(items, now=MONDAY):
    found = summarise(items, NETWORK, now=now)
    return {shelf.branch: shelf.state for shelf in found.shelves}


def test_available_not_available_and_unknown_are_three_answers():
    items = [
        copy_at(AASTAD),
        copy_at(BEEDORP, state=CirculationState.ON_LOAN),
        copy_at(CEESTAD, state=CirculationState.UNKNOWN),
    ]
    found = summarise(items, NETWORK, now=MONDAY)
    assert answers(found) == {AASTAD: "available", BEEDORP: "not_available", CEESTAD: "unknown"}


def test_a_state_decays_and_a_silent_system_never_makes_its_copies_gone():
    def seen(**ago):
        return states([copy_at(AASTAD, seen=timedelta(**ago))])[AASTAD]

    assert seen(hours=3) == "on_shelf"
    assert seen(days=4) == "probably_on_shelf"
    assert seen(days=40) == "unknown"


def test_days_on_which_the_branch_was_closed_do_not_age_a_state():
    friday = datetime(2026, 11, 20, 17, tzinfo=UTC)
    item = copy_at(BEEDORP).model_copy(update={"seen_at": friday})
    assert states([item], now=datetime(2026, 11, 23, 10, tzinfo=UTC))[BEEDORP] == "on_shelf"


def test_a_copy_in_a_school_is_not_on_the_shelf():
    assert states([copy_at(AASTAD_ZUID)]) == {AASTAD_ZUID: "not_available"}


def test_a_copy_away_from_home_stands_where_it_is():
    away = copy_at(AASTAD).model_copy(update={"place": CEESTAD})
    assert states([away]) == {CEESTAD: "on_shelf"}


def test_withdrawn_and_lost_copies_do_not_count():
    gone = [
        copy_at(AASTAD, 1, state=CirculationState.WITHDRAWN),
        copy_at(AASTAD, 2, state=CirculationState.LOST),
    ]
    assert summarise(gone, NETWORK, now=MONDAY).copies == 0


def test_a_reference_copy_is_on_the_shelf_though_it_does_not_leave_the_house():
    assert states([copy_at(AASTAD, lending=LendingClass.REFERENCE)])[AASTAD] == "on_shelf"


def test_an_online_title_leaves_on_the_day_its_licence_ends():
    access = OnlineAccess(address="https://online.example/1", licence_until=date(2026, 11, 23))
    today = summarise([], NETWORK, now=MONDAY, online=[access])
    assert today.state == "on_shelf"
    assert today.online[0].until == date(2026, 11, 23)
    tomorrow = summarise([], NETWORK, now=MONDAY + timedelta(days=1), online=[access])
    assert tomorrow.online == ()
    assert tomorrow.state == "not_available"


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            lambda branch, number, state: copy_at(branch, number, state=state),
            st.sampled_from([AASTAD, AASTAD_ZUID, BEEDORP, CEESTAD]),
            st.integers(1, 40),
            st.sampled_from(list(CirculationState)),
        ),
        max_size=20,
        unique_by=lambda item: item.item_id,
    )
)
def test_the_counts_of_the_shelves_add_up_to_the_whole(items):
    found = summarise(items, NETWORK, now=MONDAY)
    assert found.copies == sum(shelf.copies for shelf in found.shelves)
    assert found.on_shelf == sum(shelf.on_shelf for shelf in found.shelves)
    assert all(shelf.on_shelf <= shelf.copies for shelf in found.shelves)
    assert (found.state == "on_shelf") == any(s.state == "on_shelf" for s in found.shelves)


@settings(max_examples=120)
@given(st.sampled_from([AASTAD, BEEDORP, CEESTAD]), st.integers(0, 20 * 24), st.integers(-400, 400))
def test_an_answer_holds_until_the_moment_it_names_and_not_beyond(branch, hours, shift):
    item = copy_at(branch, seen=timedelta(hours=hours))
    system = NETWORK.installations[item.installation]
    until = valid_until(item, NETWORK.branches[branch], system)
    moment = until + timedelta(minutes=shift)
    if moment < item.seen_at:
        return
    known = states([item], now=moment)[branch] != "unknown"
    assert known == (moment <= until) or not is_open(NETWORK.branches[branch], moment.date())

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.copies import CirculationState, LendingClass
from catalogue.model import Carrier, OnlineAccess
from holdings.libraries import load_network
from holdings.rota import PlanRequest, plan
from tests.small_network import (
    AASTAD,
    AASTAD_ZUID,
    BEEDORP,
    CEESTAD,
    MONDAY,
    NETWORK,
    TEXT,
    copy_at,
    offered,
)

ASK = PlanRequest(branch=AASTAD, asked_at=MONDAY)


def lenders(answer):
    return [offer.branch for offer in answer.rota]


def rules(answer):
    return {line.library: line.reason.rule for line in answer.excluded}


def test_the_library_that_delivers_soonest_comes_first():
    answer = plan(ASK, [offered(copy_at(CEESTAD)), offered(copy_at(BEEDORP))], NETWORK)
    assert lenders(answer) == [BEEDORP, CEESTAD]
    assert [offer.ready for offer in answer.rota] == [date(2026, 11, 25), date(2026, 11, 27)]
    assert answer.advice == "request"
    assert "2 dag(en) eerder dan Bibliotheek Ceestad" in answer.rota[0].reasons[-1].nl


def test_changing_the_day_of_a_van_changes_who_lends():
    copies = [offered(copy_at(CEESTAD)), offered(copy_at(BEEDORP))]
    other = load_network(
        TEXT.replace('days = ["tue", "thu"]', 'days = ["mon"]').replace("fee = 5.0", "fee = 9.0")
    )
    answer = plan(ASK, copies, other)
    assert lenders(answer) == [CEESTAD, BEEDORP]
    assert answer.network_version != plan(ASK, copies, NETWORK).network_version


def test_a_copy_in_the_own_system_is_reserved_there_and_nobody_is_asked_first():
    answer = plan(ASK, [offered(copy_at(AASTAD)), offered(copy_at(BEEDORP))], NETWORK)
    assert answer.advice == "reserve_in_own_system"
    assert [offer.branch for offer in answer.own_system] == [AASTAD]
    assert lenders(answer) == [BEEDORP]


def test_every_hard_rule_is_named():
    copies = [
        offered(copy_at(AASTAD_ZUID)),
        offered(copy_at(BEEDORP, lending=LendingClass.REFERENCE)),
        offered(copy_at(CEESTAD, state=CirculationState.ON_LOAN)),
    ]
    answer = plan(ASK, copies, NETWORK)
    assert answer.advice == "nothing"
    assert rules(answer) == {
        "NL-0890010000": "not_on_shelf",
        "NL-0890020000": "stays_in",
        "NL-0890030000": "not_on_shelf",
    }


def test_a_material_that_a_library_does_not_lend_stays_there():
    answer = plan(ASK, [offered(copy_at(CEESTAD), Carrier.GAME)], NETWORK)
    assert rules(answer) == {"NL-0890030000": "carrier"}


def test_an_unknown_state_is_a_risk_and_not_a_no():
    silent = copy_at(BEEDORP, seen=timedelta(days=60))
    answer = plan(ASK, [offered(silent)], NETWORK)
    assert lenders(answer) == [BEEDORP]
    assert answer.rota[0].state == "unknown"
    surer = plan(ASK, [offered(silent), offered(copy_at(CEESTAD))], NETWORK)
    assert lenders(surer) == [CEESTAD, BEEDORP] or lenders(surer) == [BEEDORP, CEESTAD]
    assert surer.rota[0].ready <= surer.rota[1].latest


def test_what_comes_too_late_says_so():
    ask = PlanRequest(branch=AASTAD, asked_at=MONDAY, need_by=date(2026, 11, 24))
    answer = plan(ask, [offered(copy_at(BEEDORP))], NETWORK)
    assert not answer.rota[0].on_time
    assert "late" in {reason.rule for reason in answer.rota[0].reasons}


def test_the_last_copies_of_the_country_are_lent_with_care():
    answer = plan(ASK, [offered(copy_at(BEEDORP))], NETWORK)
    assert "last_copies" in {reason.rule for reason in answer.rota[0].reasons}
    many = [offered(copy_at(BEEDORP, n)) for n in range(5)]
    answer = plan(ASK, many, NETWORK)
    assert "last_copies" not in {reason.rule for reason in answer.rota[0].reasons}


def test_what_can_be_read_online_is_said_while_its_licence_runs():
    runs = OnlineAccess(address="https://online.example/1", licence_until=date(2027, 1, 1))
    ended = OnlineAccess(address="https://online.example/2", licence_until=date(2026, 1, 1))
    answer = plan(ASK, [], NETWORK, online=[runs, ended])
    assert answer.advice == "read_online"
    assert answer.online == ("https://online.example/1",)


STATES = st.sampled_from(list(CirculationState))
COPIES = st.lists(
    st.builds(
        lambda branch, number, state, lending, hours: offered(
            copy_at(branch, number, state=state, lending=lending, seen=timedelta(hours=hours))
        ),
        st.sampled_from([AASTAD, AASTAD_ZUID, BEEDORP, CEESTAD]),
        st.integers(1, 50),
        STATES,
        st.sampled_from(list(LendingClass)),
        st.integers(0, 1000),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(COPIES, st.sampled_from([AASTAD, BEEDORP, CEESTAD]), st.randoms())
def test_no_rota_holds_the_requesting_library_and_the_order_of_copies_is_no_matter(
    copies, branch, random
):
    ask = PlanRequest(branch=branch, asked_at=MONDAY)
    answer = plan(ask, copies, NETWORK)
    asking = NETWORK.branches[branch].library
    assert asking not in {offer.library for offer in answer.rota}
    shuffled = list(copies)
    random.shuffle(shuffled)
    again = plan(ask, shuffled, NETWORK)
    assert [(o.library, o.ready) for o in again.rota] == [(o.library, o.ready) for o in answer.rota]
    named = {o.library for o in (*answer.rota, *answer.own_system)}
    assert named | {line.library for line in answer.excluded} == {c.item.library for c in copies}


@settings(max_examples=80)
@given(COPIES)
def test_a_withdrawn_or_reference_copy_is_never_offered(copies):
    answer = plan(ASK, copies, NETWORK)
    by_id = {}
    for copy in copies:
        by_id.setdefault(copy.item.item_id, []).append(copy.item)
    for offer in (*answer.rota, *answer.own_system):
        assert any(
            item.lending is LendingClass.NORMAL
            and item.state in (CirculationState.ON_SHELF, CirculationState.UNKNOWN)
            or offer.state == "unknown"
            for item in by_id[offer.item_id]
        )
        assert any(
            item.state not in (CirculationState.WITHDRAWN, CirculationState.LOST)
            for item in by_id[offer.item_id]
        )

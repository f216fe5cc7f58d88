from datetime import timedelta

from catalogue.copies import CirculationState, ItemEvent
from holdings.events import read_event
from tests.small_network import CEESTAD, MONDAY, NETWORK

EVENT = ItemEvent(installation="gbs-c", item_id="1", state_code="2", event_time=MONDAY)


def read(**changes):
    return read_event(EVENT.model_copy(update=changes), NETWORK, MONDAY)


def test_an_event_becomes_a_move_in_our_words():
    move, problem = read(branch_code="1")
    assert (move.state, move.place, problem) == (CirculationState.ON_LOAN, CEESTAD, None)


def test_the_same_message_has_the_same_fingerprint_and_another_one_has_another():
    assert read()[0].sha256 == read()[0].sha256
    assert read()[0].sha256 != read(sequence=1)[0].sha256


def test_an_event_from_a_clock_that_runs_ahead_counts_as_of_its_receipt():
    move, _ = read(event_time=MONDAY + timedelta(hours=2))
    assert (move.event_time, move.flag) == (MONDAY, "clock_ahead")


def test_an_unmapped_code_is_unknown_and_reported():
    move, problem = read(state_code="??")
    assert move.state is CirculationState.UNKNOWN
    assert problem.field == "state_code"


def test_an_event_of_an_unknown_system_or_branch_is_kept_out_with_its_reason():
    assert read(installation="x")[1].field == "installation"
    assert read(branch_code="77")[1].field == "branch_code"

import pytest

from catalogue.copies import CirculationState, LendingClass
from catalogue.errors import NetworkError
from catalogue.outcomes import LocalItem
from catalogue.source_record import RecordKey
from holdings.items import Delivery, load_profile, read_item
from tests.small_network import AASTAD, MONDAY, NETWORK

WISE = Delivery("wise-a", RecordKey("wise-a", "L1"), MONDAY)


def test_the_codes_of_a_library_system_become_ours():
    local = LocalItem(item_id="30100", branch_code="1001", status_code="U", lending_code="i")
    item, problems = read_item(local, WISE, NETWORK)
    assert (item.branch, item.state) == (AASTAD, CirculationState.ON_LOAN)
    assert item.lending is LendingClass.REFERENCE
    assert problems == ()


def test_an_unmapped_status_becomes_unknown_and_is_reported():
    local = LocalItem(item_id="30100", branch_code="1001", status_code="Q")
    item, problems = read_item(local, WISE, NETWORK)
    assert item.state is CirculationState.UNKNOWN
    assert [(p.field, p.value) for p in problems] == [("status", "Q")]
    assert "status_codes" in problems[0].remedy_en


def test_a_copy_of_an_unknown_branch_is_told_and_not_guessed():
    item, problems = read_item(LocalItem(item_id="1", branch_code="9999"), WISE, NETWORK)
    assert item is None
    assert problems[0].field == "branch"


def test_an_unknown_lending_code_never_sends_a_copy_on_the_road():
    local = LocalItem(item_id="1", branch_code="1001", status_code="B", lending_code="?")
    item, problems = read_item(local, WISE, NETWORK)
    assert item.lending is LendingClass.NOT_FOR_IBL
    assert problems[0].field == "lending"


def test_an_installation_may_override_the_codes_of_its_product():
    gbs = Delivery("gbs-c", RecordKey("gbs-c", "L1"), MONDAY)
    local = LocalItem(item_id="1", branch_code="1", status_code="77")
    item, problems = read_item(local, gbs, NETWORK)
    assert item.state is CirculationState.IN_PROCESS
    assert problems == ()


def test_a_profile_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NetworkError, match="gbs, koha"):
        load_profile("onbekend")

"""What a format does not carry is listed, and what is listed is not carried."""

import pytest

from normalize.profiles import load_table
from tests.normalize.every_value import CASES, described, leaves, path_of
from tests.normalize.written import BOTH_WAYS, again

LISTED = {name: load_table("not_carried")[name] for name in ("marc", "pica")}


def test_there_is_a_case_for_everything_that_the_model_can_say() -> None:
    assert set(leaves()) <= {path_of(case) for case in CASES}


def test_only_cases_are_listed_each_with_its_reason() -> None:
    for name, listed in load_table("not_carried").items():
        assert set(listed) <= set(CASES), name
        assert all(listed.values()), name


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("format", BOTH_WAYS)
def test_what_is_written_and_read_back_is_kept_or_listed(format: str, case: str) -> None:
    told = described(case)
    found = again(told, BOTH_WAYS[format])
    if path_of(case) != "carrier_sure":
        found = found.model_copy(update={"carrier_sure": told.carrier_sure})
    kept = found == told
    assert kept != (case in LISTED[BOTH_WAYS[format].listed]), (case, found)

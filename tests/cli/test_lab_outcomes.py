"""What a list of an entry gains and loses, as the lab tells it."""

from hypothesis import given
from hypothesis import strategies as st

from catalogue.authority import Authority
from catalogue.outcomes import Rejected
from cli.lab_outcomes import gained_and_lost, values_of

names = st.lists(st.sampled_from("ABCDEF"), unique=True).map(tuple)


@given(names, names)
def test_what_stays_of_a_list_with_what_is_gained_is_what_it_becomes(
    was: tuple[str, ...], will: tuple[str, ...]
) -> None:
    before, after = (
        Authority(source="nta", number="1", kind="topic", name="X", variants=each)
        for each in (was, will)
    )
    gained, lost = gained_and_lost(before, after).get("variants", ([], []))
    assert set(will) == set(was) - set(lost) | set(gained)
    assert not set(gained) & set(was)
    assert set(lost) <= set(was)


def test_nothing_is_gained_or_lost_by_an_entry_that_is_rejected() -> None:
    entry = Authority(source="nta", number="1", kind="topic", name="X", variants=("Y",))
    refused = Rejected(source="nta", number="1", reason="no name")
    assert gained_and_lost(entry, refused) == gained_and_lost(refused, entry) == {}
    assert values_of(refused) == {}

"""Two catalogues compared: merges, splits, and what becomes of every id."""

from catalogue.rehearsed_ids import Settled
from catalogue.source_record import RecordKey
from cli.lab_effects import Regrouped, id_changes, regrouped

A, B, C = (RecordKey("ggc", number) for number in "abc")


def test_records_of_several_clusters_in_one_are_a_merge_and_the_reverse_a_split() -> None:
    apart, together = {A: "m1", B: "m2", C: "m2"}, {A: "m1", B: "m1", C: "m1"}
    merges, splits = regrouped(apart, together)
    assert (merges, splits) == ((Regrouped(("m1", "m2"), ("m1",)),), ())
    merges, splits = regrouped(together, apart)
    assert (merges, splits) == ((), (Regrouped(("m1",), ("m1", "m2")),))


def test_a_record_that_only_changes_its_neighbours_is_both() -> None:
    merges, splits = regrouped({A: "m1", B: "m1", C: "m3"}, {A: "m1", B: "m3", C: "m3"})
    assert merges == (Regrouped(("m1", "m3"), ("m3",)),)
    assert splits == (Regrouped(("m1",), ("m1", "m3")),)


def test_every_id_answers_redirects_returns_or_is_gone() -> None:
    ages = {name: (age, A) for age, name in enumerate(("m1", "m2", "m3", "m4"))}
    before = Settled(("m1", "m2", "m3"), {"m4": "m3"}, ages)
    after = Settled(("m1", "m4", "m5"), {"m2": "m1"}, ages | {"m5": (5, B)})
    changes = id_changes(before, after)
    assert changes.redirected == {"m2": "m1"}
    assert changes.withdrawn == ("m3",)
    assert (changes.returned, changes.new) == (("m4",), ("m5",))
    assert changes.share == 2 / 3

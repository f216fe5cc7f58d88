"""Ids without minting: the oldest stays, others redirect, an anchor takes its id along."""

from catalogue.identifiers import ManifestationId, mint
from catalogue.rehearsed_ids import settle_clusters, settle_works
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster

A, B, C = (RecordKey("ggc", number) for number in "abc")


def test_a_cluster_without_an_id_gets_the_one_that_its_first_record_would_mint() -> None:
    settled = settle_clusters([Cluster((B, A)), Cluster((C,))], {})
    assert settled.ids == (mint("m", "ggc:b"), mint("m", "ggc:c"))
    assert settled.minted[settled.ids[0]] == (1, B)
    assert settled.redirects == {}


def test_an_id_that_another_anchor_holds_is_not_given_again() -> None:
    taken = {mint("m", "ggc:a"): (1, B)}
    assert settle_clusters([Cluster((A,))], taken).ids == (mint("m", "ggc:a", 1),)


def test_where_ids_meet_the_oldest_stays_and_after_a_split_the_anchor_keeps_its_own() -> None:
    minted = {"m-of-b": (1, B), "m-of-a": (2, A)}
    joined = settle_clusters([Cluster((A, B, C))], minted)
    assert (joined.ids, joined.redirects) == (("m-of-b",), {"m-of-a": "m-of-b"})
    parted = settle_clusters([Cluster((A,)), Cluster((B, C))], minted)
    assert (parted.ids, parted.redirects) == (("m-of-a", "m-of-b"), {})


def test_a_work_is_anchored_as_its_oldest_manifestation_is() -> None:
    first, second = ManifestationId("m1"), ManifestationId("m2")
    manifestations = {"m1": (2, A), "m2": (1, B)}
    members = {"m1": [A], "m2": [B, C]}
    new = settle_works([(first, second)], members, manifestations, {})
    assert new.ids == (mint("w", "ggc:b"),)
    known = settle_works([(first, second)], members, manifestations, {"w1": (1, C)})
    assert known.ids == ("w1",)

from catalogue.identifiers import Isil, ManifestationId
from catalogue.source_record import RecordKey
from holdings.link import LocalRecord, Membership, link

KEY = RecordKey("wise-a", "L1")
LOCAL = LocalRecord("wise-a", KEY, (Isil("NL-0890020000"), Isil("NL-0890010000")))
M1 = ManifestationId("m1111111111")


def test_a_local_record_in_a_cluster_with_a_national_member_is_linked_for_each_library():
    holdings = link(LOCAL, {KEY: Membership(M1, "national")})
    assert [(h.library, h.manifestation, h.reason) for h in holdings] == [
        ("NL-0890010000", M1, ""),
        ("NL-0890020000", M1, ""),
    ]


def test_a_title_that_only_libraries_describe_is_found_and_stands_on_the_unlinked_desk():
    holding = link(LOCAL, {KEY: Membership(M1, "local")})[0]
    assert (holding.manifestation, holding.reason) == (M1, "no_national_record")


def test_a_title_in_doubt_shows_its_candidates():
    doubt = ManifestationId("m2222222222")
    holding = link(LOCAL, {KEY: Membership(M1, "local", (doubt,))})[0]
    assert (holding.reason, holding.candidates) == ("in_doubt", (doubt,))


def test_a_record_that_matching_has_not_seen_has_no_manifestation():
    holding = link(LOCAL, {})[0]
    assert (holding.manifestation, holding.reason) == (None, "not_matched_yet")

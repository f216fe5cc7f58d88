"""What every search cluster promises, and what publishing promises on top of it."""

from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from catalogue.errors import IncompleteIndex, NothingToRollBack, SearchUnavailable
from index.documents import Document
from index.elastic import ElasticCluster
from index.mapping import index_name
from index.memory_cluster import MemoryCluster
from index.publish import Written, publish, roll_back, superfluous

ALIAS = "spil"


@pytest.fixture(params=["memory", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def cluster(request):
    if request.param == "memory":
        yield MemoryCluster()
        return
    found = ElasticCluster(request.getfixturevalue("search_url"))
    for index in found.builds(ALIAS):
        found.delete(index)
    yield found
    for index in found.builds(ALIAS):
        found.delete(index)
    found.close()


def works(*ids, version=1):
    return [Document(id_, version, {"id": id_, "title": f"Titel {id_}"}) for id_ in ids]


def build(cluster, number, documents, expected=None):
    return publish(
        cluster,
        documents,
        alias=ALIAS,
        index=index_name(ALIAS, number),
        settle=lambda _: len(documents) if expected is None else expected,
    )


def test_readers_search_a_build_once_it_is_whole(cluster):
    published = build(cluster, 1, works("a", "b"))
    assert published.documents == 2
    assert cluster.live(ALIAS) == published.index == "spil-1-1"


def test_an_incomplete_build_never_goes_live(cluster):
    live = build(cluster, 1, works("a")).index
    with pytest.raises(IncompleteIndex, match="holds 1 works, the catalogue 2"):
        build(cluster, 2, works("a"), expected=2)
    assert cluster.live(ALIAS) == live
    assert cluster.builds(ALIAS) == (live,)


def test_a_failed_build_is_deleted_and_an_interrupted_one_is_filled_again(cluster):
    def breaking_off():
        yield from works("a")
        raise SearchUnavailable("away")

    with pytest.raises(SearchUnavailable):
        build(cluster, 1, breaking_off(), expected=2)
    assert cluster.builds(ALIAS) == ("spil-1-1",)
    assert cluster.live(ALIAS) is None
    assert build(cluster, 1, works("a", "b")).documents == 2

    def failing():
        yield from works("a")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        build(cluster, 2, failing(), expected=2)
    assert cluster.builds(ALIAS) == ("spil-1-1",)


def test_the_build_before_comes_back(cluster):
    build(cluster, 1, works("a"))
    build(cluster, 2, works("a", "b"))
    caught_up = []

    def settle(index):
        caught_up.append(index)
        return 1

    whole = {"spil-1-1", "spil-1-2"}
    assert roll_back(cluster, alias=ALIAS, whole=whole, settle=settle) == "spil-1-1"
    assert caught_up == ["spil-1-1"]
    assert cluster.live(ALIAS) == "spil-1-1"
    with pytest.raises(NothingToRollBack, match="no build before spil-1-1"):
        roll_back(cluster, alias=ALIAS, whole=cluster.builds(ALIAS), settle=lambda _: 0)


def test_builds_of_another_mapping_are_not_rolled_back_to(cluster):
    cluster.create("spil-0-1")
    build(cluster, 2, works("a"))
    with pytest.raises(NothingToRollBack):
        roll_back(cluster, alias=ALIAS, whole=cluster.builds(ALIAS), settle=lambda _: 0)


def test_only_the_newest_earlier_builds_are_kept(cluster):
    for number in (1, 2, 3):
        build(cluster, number, works("a"))
    assert superfluous(cluster, alias=ALIAS, keep=1) == ("spil-1-1",)
    assert superfluous(cluster, alias=ALIAS, keep=2) == ()


def test_a_later_version_stays_whatever_arrives_after_it(cluster):
    cluster.create("spil-1-1")
    cluster.write("spil-1-1", works("a", version=5))
    assert cluster.write("spil-1-1", works("a", version=4)) == Written(1)
    assert cluster.write("spil-1-1", [Document("a", 4, None)]) == Written(1)
    assert cluster.count("spil-1-1") == 1
    assert cluster.write("spil-1-1", [Document("a", 5, None)]) == Written(1)
    assert cluster.count("spil-1-1") == 0


def test_a_deleted_work_does_not_come_back_by_an_older_document(cluster):
    cluster.create("spil-1-1")
    cluster.write("spil-1-1", [Document("a", 7, None)])
    cluster.write("spil-1-1", works("a", version=6))
    assert cluster.count("spil-1-1") == 0


@pytest.mark.elasticsearch
def test_a_document_with_an_unknown_field_is_refused_with_its_reason(search_url):
    cluster = ElasticCluster(search_url)
    cluster.delete("spil-1-1")
    cluster.create("spil-1-1")
    strange = [*works("a"), Document("b", 1, {"id": "b", "colour": "red"})]
    written = cluster.write("spil-1-1", strange)
    assert written.taken == 1
    assert [work for work, _ in written.refused] == ["b"]
    assert "colour" in written.refused[0][1]
    cluster.delete("spil-1-1")


def test_a_cluster_that_is_away_is_told_in_one_sentence():
    cluster = ElasticCluster("http://127.0.0.1:9")
    with pytest.raises(SearchUnavailable, match=r"no answer from Elasticsearch at .*services up"):
        cluster.builds(ALIAS)


class Publishing(RuleBasedStateMachine):
    """Whatever builds fail or break off, the alias names one complete index."""

    def __init__(self):
        super().__init__()
        self.cluster = MemoryCluster()
        self.whole = set()
        self.number = 0

    @rule(size=st.integers(0, 3))
    def a_good_build(self, size):
        self.number += 1
        ids = [str(n) for n in range(size)]
        self.whole.add(build(self.cluster, self.number, works(*ids)).index)

    @rule(problem=st.sampled_from([SearchUnavailable("away"), ValueError("broken")]))
    def a_build_that_breaks_off(self, problem):
        self.number += 1

        def documents():
            yield from works("a")
            raise problem

        with pytest.raises(type(problem)):
            build(self.cluster, self.number, documents(), expected=2)

    @rule()
    def a_build_with_too_little(self):
        self.number += 1
        with pytest.raises(IncompleteIndex):
            build(self.cluster, self.number, works("a"), expected=2)

    @precondition(lambda self: self.cluster.live(ALIAS))
    @rule()
    def a_roll_back(self):
        with suppress(NothingToRollBack):
            roll_back(self.cluster, alias=ALIAS, whole=self.whole, settle=lambda _: 0)

    @invariant()
    def readers_search_a_whole_build(self):
        live = self.cluster.live(ALIAS)
        assert live is None or live in self.whole


TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)

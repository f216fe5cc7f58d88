from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.model import Carrier, Extent, Title
from catalogue.source_record import RecordKey
from catalogue.verdicts import Judgement
from matching.blocks import entry_of, pairs
from matching.clusters import cluster, facts_of
from matching.compare import compare
from matching.judgements import decide
from matching.rules import load_rules
from tests.some_records import isbn, record, records, volume

RULES = load_rules()


def clusters_of(found, judgements=()):
    by_key = {one.key: one for one in found}
    met = pairs([entry_of(one) for one in by_key.values()], RULES)
    comparisons = [compare(by_key[a], by_key[b], RULES) for a, b in met]
    facts = {key: facts_of(one) for key, one in by_key.items()}
    return [c.members for c in cluster(facts, comparisons, decide(judgements), RULES)]


def judged(left, right, verdict):
    return Judgement(left=left, right=right, verdict=verdict, who="desk")


def test_descriptions_of_one_publication_come_together_national_ones_first():
    found = clusters_of([record("zeeland", "L1"), record("ggc", "9"), record("nbd", "1")])
    assert found == [(("nbd", "1"), ("ggc", "9"), ("zeeland", "L1"))]


def test_two_volumes_never_share_a_cluster_whatever_connects_them():
    whole = record("ggc", "9", isbns=isbn(0))
    found = clusters_of(
        [record("nbd", "1", volume=volume(1)), record("nbd", "2", volume=volume(2)), whole]
    )
    assert not any({("nbd", "1"), ("nbd", "2")} <= set(members) for members in found)


def test_a_record_that_says_too_little_joins_one_cluster_and_connects_none():
    thin = record("zeeland", "L1", isbns=(), extent=Extent(), years=())
    first = record("nbd", "1", extent=Extent(pages=212))
    second = record("nbd", "2", extent=Extent(pages=400), isbns=isbn(1), years=(2012,))
    found = clusters_of([thin, first, second])
    assert len(found) == 2
    assert not any({first.key, second.key} <= set(members) for members in found)


def test_not_the_same_keeps_two_records_apart_whatever_chain_connects_them():
    three = [record("nbd", "1"), record("ggc", "9"), record("obcp", "5")]
    apart = judged(three[0].key, three[2].key, "different")
    found = clusters_of(three, [apart])
    assert not any({three[0].key, three[2].key} <= set(members) for members in found)
    assert len(clusters_of(three)) == 1


def test_the_same_joins_what_the_rules_keep_apart():
    book = record("nbd", "1")
    reader = record("ggc", "9", carrier=Carrier.E_BOOK, title=Title(main="Iets heel anders"))
    assert len(clusters_of([book, reader])) == 2
    assert len(clusters_of([book, reader], [judged(reader.key, book.key, "same")])) == 1


def test_people_who_contradict_each_other_are_reported_and_the_records_stay_apart():
    a, b = RecordKey("nbd", "1"), RecordKey("ggc", "9")
    decisions = decide([judged(a, b, "same"), judged(b, a, "different")])
    assert decisions.contradicting == {(b, a)}
    assert decisions.same == frozenset()


@settings(max_examples=40, deadline=None)
@given(st.lists(records(), max_size=12, unique_by=lambda one: one.key), st.randoms())
def test_clusters_ignore_the_order_of_records_and_comparisons(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert clusters_of(shuffled) == clusters_of(found)


@settings(max_examples=40, deadline=None)
@given(st.lists(records(), min_size=2, max_size=10, unique_by=lambda one: one.key), st.data())
def test_a_judgement_always_holds_and_every_record_stands_in_one_cluster(found, data):
    keys = [one.key for one in found]
    pairs_of_keys = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(
        lambda p: p[0] != p[1]
    )
    chosen = data.draw(st.lists(pairs_of_keys, max_size=4))
    verdicts = [judged(a, b, data.draw(st.sampled_from(["same", "different"]))) for a, b in chosen]
    members = clusters_of(found, verdicts)
    assert sorted(key for group in members for key in group) == sorted(keys)
    decisions = decide(verdicts)
    where = {key: i for i, group in enumerate(members) for key in group}
    assert all(where[a] != where[b] for a, b in decisions.different)
    if not decisions.different:
        assert all(where[a] == where[b] for a, b in decisions.same)

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.model import Carrier, Confidence, Description, Edition, Subject
from matching.survivorship import load_ranking, merge
from tests.some_records import isbn, record, records

RANKING = replace(load_ranking(), local=("zeeland",))

NBD = record(
    "nbd",
    "1",
    annotation="Kort.",
    audience=("B",),
    subjects=(Subject(term="Egels", scheme="nbdbt"),),
    edition=Edition(statement="2e druk", number=2),
)
GGC = record(
    "ggc",
    "9",
    annotation="Een langere annotatie.",
    isbns=isbn(1),
    subjects=(Subject(term="egels", scheme="btr"), Subject(term="Stranden", scheme="btr")),
    years=(2018,),
)
LOCAL = record("zeeland", "L1", audience=("C",), cover="https://covers.example/1")


def source_of(merged, field):
    return next(value for value in merged.provenance if value.field == field).records


def test_each_field_comes_from_the_source_that_ranks_best_for_it():
    merged = merge([LOCAL, GGC, NBD], RANKING)
    assert merged.description.audience == ("B",)
    assert merged.description.years == (2019,)
    assert source_of(merged, "title") == ("ggc:9",)
    assert merged.description.cover == "https://covers.example/1"
    assert source_of(merged, "cover") == ("zeeland:L1",)


def test_the_longest_annotation_wins_and_identifiers_and_subjects_are_united():
    merged = merge([NBD, GGC], RANKING)
    assert merged.description.annotation == "Een langere annotatie."
    assert {s.isbn for s in merged.description.isbns} == {isbn(0)[0].isbn, isbn(1)[0].isbn}
    assert [s.term for s in merged.description.subjects] == ["egels", "Stranden"]


def test_volume_and_edition_come_from_the_record_that_gave_the_title():
    merged = merge([NBD, GGC], RANKING)
    assert merged.description.edition == GGC.edition


def test_a_carrier_that_is_sure_outranks_one_that_is_not():
    unsure = record("ggc", "9", carrier=Carrier.BOOK, carrier_confidence=Confidence.DOUBTFUL)
    sure = record("zeeland", "L1", carrier=Carrier.LARGE_PRINT)
    assert merge([unsure, sure], RANKING).description.carrier is Carrier.LARGE_PRINT


def test_a_carrier_that_two_kinds_of_evidence_tell_outranks_one_that_is_only_stated():
    stated = record("ggc", "9", carrier=Carrier.BOOK, carrier_confidence=Confidence.STATED)
    confirmed = record(
        "zeeland", "L1", carrier=Carrier.LARGE_PRINT, carrier_confidence=Confidence.CONFIRMED
    )
    description = merge([stated, confirmed], RANKING).description
    assert description.carrier is Carrier.LARGE_PRINT
    assert description.carrier_confidence is Confidence.CONFIRMED


def test_a_cluster_of_local_records_only_stands_as_local():
    assert merge([LOCAL], RANKING).standing == "local"
    assert merge([LOCAL, GGC], RANKING).standing == "national"


@settings(max_examples=60)
@given(st.lists(records(), min_size=1, max_size=6, unique_by=lambda one: one.key), st.randoms())
def test_a_merge_ignores_order_and_invents_nothing(members, random):
    merged = merge(members, RANKING)
    shuffled = list(members)
    random.shuffle(shuffled)
    assert merge(shuffled, RANKING) == merged
    by_key = {str(one.key): one for one in members}
    for value in merged.provenance:
        assert set(value.records) <= set(by_key)
    for field in Description.model_fields:
        stated = getattr(merged.description, field)
        if isinstance(stated, tuple):
            given_by_members = {str(v) for one in members for v in getattr(one, field)}
            assert {str(v) for v in stated} <= given_by_members
        else:
            assert stated in [getattr(one, field) for one in members]

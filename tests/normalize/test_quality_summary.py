"""What is counted while records are checked: shares that can be checked by hand, flat memory."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from catalogue.model import BibliographicRecord, Carrier, Confidence, Title
from catalogue.outcomes import LocalItem, Normalized, Problem, Rejected
from normalize.profiles import load_table
from normalize.quality_summary import OTHERS, QualitySummary
from normalize.quality_tally import FIELDS, Run, Tally, filled_fields, weight_of
from normalize.reading import describe
from tests.some_records import record

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def problem(number: str, rule: str = "year_missing") -> Problem:
    return describe(f"nbd:{number}", rule, "years", "")


def kept(number: str, *rules: str, branches: str = "", source: str = "nbd") -> Normalized:
    """A record with problems of these rules, and a copy in each branch."""
    return Normalized(
        record=record(source=source, number=number),
        items=tuple(
            LocalItem(item_id=f"{number}/{place}", branch_code=code)
            for place, code in enumerate(branches)
        ),
        problems=tuple(problem(number, rule) for rule in rules),
    )


def refused(number: str) -> Rejected:
    return Rejected(
        source="nbd", number=number, reason="", problems=(problem(number, "title_missing"),)
    )


def summary_of(*outcomes: Normalized | Rejected) -> QualitySummary:
    summary = QualitySummary()
    assert tuple(summary.passing(outcomes)) == outcomes
    return summary


def test_records_are_counted_as_read_kept_rejected_and_flawless() -> None:
    whole = summary_of(kept("1"), kept("2", "year_missing"), refused("3"), kept("4")).whole
    assert (whole.read, whole.kept, whole.rejected, whole.flawless) == (4, 3, 1, 2)
    assert whole.figures.share_flawless == 0.5
    assert whole.figures.share_rejected == 0.25


def test_a_rule_broken_twice_in_a_record_is_two_problems_of_one_record() -> None:
    whole = summary_of(kept("1", "role_unknown", "role_unknown"), kept("2")).whole
    assert (whole.problems["role_unknown"], whole.records["role_unknown"]) == (2, 1)
    assert whole.share_valid("role_unknown") == 0.5
    assert whole.share_valid("year_missing") == 1.0


def test_completeness_is_the_share_of_the_kept_records_with_a_field_filled() -> None:
    bare = Normalized(record=BibliographicRecord(source="nbd", number="2", title=Title(main="Zee")))
    whole = summary_of(kept("1"), bare, refused("3")).whole
    assert whole.share_filled("title") == 1.0
    assert whole.share_filled("languages") == 0.5
    assert whole.share_filled("annotation") == 0.0
    core = load_table("validation")["completeness"]["core"]
    by_hand = sum(whole.share_filled(name) for name in core) / len(core)
    assert abs(whole.core - by_hand) < 1e-9


def test_an_unknown_carrier_is_not_a_filled_field() -> None:
    untold = record(carrier=Carrier.UNKNOWN, carrier_confidence=Confidence.NONE)
    described = Normalized(record=untold)
    assert "carrier" not in filled_fields(described)
    assert "carrier" in filled_fields(Normalized(record=record()))


def test_every_core_field_is_a_field_of_descriptions() -> None:
    assert set(load_table("validation")["completeness"]["core"]) <= set(FIELDS)


def test_sources_are_counted_apart() -> None:
    sources = summary_of(kept("1"), kept("1", "year_missing", source="ggc"), refused("2")).sources
    assert {name: (each.read, each.rejected) for name, each in sources.items()} == {
        "nbd": (2, 1),
        "ggc": (1, 0),
    }


def test_a_record_counts_once_for_each_library_that_has_copies_of_it() -> None:
    summary = QualitySummary(lambda source, code: {"a": "Oost", "b": "Oost"}.get(code, "West"))
    for outcome in (kept("1", "year_missing", branches="abc"), kept("2", branches="a"), kept("3")):
        summary.take(outcome)
    found = {n: (t.read, t.copies, t.flawless) for n, t in summary.libraries.items()}
    assert found == {"Oost": (2, 3, 1), "West": (1, 1, 0)}
    assert summary.whole.copies == 4


def test_the_worst_record_is_the_one_with_the_gravest_problems() -> None:
    many = kept("many", *(["title_in_capitals"] * 4))
    grave = kept("grave", "year_missing", "language_missing")
    worst = summary_of(kept("good"), many, grave, refused("refused")).sources["nbd"].worst
    assert [each.record for each in worst] == ["nbd:refused", "nbd:grave", "nbd:many"]
    assert [each.weight for each in worst] == [10, 6, 4]


def test_a_record_shows_its_gravest_problems_and_counts_the_others() -> None:
    (finding,) = (
        summary_of(kept("1", *(["title_in_capitals"] * 30), "year_missing")).sources["nbd"].worst
    )
    assert finding.problems[0].rule == "year_missing"
    assert (len(finding.problems), finding.more) == (20, 11)


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 8))
def test_the_worst_are_those_that_sorting_everything_would_give(
    counts: list[int], most: int
) -> None:
    tally = Tally("nbd", most=most)
    for number, count in enumerate(counts):
        tally.take(kept(str(number), *(["year_missing"] * count)), (), 0)
    by_sorting = sorted(
        ((count, -number) for number, count in enumerate(counts) if count), reverse=True
    )
    wanted = [f"nbd:{-number}" for _, number in by_sorting[:most]]
    assert [each.record for each in tally.worst] == wanted


def test_examples_are_few_and_the_first() -> None:
    tally = summary_of(*(kept(str(n), "year_missing") for n in range(9))).sources["nbd"]
    assert [e.record for e in tally.examples["year_missing"]] == [f"nbd:{n}" for n in range(5)]


def test_a_file_that_names_a_branch_for_each_record_does_not_fill_the_memory() -> None:
    summary = QualitySummary(lambda source, code: code)
    for number in range(1_200):
        item = LocalItem(item_id="1", branch_code=f"b{number}")
        summary.take(Normalized(record=record(number=str(number)), items=(item,)))
    assert len(summary.libraries) == 1_001
    assert summary.libraries[OTHERS].read == 200


def test_counting_takes_no_more_memory_for_more_records() -> None:
    def many(count: int) -> Iterator[Normalized]:
        return (kept(str(n), "year_missing", "title_in_capitals") for n in range(count))

    peaks = []
    for count in (500, 4_000):
        tracemalloc.start()
        summary = QualitySummary()
        for _ in summary.passing(many(count)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000


def test_a_run_can_be_kept_and_read_again() -> None:
    run = summary_of(kept("1", "year_missing", branches="a"), refused("2")).run(AT)
    assert Run.model_validate_json(run.model_dump_json()) == run
    assert run.sources["nbd"].rules == {"title_missing": 1, "year_missing": 1}
    assert set(run.libraries) == {"nbd a"}


def test_every_rule_has_a_weight_and_an_error_outweighs_any_warning() -> None:
    remedies = load_table("remedies")
    warnings = [weight_of(rule) for rule in remedies if remedies[rule]["severity"] == "warning"]
    assert max(warnings) < weight_of("title_missing")

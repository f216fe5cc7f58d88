"""A source that lists every date for any: found out once, taken whole, landed once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from ingest.counts import HarvestCounts
from ingest.harvest import harvest, harvest_pages
from ingest.journal import MemoryJournal
from tests.ingest.dated_source import FIRST, Dated, DatedSource, daily
from tests.made_up_source import NOW, landed_records, source

COUNT = 60
TOLD = "source heeds no dates, its list is taken whole"


def taken(
    asked: DatedSource, journal: MemoryJournal, landing: Path, **given: object
) -> HarvestCounts:
    nbd = source("http://source.example/oai", window_days=7, **given)
    return harvest(nbd, journal, landing, reach=asked.reach())


def landed(journal: MemoryJournal, landing: Path) -> list[str]:
    return sorted(str(record.locator) for record in landed_records(journal, landing))


def named(records: list[Dated]) -> list[str]:
    return sorted(each.locator for each in records)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("days", [1, 7, 31, 50, 400])
def test_a_list_that_comes_for_every_window_is_landed_once(
    days: int, newest_first: bool, tmp_path: Path
) -> None:
    asked, journal = DatedSource(daily(COUNT), heeds=False, reversed=newest_first), MemoryJournal()
    counts = harvest(
        source("http://source.example/oai", window_days=days),
        journal,
        tmp_path,
        reach=asked.reach(),
    )
    assert landed(journal, tmp_path) == named(daily(COUNT))
    assert counts.records == COUNT
    assert asked.lists <= 5


def test_it_is_told_once_with_the_setting_that_would_have_told_it(tmp_path: Path) -> None:
    asked, journal = DatedSource(daily(COUNT), heeds=False), MemoryJournal()
    with capture_logs() as lines:
        counts = taken(asked, journal, tmp_path)
        again = taken(asked, journal, tmp_path)
    (line,) = [line for line in lines if line["event"] == TOLD]
    assert (line["source"], line["log_level"]) == ("nbd", "warning")
    assert "heeds_dates = false" in line["setting"]
    assert (counts.told["dates_not_heeded"], again.told.get("dates_not_heeded")) == (1, None)


def test_from_then_on_only_pages_that_changed_are_landed(tmp_path: Path) -> None:
    records, journal = daily(COUNT), MemoryJournal()
    taken(DatedSource(records, heeds=False), journal, tmp_path)
    second = DatedSource(records, heeds=False)
    counts = taken(second, journal, tmp_path)
    assert (counts.records, counts.known, second.lists) == (0, COUNT // 5, 1)
    changed = [*records[:7], replace(records[7], title="Zomerhuis", shown=NOW), *records[8:]]
    for known in (0, 1):
        counts = taken(DatedSource(changed, heeds=False), journal, tmp_path)
        assert (counts.pages, counts.known) == (1 - known, COUNT // 5 - 1 + known)
    assert counts.dates_not_heeded == 0


def test_a_record_that_is_as_it_was_before_a_change_is_landed_again(tmp_path: Path) -> None:
    before, journal = daily(COUNT), MemoryJournal()
    changed = [replace(before[0], title="Zomerhuis"), *before[1:]]
    for records in (before, changed, before):
        taken(DatedSource(records, heeds=False), journal, tmp_path)
    titles = [
        b"Zomerhuis" in record.payload
        for record in landed_records(journal, tmp_path)
        if record.locator == before[0].locator
    ]
    assert titles == [False, True, False]


def test_a_later_harvest_may_find_it_out_and_lands_no_page_again(tmp_path: Path) -> None:
    records, journal = daily(COUNT), MemoryJournal()
    taken(DatedSource(records), journal, tmp_path, set="boeken", heeds_dates=True)
    whole = source("http://source.example/oai", window_days=400)
    harvest(whole, journal, tmp_path, reach=DatedSource(records, heeds=False).reach())
    landed_before = len(landed_records(journal, tmp_path))
    later = DatedSource(records, heeds=False, slow=timedelta(days=-7))
    counts = harvest(whole, journal, tmp_path, reach=later.reach())
    assert (counts.dates_not_heeded, counts.records, counts.known) == (1, 0, COUNT // 5)
    assert len(landed_records(journal, tmp_path)) == landed_before


@pytest.mark.parametrize("pages", range(1, 16))
def test_a_harvest_killed_anywhere_repeats_at_most_one_page(pages: int, tmp_path: Path) -> None:
    nbd, unbroken = source("http://source.example/oai", window_days=7), DatedSource(daily(COUNT))
    unbroken.heeds = False
    harvest(nbd, MemoryJournal(), tmp_path / "unbroken", reach=unbroken.reach())
    asked, journal = DatedSource(daily(COUNT), heeds=False), MemoryJournal()
    under_way = harvest_pages(nbd, journal, tmp_path / "killed", reach=asked.reach())
    done = sum((next(under_way, HarvestCounts()) for _ in range(pages)), HarvestCounts())
    under_way.close()  # type: ignore[attr-defined]
    counts = harvest(nbd, journal, tmp_path / "killed", reach=asked.reach())
    assert landed(journal, tmp_path / "killed") == named(daily(COUNT))
    assert done.records + counts.records == COUNT
    if pages < 15:
        assert asked.pages <= unbroken.pages + 1


def test_reaching_back_lands_the_whole_list_once_more(tmp_path: Path) -> None:
    asked, journal = DatedSource(daily(COUNT), heeds=False), MemoryJournal()
    taken(asked, journal, tmp_path)
    nbd = source("http://source.example/oai", window_days=7)
    counts = harvest(nbd, journal, tmp_path, reach=asked.reach(), since=FIRST)
    assert (counts.records, counts.known) == (COUNT, 0)


def test_a_source_of_which_it_is_told_is_not_asked_for_dates_at_all(tmp_path: Path) -> None:
    asked, journal = DatedSource(daily(COUNT), heeds=False), MemoryJournal()
    counts = taken(asked, journal, tmp_path, heeds_dates=False)
    assert (counts.records, counts.dates_not_heeded, asked.lists) == (COUNT, 0, 1)
    assert not any("from" in each or "until" in each for each in asked.asked)


def test_a_source_of_which_the_opposite_is_told_is_never_suspected(tmp_path: Path) -> None:
    asked, journal = DatedSource(daily(COUNT), heeds=False), MemoryJournal()
    counts = taken(asked, journal, tmp_path, heeds_dates=True)
    assert (counts.records, counts.dates_not_heeded) == (COUNT, 0)
    assert asked.lists > COUNT // 7
    assert not any(each.get("from", "") > "2030" for each in asked.asked)


@pytest.mark.parametrize("shown", [None, NOW, FIRST - timedelta(days=9000)])
def test_records_without_a_date_of_their_own_are_landed_once_as_well(
    shown: None, tmp_path: Path
) -> None:
    records = [replace(each, shown=shown) for each in daily(COUNT)]
    asked, journal = DatedSource(records, heeds=False), MemoryJournal()
    assert taken(asked, journal, tmp_path).records == COUNT
    assert landed(journal, tmp_path) == named(records)


dates = st.one_of(st.none(), st.integers(-3000, 82).map(lambda day: FIRST + timedelta(days=day)))


@given(
    shown=st.dictionaries(st.integers(0, COUNT - 1), dates),
    by_day=st.booleans(),
    slow=st.sampled_from([timedelta(0), timedelta(hours=2), timedelta(days=1)]),
    window=st.integers(1, 40),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_source_that_heeds_dates_is_never_mistaken_whatever_dates_it_shows(
    shown: dict[int, None], by_day: bool, slow: timedelta, window: int, tmp_path: Path
) -> None:
    records = [replace(each, shown=shown.get(each.index, each.shown)) for each in daily(COUNT)]
    asked, journal = DatedSource(records, by_day=by_day, slow=slow), MemoryJournal()
    nbd = source("http://source.example/oai", window_days=window)
    counts = harvest(nbd, journal, tmp_path, reach=asked.reach())
    assert (counts.records, counts.dates_not_heeded) == (COUNT, 0)
    assert landed(journal, tmp_path) == named(records)


def test_a_source_whose_dates_are_all_wrong_is_asked_once_a_harvest_whether_it_heeds_them(
    tmp_path: Path,
) -> None:
    records = [replace(each, shown=NOW) for each in daily(COUNT)]
    asked, journal = DatedSource(records), MemoryJournal()
    assert taken(asked, journal, tmp_path).dates_not_heeded == 0
    assert sum(each.get("from", "") > "2030" for each in asked.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(500),
        lambda: httpx.Response(400),
        lambda: httpx.Response(200, text="<html>Onderhoud</html>"),
        lambda: httpx.Response(200, text="<OAI-PMH><error code='badArgument'/></OAI-PMH>"),
        lambda: httpx.Response(200, text="<OAI-PMH><ListRecords/></OAI-PMH>"),
    ],
)
def test_a_source_that_does_not_answer_for_a_day_to_come_has_shown_nothing(
    answer: Callable[[], httpx.Response], tmp_path: Path
) -> None:
    records = [replace(each, shown=NOW) for each in daily(COUNT)]
    asked, journal = DatedSource(records, to_come=answer), MemoryJournal()
    counts = taken(asked, journal, tmp_path)
    assert (counts.records, counts.dates_not_heeded) == (COUNT, 0)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("days", [1, 7, 31, 400])
def test_a_source_that_heeds_from_alone_is_one_list_from_where_it_shows(
    days: int, newest_first: bool, tmp_path: Path
) -> None:
    asked = DatedSource(daily(COUNT), heeds_until=False, reversed=newest_first)
    nbd, journal = source("http://source.example/oai", window_days=days), MemoryJournal()
    counts = harvest(nbd, journal, tmp_path, reach=asked.reach())
    assert landed(journal, tmp_path) == named(daily(COUNT))
    assert (counts.records, counts.dates_not_heeded) == (COUNT, 0)
    later = DatedSource([*daily(COUNT), *daily(3, first=90)], heeds_until=False)
    later.slow = timedelta(days=-20)
    again = harvest(nbd, journal, tmp_path, reach=later.reach())
    assert (again.records, again.known) == (3, 0)


def test_a_source_that_stays_suspect_is_asked_for_two_days_a_harvest(tmp_path: Path) -> None:
    records = [replace(each, shown=NOW) for each in daily(COUNT)]
    asked = DatedSource(records)
    taken(asked, MemoryJournal(), tmp_path)
    windows = [(each["from"], each["until"]) for each in asked.asked if "from" in each]
    days = [first for first, until in windows if first == until]
    assert [day[:4] for day in days] == ["2036", "2016"]

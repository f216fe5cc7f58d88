import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogue.errors import LandingError, SourceError
from catalogue.source_record import Format
from ingest.harvest import harvest, harvest_pages
from ingest.journal import MemoryJournal
from ingest.landing import read_landed
from nation.faults import Fault
from nation.provider import Provider, serve_folder
from nation.records_folder import Entry, write_index
from tests.made_up_source import (
    FIRST_DAY,
    fill,
    landed_records,
    marcxml,
    number,
    reach,
    source,
)

COUNT = 23
PAGE = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "source", COUNT, deleted=(4, 11))
    return tmp_path / "source"


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "landing"


@pytest.fixture
def provider(folder: Path) -> Iterator[Provider]:
    with serve_folder(folder, prefix="marcxml", page_size=PAGE) as provider:
        yield provider


def assert_all_landed_once(journal: MemoryJournal, landing: Path, without: bytes = b"") -> None:
    records = landed_records(journal, landing)
    locators = [record.locator for record in records]
    assert sorted(locators) == [f"oai:source.example:{number(i)}" for i in range(COUNT)]
    assert sum(record.deleted for record in records) == 2
    for record in records:
        index = int((record.locator or "")[-5:])
        payload = record.payload.replace(without, b"") if without else record.payload
        assert record.deleted or re.sub(rb">\s+<", b"><", payload) == marcxml(index)


def test_a_harvest_lands_every_record_and_every_deletion_once(
    provider: Provider, landing: Path
) -> None:
    journal = MemoryJournal()
    counts = harvest(source(provider.address), journal, landing, reach=reach())
    assert_all_landed_once(journal, landing)
    assert (counts.pages, counts.records, counts.deleted, counts.windows) == (5, COUNT, 2, 1)
    assert (counts.retries, counts.short, counts.known) == (0, 0, 0)


def test_a_second_harvest_with_nothing_new_lands_nothing(provider: Provider, landing: Path) -> None:
    journal = MemoryJournal()
    harvest(source(provider.address), journal, landing, reach=reach())
    files = sorted(path for path in landing.rglob("*") if path.is_file())
    counts = harvest(source(provider.address), journal, landing, reach=reach())
    assert (counts.pages, counts.records) == (0, 0)
    assert sorted(path for path in landing.rglob("*") if path.is_file()) == files


@pytest.mark.parametrize("days", [7, 31])
def test_windows_by_date_leave_no_record_out_and_take_none_twice(
    days: int, provider: Provider, landing: Path
) -> None:
    journal = MemoryJournal()
    counts = harvest(source(provider.address, window_days=days), journal, landing, reach=reach())
    assert counts.windows > 2
    assert_all_landed_once(journal, landing)


def test_a_source_of_days_asks_its_last_day_again_but_lands_it_once(
    folder: Path, landing: Path
) -> None:
    today = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    write_index(folder, [Entry(number(0), "oai:source.example:0", today)])
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml") as provider:
        asked = source(provider.address, granularity="day")
        first = harvest(asked, journal, landing, reach=reach())
        second = harvest(asked, journal, landing, reach=reach())
    assert (first.records, second.records, second.known) == (1, 0, 1)


def test_only_the_set_that_was_asked_for_is_landed(provider: Provider, landing: Path) -> None:
    journal = MemoryJournal()
    harvest(source(provider.address, set="films"), journal, landing, reach=reach())
    assert len(landed_records(journal, landing)) == COUNT // 2


def test_another_set_is_another_harvest(provider: Provider, landing: Path) -> None:
    journal = MemoryJournal()
    harvest(source(provider.address, set="films"), journal, landing, reach=reach())
    harvest(source(provider.address, set="boeken"), journal, landing, reach=reach())
    assert_all_landed_once(journal, landing)


def test_a_correction_and_a_deletion_arrive_with_the_next_harvest(
    folder: Path, provider: Provider, landing: Path
) -> None:
    journal = MemoryJournal()
    entries = fill(folder, COUNT, deleted=(4, 11))
    harvest(source(provider.address), journal, landing, reach=reach())
    before = len(journal.waiting())
    later = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(seconds=1)
    (folder / f"{number(0)}.xml").write_bytes(marcxml(0, "Het diner, herzien"))
    changed = [
        Entry(number(0), entries[0].identifier, later),
        Entry(number(1), entries[1].identifier, later, deleted=True),
    ]
    write_index(folder, [*changed, *entries[2:]])
    while datetime.now(UTC).replace(tzinfo=None) < later + timedelta(seconds=0.1):
        pass
    counts = harvest(source(provider.address), journal, landing, reach=reach())
    assert (counts.records, counts.deleted) == (2, 1)
    (page,) = journal.waiting()[before:]
    assert "herzien" in read_landed(landing / page.file).decode()


FAULTS = [
    Fault("unavailable", request=2),
    Fault("unavailable", request=1, times=3),
    Fault("retry_after_seconds", request=3, seconds=7),
    Fault("retry_after_date", request=3, seconds=90),
    Fault("too_many_requests", request=2),
    Fault("server_error", request=1),
    Fault("half_page", request=2),
    Fault("cut_page", request=4),
    Fault("reset", request=2, times=2),
    Fault("silent", request=2, seconds=1.5),
    Fault("html", request=3, times=2),
    Fault("expired_token", request=3),
    Fault("repeated_token", request=3),
    Fault("empty_token", request=2),
    Fault("no_records", request=3),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind}-{fault.request}")
def test_a_source_that_falters_is_harvested_whole(
    fault: Fault, folder: Path, landing: Path
) -> None:
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        counts = harvest(source(provider.address), journal, landing, reach=reach(seconds=0.5))
    assert_all_landed_once(journal, landing)
    assert counts.records == COUNT
    assert counts.retries + counts.known > 0


def test_every_fault_in_one_harvest_still_lands_every_record_once(
    folder: Path, landing: Path
) -> None:
    kinds = [fault.kind for fault in FAULTS if fault.kind not in ("silent", "empty_token")]
    faults = [Fault(kind, request=2 + 3 * n) for n, kind in enumerate(kinds)]
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml", page_size=1, faults=faults) as provider:
        harvest(source(provider.address), journal, landing, reach=reach())
    assert_all_landed_once(journal, landing)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("retry_after_seconds", request=2, seconds=7), 7.0),
        (Fault("unavailable", request=2), 1.0),
    ],
)
def test_a_wait_is_as_long_as_the_source_asks(
    fault: Fault, expected: float, folder: Path, landing: Path
) -> None:
    waits: list[float] = []
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        harvest(source(provider.address), MemoryJournal(), landing, reach=reach(waits))
    assert waits == [expected]


def test_a_wait_until_a_moment_is_counted_in_seconds(folder: Path, landing: Path) -> None:
    waits: list[float] = []
    fault = Fault("retry_after_date", request=1, seconds=90)
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        harvest(source(provider.address), MemoryJournal(), landing, reach=reach(waits))
    assert len(waits) == 1
    assert 80 < waits[0] <= 90


def test_waits_double(folder: Path, landing: Path) -> None:
    waits: list[float] = []
    fault = Fault("unavailable", request=2, times=3)
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        harvest(source(provider.address), MemoryJournal(), landing, reach=reach(waits))
    assert waits == [1.0, 2.0, 4.0]


def test_a_source_that_asks_for_hours_is_left_alone_until_the_next_run(
    folder: Path, landing: Path
) -> None:
    fault = Fault("retry_after_seconds", request=2, seconds=7200)
    journal, waits = MemoryJournal(), list[float]()
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        with pytest.raises(SourceError, match="7200 s"):
            harvest(source(provider.address), journal, landing, reach=reach(waits))
        assert waits == []
        harvest(source(provider.address), journal, landing, reach=reach(waits))
    assert_all_landed_once(journal, landing)


@pytest.mark.parametrize("kind", ["control_character", "broken_text"])
def test_signs_that_xml_forbids_are_counted_and_kept_as_received(
    kind: str, folder: Path, landing: Path
) -> None:
    journal = MemoryJournal()
    fault = Fault(kind, request=2)  # type: ignore[arg-type]
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        counts = harvest(source(provider.address), journal, landing, reach=reach())
    assert (counts.stripped, counts.records, counts.retries) == (1, COUNT, 0)
    sign = b"\x0b" if kind == "control_character" else b"\xff"
    pages = [read_landed(landing / page.file) for page in journal.waiting()]
    assert [page.count(sign) for page in pages] == [0, 1, 0, 0, 0]
    if kind == "control_character":
        assert_all_landed_once(journal, landing, without=sign)


@pytest.mark.parametrize("kind", ["html", "cut_page", "half_page", "reset", "server_error"])
def test_a_source_that_stays_broken_stops_the_harvest_and_the_next_one_continues(
    kind: str, folder: Path, landing: Path
) -> None:
    journal = MemoryJournal()
    fault = Fault(kind, request=3, times=4)  # type: ignore[arg-type]
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        with pytest.raises(SourceError, match=r"source nbd, window 2026-09-01.*, page 3"):
            harvest(source(provider.address), journal, landing, reach=reach())
        assert len(landed_records(journal, landing)) == 2 * PAGE
        before = provider.requests
        counts = harvest(source(provider.address), journal, landing, reach=reach())
        assert provider.requests <= before + 4  # three pages, and what is new since
    assert counts.records == COUNT - 2 * PAGE
    assert_all_landed_once(journal, landing)


def test_the_last_answer_of_a_broken_source_is_kept_and_named(folder: Path, landing: Path) -> None:
    fault = Fault("html", request=1, times=9)
    with (
        serve_folder(folder, prefix="marcxml", faults=[fault]) as provider,
        pytest.raises(SourceError, match="HTML") as told,
    ):
        harvest(source(provider.address), MemoryJournal(), landing, reach=reach())
    kept = Path(str(told.value).rpartition("kept as ")[2])
    assert b"Onderhoud" in read_landed(kept)


def test_a_token_that_is_always_refused_ends_in_a_clear_error(folder: Path, landing: Path) -> None:
    fault = Fault("expired_token", request=2, times=99)
    with (
        serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider,
        pytest.raises(SourceError, match="badResumptionToken"),
    ):
        harvest(source(provider.address), MemoryJournal(), landing, reach=reach())


def test_a_token_that_comes_back_for_ever_makes_the_lists_shorter(
    folder: Path, landing: Path
) -> None:
    fault = Fault("repeated_token", request=2, times=999)
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        harvest(source(provider.address), journal, landing, reach=reach())
        assert provider.requests < 80
    assert_all_landed_once(journal, landing)


def test_a_list_of_one_day_whose_token_comes_back_for_ever_does_not_loop(
    folder: Path, landing: Path
) -> None:
    today = FIRST_DAY + timedelta(days=1)
    write_index(folder, [Entry(number(i), f"oai:x:{i}", today) for i in range(12, 21)])
    fault = Fault("repeated_token", request=2, times=999)
    with serve_folder(folder, prefix="marcxml", page_size=PAGE - 1, faults=[fault]) as provider:
        with pytest.raises(SourceError, match="hands out token"):
            harvest(source(provider.address), MemoryJournal(), landing, reach=reach())
        assert provider.requests < 80


def test_a_harvest_that_was_killed_while_its_lists_were_short_loses_nothing(
    folder: Path, landing: Path
) -> None:
    fault = Fault("repeated_token", request=2, times=999)
    for pages in range(1, 12, 3):
        journal = MemoryJournal()
        with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
            nbd = source(provider.address)
            under_way = harvest_pages(nbd, journal, landing, reach=reach())
            for _ in range(pages):
                next(under_way)
            under_way.close()  # type: ignore[attr-defined]
            harvest(nbd, journal, landing, reach=reach())
        found = {record.locator for record in landed_records(journal, landing)}
        assert found == {f"oai:source.example:{number(i)}" for i in range(COUNT)}


def test_a_list_that_stays_shorter_than_announced_is_reported(folder: Path, landing: Path) -> None:
    fault = Fault("empty_token", request=2, times=99)
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        counts = harvest(source(provider.address), MemoryJournal(), landing, reach=reach())
    assert (counts.short, counts.records) == (1, 2 * PAGE)


def test_a_wrong_format_is_an_error_of_the_settings(provider: Provider, landing: Path) -> None:
    asked = source(provider.address, metadata_prefix="oai_dc")
    with pytest.raises(SourceError, match=r"cannotDisseminateFormat.*sources\.toml"):
        harvest(asked, MemoryJournal(), landing, reach=reach())


def test_an_address_where_nobody_is_at_home_is_named(landing: Path) -> None:
    asked = source("http://127.0.0.1:9/oai")
    with pytest.raises(SourceError, match=r"source nbd, Identify: http://127\.0\.0\.1:9/oai"):
        harvest(asked, MemoryJournal(), landing, reach=reach())


@pytest.mark.parametrize("pages", range(1, 6))
def test_a_harvest_killed_after_any_page_continues_without_loss_or_double(
    pages: int, provider: Provider, landing: Path
) -> None:
    journal = MemoryJournal()
    under_way = harvest_pages(source(provider.address), journal, landing, reach=reach())
    for _ in range(pages):
        next(under_way)
    under_way.close()  # type: ignore[attr-defined]
    harvest(source(provider.address), journal, landing, reach=reach())
    assert_all_landed_once(journal, landing)


def test_reaching_back_lands_old_records_once_more(provider: Provider, landing: Path) -> None:
    journal = MemoryJournal()
    harvest(source(provider.address), journal, landing, reach=reach())
    since = FIRST_DAY.replace(tzinfo=UTC) + timedelta(days=20)
    counts = harvest(source(provider.address), journal, landing, reach=reach(), since=since)
    assert counts.records == 3
    assert (counts.records + COUNT) == len(landed_records(journal, landing))


def test_reaching_back_less_far_than_the_last_harvest_leaves_no_gap(
    provider: Provider, landing: Path
) -> None:
    journal = MemoryJournal()
    under_way = harvest_pages(source(provider.address), journal, landing, reach=reach())
    next(under_way)
    under_way.close()  # type: ignore[attr-defined]
    since = datetime.now(UTC) - timedelta(days=1)
    harvest(source(provider.address), journal, landing, reach=reach(), since=since)
    assert {record.locator for record in landed_records(journal, landing)} == {
        f"oai:source.example:{number(i)}" for i in range(COUNT)
    }


def test_a_landing_zone_that_cannot_be_written_stops_before_the_journal_knows(
    provider: Provider, tmp_path: Path
) -> None:
    (tmp_path / "landing").write_text("a file stands here")
    journal = MemoryJournal()
    with pytest.raises(LandingError, match="a file stands where a folder is needed"):
        harvest(source(provider.address), journal, tmp_path / "landing", reach=reach())
    assert journal.waiting() == ()


def test_a_page_that_ends_with_a_deletion_has_the_format_of_its_records(
    tmp_path: Path, landing: Path
) -> None:
    folder = tmp_path / "ggc"
    entries = fill(folder, 3, deleted=(2,))
    pica = (
        b'<record xmlns="info:srw/schema/5/picaXML-v1.0"><datafield tag="003@">'
        b'<subfield code="0">910000012</subfield></datafield></record>'
    )
    for entry in entries[:2]:
        (folder / f"{entry.number}.xml").write_bytes(pica)
    journal = MemoryJournal()
    with serve_folder(folder, prefix="picaxml") as provider:
        asked = source(provider.address, name="ggc", metadata_prefix="picaxml")
        harvest(asked, journal, landing, reach=reach())
    assert [page.format for page in journal.waiting()] == [Format.PICA_XML]


def test_tokens_that_expire_often_do_not_stop_a_long_list(folder: Path, landing: Path) -> None:
    faults = [Fault("expired_token", request=n) for n in (3, 7, 12, 18, 25, 33)]
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml", page_size=2, faults=faults) as provider:
        harvest(source(provider.address), journal, landing, reach=reach())
    assert_all_landed_once(journal, landing)


def test_reaching_back_on_the_same_day_lands_the_day_again(folder: Path, landing: Path) -> None:
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml") as provider:
        asked = source(provider.address, granularity="day")
        harvest(asked, journal, landing, reach=reach())
        since = FIRST_DAY.replace(tzinfo=UTC)
        counts = harvest(asked, journal, landing, reach=reach(), since=since)
    assert (counts.records, counts.known) == (COUNT, 0)

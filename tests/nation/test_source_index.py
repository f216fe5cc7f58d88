"""The index of a source lists each record once, as it stands after a day."""

import shutil
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nation.delivered import BrokenFile
from nation.indexed_records import IndexedRecords
from nation.marc_records import iso2709
from nation.source_index import TwoOfANumber, Wanted, index_file
from tests.nation.served_country import DAYS, OAI, changes, country, gone, listed

START = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The files of NBD alone, to change."""
    for folder in ("sources/nbd", "days/02/sources/nbd", "days/03/sources/nbd"):
        if (country() / folder).exists():
            shutil.copytree(country() / folder, tmp_path / folder)
    return tmp_path


def wanted(folder: Path, day: int = 1, source: str = "nbd", *, deletions: bool = True) -> Wanted:
    return Wanted(folder, source, day, START, deletions)


@pytest.mark.parametrize("source", OAI)
@pytest.mark.parametrize("day", range(1, DAYS + 1))
def test_every_record_is_listed_once_with_the_date_of_its_last_change(
    day: int, source: str
) -> None:
    records = IndexedRecords(wanted(country(), day, source))
    entries = list(records.matching("", None, None, deletions=True))
    assert {each.number for each in entries} == listed(day, source)
    assert len(entries) == len(records) == len(listed(day, source))
    assert [e.datestamp for e in entries] == sorted(e.datestamp for e in entries)
    for later in range(2, day + 1):
        began = datetime(2026, 11, 1 + later)  # noqa: DTZ001
        dated = {e.number for e in entries if e.datestamp.date() == began.date()}
        assert dated == set(changes(later, source))
        assert {e.number for e in entries if e.deleted} >= gone(later, source)


def test_the_days_of_the_country_bring_every_kind_of_change() -> None:
    kinds = {kind for day in (2, 3) for name in OAI for kind in changes(day, name).values()}
    assert kinds == {"new", "changed", "deleted", "merged"}


def test_a_deleted_record_stays_in_its_set() -> None:
    before = IndexedRecords(wanted(country(), 1))
    after = IndexedRecords(wanted(country(), DAYS))
    went = [e for e in after.matching("", None, None, deletions=True) if e.deleted]
    assert went
    for each in went:
        earlier = before.named(each.identifier)
        assert earlier is not None
        assert earlier.set == each.set
        assert each in after.matching(each.set, None, None, deletions=True)[0:10_000]


def test_a_changed_record_is_rendered_as_it_was_delivered_last(copied: Path) -> None:
    changed = next(n for n, change in changes(2, "nbd").items() if change == "changed")
    name = f"oai:nbd.example:{changed}"
    texts = []
    for day in (1, 2):
        records = IndexedRecords(wanted(copied, day))
        entry = records.named(name)
        assert entry is not None
        texts.append(records.payload(entry))
    assert texts[0] != texts[1]
    assert changed.encode() in texts[1]


def test_sets_part_the_whole() -> None:
    records = IndexedRecords(wanted(country()))
    parts = [records.matching(name, None, None, deletions=True) for name in records.sets()]
    assert sum(len(part) for part in parts) == len(records)
    assert [{each.set for each in part} for part in parts] == [{name} for name in records.sets()]


def test_an_index_is_made_once_and_anew_when_the_files_change(copied: Path) -> None:
    first = index_file(wanted(copied))
    made = first.stat().st_ino
    assert index_file(wanted(copied)).stat().st_ino == made
    file = copied / "sources/nbd/part-00000.mrc"
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.index(b"\x1d") + 1])
    assert index_file(wanted(copied)) == first
    assert first.stat().st_ino != made
    assert len(IndexedRecords(wanted(copied))) == 1


def test_an_index_that_is_damaged_is_made_anew(copied: Path) -> None:
    index_file(wanted(copied)).write_bytes(b"no index")
    assert len(IndexedRecords(wanted(copied))) == len(listed(1, "nbd"))


def test_without_deletions_none_are_listed(copied: Path) -> None:
    kept = IndexedRecords(wanted(copied, DAYS, deletions=False))
    went = {number for day in (2, 3) for number in gone(day, "nbd")}
    assert {e.number for e in kept.matching("", None, None, deletions=False)} == (
        listed(DAYS, "nbd") - went
    )


def test_a_file_that_is_cut_off_is_named_with_the_place(copied: Path) -> None:
    file = copied / "sources/nbd/part-00000.mrc"
    whole = file.read_bytes()
    file.write_bytes(whole[:-10])
    last = whole.rindex(b"\x1d", 0, -1) + 1
    with pytest.raises(BrokenFile, match=rf"part-00000\.mrc: no whole record at byte {last}"):
        index_file(wanted(copied))
    assert list((copied / "serve/day-01").iterdir()) == []


def test_two_records_of_one_number_cannot_be_listed(copied: Path) -> None:
    file = copied / "sources/nbd/part-00000.mrc"
    (copied / "sources/nbd/part-00001.mrc").write_bytes(file.read_bytes())
    with pytest.raises(TwoOfANumber, match="source nbd has two records of one number"):
        index_file(wanted(copied))


def test_memory_does_not_grow_with_the_source(tmp_path: Path) -> None:
    peaks = []
    # Both fill the index in more than two strokes: from there on memory should not grow at all.
    for records in (11_000, 14_000):
        folder = tmp_path / str(records)
        (folder / "sources/nbd").mkdir(parents=True)
        leader = "00000nam a2200000 i 4500"
        with (folder / "sources/nbd/part-00000.mrc").open("wb") as file:
            for number in range(records):
                file.write(iso2709(leader, [("001", f"{number:09}")], "utf-8"))
        tracemalloc.start()
        found = IndexedRecords(wanted(folder)).matching("", None, None, deletions=True)
        assert (len(found), len(found[records - 5 : records])) == (records, 5)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.02 * peaks[0]

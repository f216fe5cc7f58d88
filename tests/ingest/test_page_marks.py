from pathlib import Path

import pytest

from ingest.harvest import harvest, harvest_pages
from ingest.journal import LandedPage, MemoryJournal
from ingest.page_marks import PART, PageMarks
from ingest.windows import Position, position
from nation.faults import Fault
from nation.provider import serve_folder
from tests.made_up_source import fill, landed_records, number, reach, source


def moved(journal: MemoryJournal, count: int) -> Position:
    """A position that `count` pages led to, kept as a harvest keeps it."""
    here = Position("marcxml")
    marks = PageMarks(journal, "harvest nbd", here)
    for page in range(count):
        here = marks.add(f"mark {page}", here)
        journal.set_checkpoint("harvest nbd", here.state())
    return here


@pytest.mark.parametrize("count", [0, 1, PART, PART + 1, 5 * PART, 5 * PART + 7])
def test_every_mark_is_known_to_the_next_run(count: int) -> None:
    journal = MemoryJournal()
    moved(journal, count)
    here = position(journal.checkpoint("harvest nbd"), "marcxml")
    marks = PageMarks(journal, "harvest nbd", here)
    assert len(marks) == count
    assert all(f"mark {page}" in marks for page in range(count))
    assert f"mark {count}" not in marks


def test_moving_on_writes_no_more_than_one_part_however_many_pages_came_before() -> None:
    assert len(moved(MemoryJournal(), 20 * PART).pages) <= PART


def test_a_part_that_was_put_away_before_a_kill_is_put_away_again() -> None:
    journal = MemoryJournal()
    here = moved(journal, PART)
    PageMarks(journal, "harvest nbd", here).add("killed before it was kept", here)
    here = PageMarks(journal, "harvest nbd", here).add("other", here)
    marks = PageMarks(journal, "harvest nbd", here)
    assert len(marks) == PART + 1
    assert "other" in marks
    assert "killed before it was kept" not in marks


def test_a_new_window_knows_the_pages_of_the_last_one_but_not_of_the_one_before_that() -> None:
    journal = MemoryJournal()
    marks = PageMarks(journal, "harvest nbd", moved(journal, 3 * PART))
    here = marks.begin(moved(journal, 3 * PART))
    assert (len(marks), here.pages, here.parts) == (0, (), 0)
    again = PageMarks(journal, "harvest nbd", position(here.state(), "marcxml"))
    assert all(f"mark {page}" in each for page in range(3 * PART) for each in (marks, again))
    here = again.add("other", here)
    here = again.begin(here)
    for each in (again, PageMarks(journal, "harvest nbd", here)):
        assert "other" in each
        assert "mark 1" not in each


def test_a_window_without_a_page_leaves_those_of_the_one_before_known() -> None:
    journal = MemoryJournal()
    marks = PageMarks(journal, "harvest nbd", moved(journal, 3))
    here = marks.begin(marks.begin(moved(journal, 3)))
    assert "mark 1" in PageMarks(journal, "harvest nbd", here)


def test_pages_that_are_forgotten_are_unknown_to_the_next_run_too() -> None:
    journal = MemoryJournal()
    marks = PageMarks(journal, "harvest nbd", moved(journal, 3 * PART))
    here = marks.forget(marks.begin(moved(journal, 3 * PART)))
    for each in (marks, PageMarks(journal, "harvest nbd", here)):
        assert (len(each), "mark 1" in each) == (0, False)


class Killed(MemoryJournal):
    """A journal whose process is killed just before its n-th commit of a page."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.left = last

    def page_landed(self, page: LandedPage, **moved: object) -> int:  # type: ignore[override]
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return super().page_landed(page, **moved)  # type: ignore[arg-type]


@pytest.mark.parametrize("last", [PART, PART + 1, PART + 2])
def test_a_long_list_that_is_killed_at_a_part_and_begun_again_is_landed_once(
    last: int, tmp_path: Path
) -> None:
    count = PART + 20
    fill(tmp_path / "source", count)
    journal, landing = Killed(last), tmp_path / "landing"
    fault = Fault("expired_token", request=last + 2)
    with serve_folder(
        tmp_path / "source", prefix="marcxml", page_size=1, faults=[fault]
    ) as provider:
        nbd = source(provider.address)
        with pytest.raises(KeyboardInterrupt):
            list(harvest_pages(nbd, journal, landing, reach=reach()))
        counts = harvest(nbd, journal, landing, reach=reach())
    found = [record.locator for record in landed_records(journal, landing)]
    assert sorted(map(str, found)) == [f"oai:source.example:{number(i)}" for i in range(count)]
    assert (counts.records, counts.known) == (count - last + 1, last)

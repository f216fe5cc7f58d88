import os
from pathlib import Path

import httpx
import pytest

from catalogue.errors import LandingError
from catalogue.source_record import Format
from ingest.file_drop import delivered_at, is_new, land_file
from ingest.harvest import harvest
from ingest.journal import MemoryJournal
from ingest.landing import Shelf, read_landed
from ingest.sources import Source
from tests.made_up_source import NOW, landed_records, reach

PICA = b"003@ $0910000012\n021A $aHet @diner\n\n003@ $0910000020\n021A $aZomerhuis\n"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


def ggc(drop: Path) -> Source:
    return Source(name="ggc", kind="files", dialect="ggc", path=str(drop / "**" / "*"))


def test_every_file_of_a_drop_is_landed_once(drop: Path, tmp_path: Path) -> None:
    (drop / "week").mkdir()
    (drop / "2026-11-20.pica").write_bytes(PICA)
    (drop / "week" / "2026-11-21.pica").write_bytes(PICA.replace(b"diner", b"ontbijt"))
    journal, landing = MemoryJournal(), tmp_path / "landing"
    counts = harvest(ggc(drop), journal, landing, reach=reach())
    assert (counts.pages, counts.records, counts.known) == (2, 4, 0)
    assert len(landed_records(journal, landing)) == 4
    assert {page.format for page in journal.waiting()} == {Format.PICA_PLAIN}
    again = harvest(ggc(drop), journal, landing, reach=reach())
    assert (again.pages, again.records, again.known) == (0, 0, 2)


def test_the_same_bytes_under_another_name_are_not_landed_again(drop: Path, tmp_path: Path) -> None:
    (drop / "a.pica").write_bytes(PICA)
    (drop / "b.pica").write_bytes(PICA)
    counts = harvest(ggc(drop), MemoryJournal(), tmp_path / "landing", reach=reach())
    assert (counts.pages, counts.known) == (1, 1)


def test_a_file_that_is_still_being_sent_is_left_alone(drop: Path, tmp_path: Path) -> None:
    for name in ("a.pica.part", ".a.pica", "b.tmp"):
        (drop / name).write_bytes(PICA)
    counts = harvest(ggc(drop), MemoryJournal(), tmp_path / "landing", reach=reach())
    assert counts.pages == 0


def test_a_landed_file_is_kept_as_received_and_knows_when_it_was_delivered(
    drop: Path, tmp_path: Path
) -> None:
    path = drop / "a.pica"
    path.write_bytes(PICA)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    journal, shelf = MemoryJournal(), Shelf(tmp_path / "landing", "ggc", NOW.date())
    assert is_new(journal, ggc(drop), path)
    land_file(ggc(drop), path, journal, shelf)
    assert not is_new(journal, ggc(drop), path)
    (page,) = journal.waiting()
    assert read_landed(shelf.landing / page.file) == PICA
    assert delivered_at(journal, "ggc", page.file) == NOW


def test_a_file_that_cannot_be_read_is_named(drop: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "landing", "ggc", NOW.date())
    with pytest.raises(LandingError, match=r"gone\.pica cannot be read: No such file"):
        land_file(ggc(drop), drop / "gone.pica", MemoryJournal(), shelf)


def test_an_empty_file_is_a_page_without_records(drop: Path, tmp_path: Path) -> None:
    (drop / "empty.pica").write_bytes(b"")
    counts = harvest(ggc(drop), MemoryJournal(), tmp_path / "landing", reach=reach())
    assert (counts.pages, counts.records) == (1, 0)


def test_files_need_no_network(drop: Path, tmp_path: Path) -> None:
    (drop / "a.pica").write_bytes(PICA)
    refused = httpx.MockTransport(lambda request: pytest.fail("asked the network"))
    alone = reach().__class__(httpx.Client(transport=refused), NOW)
    assert harvest(ggc(drop), MemoryJournal(), tmp_path / "landing", reach=alone).records == 2

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.database import connect
from catalogue.journal import SqlJournal
from catalogue.source_record import Format
from ingest.harvest import harvest, harvest_pages
from ingest.journal import Journal, LandedPage, MemoryJournal
from nation.provider import serve_folder
from tests.made_up_source import fill, landed_records, number, reach, source


@pytest.fixture(params=["memory", pytest.param("sql", marks=pytest.mark.postgres)])
def journal(request: pytest.FixtureRequest) -> Iterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    with connect(request.getfixturevalue("database_url")) as connection:
        yield SqlJournal(connection)


def test_a_checkpoint_moves(journal: Journal) -> None:
    assert journal.checkpoint("harvest nbd") is None
    journal.set_checkpoint("harvest nbd", {"token": "a"})
    journal.set_checkpoint("harvest nbd", {"token": "b", "pages": ["x"]})
    assert journal.checkpoint("harvest nbd") == {"token": "b", "pages": ["x"]}
    assert journal.checkpoint("harvest ggc") is None


def test_a_page_and_its_checkpoint_are_noted_together(journal: Journal) -> None:
    page = LandedPage(0, "nbd", "nbd/2026/11/aa/aa.xml.gz", Format.MARCXML, 5)
    assert not journal.is_landed(page.file)
    journal.page_landed(page, checkpoint="harvest nbd", state={"token": "a"})
    assert journal.is_landed(page.file)
    assert journal.checkpoint("harvest nbd") == {"token": "a"}


def test_a_killed_harvest_continues_by_either_journal(journal: Journal, tmp_path: Path) -> None:
    fill(tmp_path / "source", 12, deleted=(3,))
    landing = tmp_path / "landing"
    with serve_folder(tmp_path / "source", prefix="marcxml", page_size=5) as provider:
        nbd = source(provider.address)
        under_way = harvest_pages(nbd, journal, landing, reach=reach())
        next(under_way)
        under_way.close()  # type: ignore[attr-defined]
        rest = harvest(nbd, journal, landing, reach=reach())
        again = harvest(nbd, journal, landing, reach=reach())
    assert (rest.records, again.records) == (7, 0)
    assert isinstance(journal, MemoryJournal | SqlJournal)
    assert [record.locator for record in landed_records(journal, landing)] == [
        f"oai:source.example:{number(index)}" for index in range(12)
    ]

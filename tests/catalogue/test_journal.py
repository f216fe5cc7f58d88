"""A page and its checkpoint are noted together, and wait until they are saved."""

from collections.abc import Iterator
from typing import Protocol

import pytest

from catalogue.database import connect
from catalogue.journal import LandedPage, SqlJournal
from catalogue.source_record import Format
from catalogue.sql_store import SqlStore
from ingest.journal import Journal, MemoryJournal


class ReadJournal(Journal, Protocol):
    """A journal that also tells what waits."""

    def waiting(self, source: str | None = None) -> tuple[LandedPage, ...]:
        """The pages that are landed and not yet saved."""


@pytest.fixture(params=["memory", pytest.param("sql", marks=pytest.mark.postgres)])
def journal(request: pytest.FixtureRequest) -> Iterator[ReadJournal]:
    if request.param == "memory":
        yield MemoryJournal()
    else:
        with connect(request.getfixturevalue("database_url")) as connection:
            yield SqlJournal(connection)


def page(file: str) -> LandedPage:
    return LandedPage(0, file.partition("/")[0], file, Format.MARCXML, 2)


def test_a_page_moves_its_checkpoint_with_it(journal: ReadJournal) -> None:
    assert journal.checkpoint("nbd") is None
    journal.page_landed(page("nbd/1"), checkpoint="nbd", state={"token": "a"})
    journal.page_landed(page("nbd/2"), checkpoint="nbd", state={"token": "b"})
    journal.set_checkpoint("ggc", {"from": "2025-01-01"})
    assert journal.checkpoint("nbd") == {"token": "b"}
    assert journal.checkpoint("ggc") == {"from": "2025-01-01"}
    assert [found.file for found in journal.waiting()] == ["nbd/1", "nbd/2"]
    assert [found.file for found in journal.waiting("ggc")] == []


def test_a_file_delivered_again_is_one_page_and_read_last(journal: ReadJournal) -> None:
    for file in ("nbd/1", "nbd/2", "nbd/1"):
        journal.page_landed(page(file))
    assert [found.file for found in journal.waiting()] == ["nbd/2", "nbd/1"]


@pytest.mark.postgres
def test_a_saved_page_waits_no_longer_until_it_is_delivered_again(database_url: str) -> None:
    with connect(database_url) as connection:
        journal, store = SqlJournal(connection), SqlStore(connection)
        saved = journal.page_landed(page("nbd/1"))
        journal.page_landed(page("ggc/1"))
        store.save_page([], saved)
        assert [found.source for found in journal.waiting()] == ["ggc"]
        journal.page_landed(page("nbd/1"))
        assert [found.source for found in journal.waiting()] == ["ggc", "nbd"]

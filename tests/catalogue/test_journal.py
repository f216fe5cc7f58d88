"""A page and its checkpoint are noted together, and wait until they are saved."""

from collections.abc import Iterator

import pytest

from catalogue.database import connect
from catalogue.journal import SqlJournal
from catalogue.sql_store import SqlStore
from ingest.journal import Journal

pytestmark = pytest.mark.postgres


@pytest.fixture
def journal(database_url: str) -> Iterator[SqlJournal]:
    with connect(database_url) as connection:
        yield SqlJournal(connection)


def land(journal: Journal, file: str, state: str = "") -> None:
    source = file.partition("/")[0]
    journal.page_landed(source, file, format="marcxml", records=2, checkpoint=(source, state))


def test_a_page_moves_its_checkpoint_with_it(journal: SqlJournal) -> None:
    assert journal.read_checkpoint("nbd") is None
    land(journal, "nbd/1", "token a")
    land(journal, "nbd/2", "token b")
    journal.move_checkpoint("ggc", "from 2025")
    assert journal.read_checkpoint("nbd") == "token b"
    assert journal.read_checkpoint("ggc") == "from 2025"
    assert [page.file for page in journal.waiting()] == ["nbd/1", "nbd/2"]


def test_a_file_delivered_again_is_one_page_and_read_last(journal: SqlJournal) -> None:
    land(journal, "nbd/1")
    land(journal, "nbd/2")
    land(journal, "nbd/1")
    assert [page.file for page in journal.waiting()] == ["nbd/2", "nbd/1"]


def test_a_saved_page_waits_no_longer_until_it_is_delivered_again(
    journal: SqlJournal, database_url: str
) -> None:
    land(journal, "nbd/1")
    land(journal, "ggc/1")
    with connect(database_url) as connection:
        SqlStore(connection).save_page([], journal.waiting("nbd")[0].page)
    assert [page.source for page in journal.waiting()] == ["ggc"]
    assert journal.waiting("nbd") == ()
    land(journal, "nbd/1")
    assert [page.source for page in journal.waiting()] == ["ggc", "nbd"]

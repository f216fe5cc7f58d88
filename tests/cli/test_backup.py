"""The restore drill: a filled catalogue, lost, and laid back in an empty home."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.backup import backup
from catalogue.changes import (
    Position,
    advance,
    announce,
    follower_position,
    read_changes,
    start_follower,
)
from catalogue.database import Connection, connect, open_store, upgrade
from catalogue.errors import CatalogueError
from catalogue.minting import mint_clusters
from catalogue.settings import Settings
from catalogue.sql_store import SqlStore
from catalogue.verdicts import Cluster
from cli.backup import lay_back
from cli.embedded_store import postgres_binaries, start_postgres, stop_postgres
from tests.catalogue.deliveries import book, key, unreadable

pytestmark = pytest.mark.postgres

TABLES = ("source_record_version", "dead_letter", "cluster_member", "minted_id", "change")


@pytest.fixture
def homes() -> Iterator[Path]:
    """A folder for homes that the service user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="spil-homes-"))
    folder.chmod(0o755)
    yield folder
    for home in folder.iterdir():
        if (home / "run").exists():
            stop_postgres(home)
    shutil.rmtree(folder)


def rows_of(connection: Connection) -> dict[str, list[Any]]:
    return {
        table: connection.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()
        for table in TABLES
    }


def test_a_lost_catalogue_comes_back_and_its_followers_go_on(homes: Path) -> None:
    first, second, copy = homes / "first", homes / "second", homes / "copy"
    url = start_postgres(first, "spil")
    upgrade(url)
    page = first / "landing" / "nbd" / "1"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"a page as received")
    with open_store(url) as connection:
        SqlStore(connection).save_page([book("1"), book("2"), unreadable("3")])
        mint_clusters(connection, [Cluster((key("1"), key("2")))])
        start_follower(connection, "index", Position())
        advance(connection, "index", read_changes(connection, "index", 1).position)
        announce(connection, "work", ["w-unread"])
        unread = read_changes(connection, "index")
        position, before = follower_position(connection, "index"), rows_of(connection)
    backup(url, first / "landing", copy, programs=postgres_binaries())
    stop_postgres(first)

    settings = Settings(home=second)
    second.mkdir()
    lay_back(copy, settings)
    again = start_postgres(second, "spil")
    with open_store(again) as connection:
        assert rows_of(connection) == before
        assert follower_position(connection, "index") == position
        assert read_changes(connection, "index") == unread
        announce(connection, "work", ["w-after"])
        assert read_changes(connection, "index").subjects == (*unread.subjects, "w-after")
    assert (second / "landing" / "nbd" / "1").read_bytes() == b"a page as received"
    with pytest.raises(CatalogueError, match="holds a database"):
        lay_back(copy, settings)


def test_a_restored_database_has_a_password_of_its_own(homes: Path, database_url: str) -> None:
    home, copy = homes / "home", homes / "copy"
    home.mkdir()
    backup(database_url, homes / "nothing landed", copy, programs=postgres_binaries())
    old = database_url.partition("//spil:")[2].partition("@")[0]
    assert old
    assert all(old.encode() not in path.read_bytes() for path in copy.rglob("*") if path.is_file())
    lay_back(copy, Settings(home=home))
    url = start_postgres(home, "spil")
    assert f":{old}@" not in url
    connect(url).close()

"""The feed is read in the order of commits: nothing that was late is ever passed by."""

from collections.abc import Iterator

import pytest

from catalogue.changes import (
    SEARCHED,
    Changes,
    Position,
    advance,
    announce,
    follower_position,
    read_changes,
    start_follower,
    stop_follower,
    waiting,
)
from catalogue.database import Connection, connect
from catalogue.errors import CatalogueError

pytestmark = pytest.mark.postgres


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        start_follower(connection, "index", Position())
        yield connection


def follow(connection: Connection, limit: int = 1000) -> tuple[str, ...]:
    """One round of a follower: read, and move on."""
    changes = read_changes(connection, "index", limit)
    advance(connection, "index", changes.position)
    return changes.subjects


def test_a_change_committed_later_with_a_lower_transaction_is_still_seen(
    catalogue: Connection, database_url: str
) -> None:
    with connect(database_url) as slow:
        with slow.transaction():
            announce(slow, "work", ["w-slow"])
            announce(catalogue, "work", ["w-quick"])
            assert follow(catalogue) == ()
            assert waiting(catalogue, "index") == 0
        assert follow(catalogue) == ("w-slow", "w-quick")
    assert follow(catalogue) == ()


def test_a_transaction_that_is_undone_announces_nothing(
    catalogue: Connection, database_url: str
) -> None:
    with connect(database_url) as other:
        with other.transaction(force_rollback=True):
            announce(other, "work", ["w-never"])
        announce(other, "work", ["w-1"])
    assert follow(catalogue) == ("w-1",)


def test_many_changes_are_read_in_pieces_without_loss(catalogue: Connection) -> None:
    for number in range(7):
        announce(catalogue, "work", [f"w{number}a", f"w{number}b"])
    assert waiting(catalogue, "index") == 14
    read = [subject for _ in range(5) for subject in follow(catalogue, 3)]
    assert read == [f"w{number}{letter}" for number in range(7) for letter in "ab"]
    assert waiting(catalogue, "index") == 0


def test_a_subject_that_changed_twice_is_read_once(catalogue: Connection) -> None:
    for _ in range(2):
        announce(catalogue, "work", ["w1", "w2", "w1"])
    assert follow(catalogue) == ("w1", "w2")


def test_a_follower_that_was_killed_before_it_moved_on_reads_again(catalogue: Connection) -> None:
    announce(catalogue, "work", ["w1"])
    first = read_changes(catalogue, "index")
    assert read_changes(catalogue, "index") == first


def test_a_search_index_hears_of_works_and_availability_only(catalogue: Connection) -> None:
    announce(catalogue, "record", ["nbd:1"])
    announce(catalogue, "work", ["w1"])
    announce(catalogue, "availability", ["w2"])
    announce(catalogue, "redirect", ["m1"])
    assert read_changes(catalogue, "index", kinds=SEARCHED).subjects == ("w1", "w2")


def test_a_new_follower_starts_at_the_end_and_misses_nothing_that_is_open(
    catalogue: Connection, database_url: str
) -> None:
    announce(catalogue, "work", ["w-before"])
    with connect(database_url) as slow, slow.transaction():
        announce(slow, "work", ["w-open"])
        start_follower(catalogue, "new")
    announce(catalogue, "work", ["w-after"])
    assert read_changes(catalogue, "new").subjects == ("w-open", "w-after")


def test_a_long_reading_holds_nobody_up(catalogue: Connection, database_url: str) -> None:
    with connect(database_url) as reader, reader.transaction():
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reader.execute("SELECT count(*) FROM change")
        announce(catalogue, "work", ["w1"])
        assert follow(catalogue) == ("w1",)


def test_what_a_follower_does_not_care_for_is_passed_once(catalogue: Connection) -> None:
    announce(catalogue, "work", ["w1"])
    announce(catalogue, "record", ["nbd:1", "nbd:2"])
    piece = read_changes(catalogue, "index", 1, SEARCHED)
    advance(catalogue, "index", piece.position)
    assert waiting(catalogue, "index") == 2
    assert waiting(catalogue, "index", SEARCHED) == 0
    rest = read_changes(catalogue, "index", 1, SEARCHED)
    assert rest.subjects == ()
    advance(catalogue, "index", rest.position)
    assert waiting(catalogue, "index") == 0
    assert read_changes(catalogue, "index", 1, SEARCHED) == rest


def test_a_follower_never_moves_back(catalogue: Connection) -> None:
    advance(catalogue, "index", Position(9, 9))
    advance(catalogue, "index", Position(9, 8))
    assert follower_position(catalogue, "index") == Position(9, 9)


def test_a_follower_nobody_started_is_named(catalogue: Connection) -> None:
    stop_follower(catalogue, "index")
    with pytest.raises(CatalogueError, match="'index'"):
        read_changes(catalogue, "index")


def test_nothing_new_leaves_a_follower_where_it_is(catalogue: Connection) -> None:
    assert read_changes(catalogue, "index") == Changes((), Position())

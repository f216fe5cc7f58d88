"""What harvesters are given: sets that follow the catalogue, and changes dated when they show."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from catalogue.changes import Position
from catalogue.copies import Holding
from catalogue.database import Connection, connect
from catalogue.holdings_store import drop_holdings, write_links
from catalogue.identifiers import Isil, ManifestationId
from catalogue.merged import write_merged
from catalogue.minting import mint_clusters, mint_works
from catalogue.model import Carrier
from catalogue.oai_feed import OaiFeed, Provided, Span
from catalogue.provided import mark_changes
from catalogue.read_pool import ReadPool
from catalogue.sql_store import SqlStore
from catalogue.verdicts import Cluster
from tests.catalogue.deliveries import book, key, manifestation, work

pytestmark = pytest.mark.postgres

LIBRARY = Isil("NL-0890010000")


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    """Three books in three manifestations, and a library that holds none yet."""
    with connect(database_url) as connection:
        SqlStore(connection).save_page([book(number) for number in "123"])
        describe(connection, ("1",), ("2",), ("3",))
        connection.execute(
            "INSERT INTO library (isil, name, body) VALUES (%s, 'A', '{}')", [LIBRARY]
        )
        connection.execute("INSERT INTO installation VALUES ('wise', 'wise', 'wise', '{}')")
        yield connection


@pytest_asyncio.fixture
async def feed(database_url: str) -> AsyncIterator[OaiFeed]:
    pool = ReadPool(database_url, connections=2)
    await pool.open()
    yield OaiFeed(pool)
    await pool.close()


def describe(connection: Connection, *clusters: tuple[str, ...], title: str = "Zee") -> None:
    """Cluster the records so, and write their manifestations with one title."""
    mint_clusters(connection, [Cluster(tuple(key(n) for n in numbers)) for numbers in clusters])
    ids = sorted({title_of(connection, number) for numbers in clusters for number in numbers})
    mint_works(connection, [(one,) for one in ids])
    placed = connection.execute("SELECT manifestation, work FROM work_member").fetchall()
    works = dict(placed)
    write_merged(
        connection,
        [manifestation(one, works[one], title) for one in ids],
        [work(works[one], one) for one in ids],
    )


def title_of(connection: Connection, number: str) -> ManifestationId:
    row = connection.execute(
        "SELECT manifestation FROM cluster_member WHERE number = %s", (number,)
    ).fetchone()
    assert row is not None
    return ManifestationId(row[0])


def held(record: str, spil_id: ManifestationId | None) -> Holding:
    reason = "" if spil_id else "no national description"
    return Holding(
        installation="wise",
        local_record=record,
        library=LIBRARY,
        manifestation=spil_id,
        reason=reason,
    )


def settle(connection: Connection) -> None:
    """Mark what is committed, once a second without a mark has begun."""
    (last,) = connection.execute("SELECT max(second) FROM change_mark").fetchone() or (None,)
    while last and datetime.now(UTC).timestamp() < last.timestamp() + 1:
        time.sleep(0.02)
    mark_changes(connection)


async def listed(feed: OaiFeed, within: str | None = None, after: int = 0) -> list[Provided]:
    _, before = await feed.span(None, None)
    span = Span(Position(after), before, within)
    walked = await feed.page(span, limit=100, bodies=True)
    assert await feed.page(span, limit=100, bodies=True, few=True) == walked
    return walked


async def test_a_manifestation_is_given_with_its_sets(catalogue: Connection, feed: OaiFeed) -> None:
    settle(catalogue)
    found = await listed(feed)
    assert len(found) == 3
    carrier = f"carrier:{Carrier.UNKNOWN}"
    assert found[0].sets == ("carrier", carrier, "source", "source:nbd")
    assert [one.id for one in await listed(feed, "source:nbd")] == [one.id for one in found]
    assert await listed(feed, "source:ggc") == []
    assert await feed.sources() == ["nbd"]
    assert await feed.libraries() == [(LIBRARY, "A")]
    _, before = await feed.span(None, None)
    assert await feed.count(Span(Position(), before), most=3) == 3
    assert await feed.count(Span(Position(), before), most=2) is None
    assert (await feed.cut_at(before), await feed.cut_at(before + 1)) == (True, False)


async def test_a_library_that_gets_or_drops_a_title_moves_it_between_sets(
    catalogue: Connection, feed: OaiFeed
) -> None:
    first, second = title_of(catalogue, "1"), title_of(catalogue, "2")
    of_library = f"library:{LIBRARY}"
    write_links(catalogue, [held("L1", first), held("L2", None)], [])
    settle(catalogue)
    assert [one.id for one in await listed(feed, of_library)] == [first]
    _, before = await feed.span(None, None)
    write_links(catalogue, [held("L1", first)], [])
    settle(catalogue)
    assert await listed(feed, after=before) == []
    write_links(catalogue, [held("L1", second)], [])
    settle(catalogue)
    assert {one.id for one in await listed(feed, after=before)} == {first, second}
    assert [one.id for one in await listed(feed, of_library)] == [second]
    drop_holdings(catalogue, "wise", ["L1"])
    settle(catalogue)
    assert await listed(feed, of_library) == []
    assert len(await listed(feed)) == 3


async def test_what_was_merged_stays_as_deleted_in_its_sets_and_may_return(
    catalogue: Connection, feed: OaiFeed
) -> None:
    third = title_of(catalogue, "3")
    write_links(catalogue, [held("L1", third)], [])
    describe(catalogue, ("1", "3"), ("2",))
    settle(catalogue)
    deleted = [one for one in await listed(feed) if one.deleted]
    assert [(one.id, one.manifestation) for one in deleted] == [(third, None)]
    assert third in [one.id for one in await listed(feed, "source:nbd")]
    assert third in [one.id for one in await listed(feed, f"library:{LIBRARY}")]
    one = await feed.record(third)
    assert one is not None
    assert one.deleted
    describe(catalogue, ("1",), ("3",), ("2",))
    settle(catalogue)
    back = await feed.record(third)
    assert back is not None
    assert back.manifestation is not None
    assert back.position > one.position


async def test_a_list_is_the_same_whatever_is_written_while_it_is_read(
    catalogue: Connection, feed: OaiFeed
) -> None:
    settle(catalogue)
    before_it = await listed(feed)
    _, before = await feed.span(None, None)
    describe(catalogue, ("1",), ("2", "3"), title="Anders")
    settle(catalogue)
    after_it = await feed.page(Span(Position(), before), limit=100, bodies=True)
    assert [(one.id, one.position, one.datestamp) for one in after_it] == [
        (one.id, one.position, one.datestamp) for one in before_it
    ]
    assert [one.deleted for one in after_it].count(True) == 1


async def test_a_change_that_is_committed_late_is_dated_when_it_shows(
    catalogue: Connection, feed: OaiFeed, database_url: str
) -> None:
    settle(catalogue)
    _, seen = await feed.span(None, None)
    first, second = title_of(catalogue, "1"), title_of(catalogue, "2")
    works = dict(catalogue.execute("SELECT id, work FROM manifestation").fetchall())
    with connect(database_url) as slow, slow.transaction():
        slow.execute("INSERT INTO change (kind, subject) VALUES ('manifestation', %s)", [first])
        write_merged(catalogue, [manifestation(second, works[second], "Vlug")], [])
        settle(catalogue)
        harvested_at = mark_changes(catalogue)
        assert await listed(feed, after=seen) == []
    settle(catalogue)
    late = await listed(feed, after=seen)
    assert [one.id for one in late] == [first, second]
    assert all(one.datestamp > harvested_at for one in late)
    start, end = await feed.span(harvested_at, None)
    found = await feed.page(Span(Position(start), end), limit=9, bodies=False)
    assert [one.id for one in found] == [first, second]


async def test_a_second_that_was_harvested_never_gets_another_record(
    catalogue: Connection, feed: OaiFeed
) -> None:
    assert await feed.earliest() is None
    assert await feed.span(None, None) == (0, 0)
    settle(catalogue)
    marked = catalogue.execute("SELECT * FROM change_mark").fetchall()
    describe(catalogue, ("1",), title="Later")
    for _ in range(3):
        mark_changes(catalogue)
    again = catalogue.execute("SELECT * FROM change_mark ORDER BY second").fetchall()
    assert again[0] == marked[0]
    assert len({second for second, _ in again}) == len(again)
    assert await feed.earliest() == marked[0][0]


async def test_a_clock_that_was_set_back_makes_no_mark(
    catalogue: Connection, feed: OaiFeed
) -> None:
    catalogue.execute("INSERT INTO change_mark VALUES (now() + interval '1 hour', '1')")
    mark_changes(catalogue)
    assert catalogue.execute("SELECT count(*) FROM change_mark").fetchone() == (1,)
    assert await feed.record(title_of(catalogue, "1")) is None

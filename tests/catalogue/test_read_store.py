"""What readers ask of the catalogue, over a real PostgreSQL."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from catalogue.copies import CirculationState
from catalogue.database import Connection, connect
from catalogue.errors import StoreUnavailable
from catalogue.identifiers import mint
from catalogue.read_pool import ReadPool
from catalogue.read_store import ReadStore
from catalogue.source_record import RecordKey
from tests.index.stored_works import drop_work, put_copy, put_network, put_work
from tests.small_network import AASTAD, CEESTAD, MONDAY, TEXT

pytestmark = pytest.mark.postgres

ONE, OTHER = mint("m", "een"), mint("m", "ander")


def ask(url: str, question: Callable[[ReadStore], Awaitable[Any]]) -> Any:
    """The answer to one question, over a pool of its own."""

    async def asked() -> Any:
        pool = ReadPool(url, connections=2)
        await pool.open()
        try:
            return await question(ReadStore(pool))
        finally:
            await pool.close()

    return asyncio.run(asked())


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Connection:
    """A store with a network and two works of a book each."""
    connection = connect(database_url)
    put_network(connection, tmp_path)
    put_work(connection, "een", "Het diner")
    put_work(connection, "ander", "Zomerhuis met zwembad")
    return connection


def test_a_title_is_found_by_its_id(store: Connection, database_url: str) -> None:
    found = ask(database_url, lambda reads: reads.manifestation(ONE))
    assert (found.known, [one.description.title.main for one in found.found]) == (
        True,
        ["Het diner"],
    )


def test_an_id_leads_through_every_merge_to_what_is_left(
    store: Connection, database_url: str
) -> None:
    oldest, older = mint("m", "oudst"), mint("m", "ouder")
    for one in (oldest, older):
        store.execute("INSERT INTO minted_id VALUES (%s, 'manifestation', 'nbd', 'x')", (one,))
    store.execute("INSERT INTO redirect VALUES (%s, %s), (%s, %s)", (oldest, older, older, ONE))
    found = ask(database_url, lambda reads: reads.manifestation(oldest))
    assert [one.id for one in found.found] == [ONE]
    living = ask(database_url, lambda reads: reads.living([oldest, ONE, mint("m", "nooit")]))
    assert living == {oldest: (ONE,), ONE: (ONE,)}


def test_an_id_is_known_for_ever_though_nothing_is_left(
    store: Connection, database_url: str
) -> None:
    drop_work(store, mint("w", "een"))
    for ask_one in (
        lambda reads: reads.manifestation(ONE),
        lambda reads: reads.work(mint("w", "een")),
    ):
        found = ask(database_url, ask_one)
        assert (found.known, found.found) == (True, ())
    assert ask(database_url, lambda reads: reads.living([ONE])) == {ONE: ()}


def test_an_id_that_was_never_minted_is_not_known(store: Connection, database_url: str) -> None:
    never = ask(database_url, lambda reads: reads.manifestation(mint("m", "nooit")))
    assert (never.known, never.found) == (False, ())
    # A work's id is no manifestation's.
    assert not ask(database_url, lambda reads: reads.manifestation(mint("w", "een"))).known
    assert not ask(database_url, lambda reads: reads.work(ONE)).known


def test_a_work_comes_with_its_manifestations(store: Connection, database_url: str) -> None:
    (found,) = ask(database_url, lambda reads: reads.work(mint("w", "een"))).found
    assert (found.work.title, [one.id for one in found.manifestations]) == ("Het diner", [ONE])


def test_copies_of_many_titles_come_at_once_and_gone_ones_stay_away(
    store: Connection, database_url: str
) -> None:
    put_copy(store, "een", AASTAD, seen_at=MONDAY)
    put_copy(store, "ander", CEESTAD, seen_at=MONDAY)
    copies = ask(database_url, lambda reads: reads.copies([ONE, OTHER, mint("m", "nooit")]))
    (item,) = copies[ONE].items
    assert (item.branch, item.state, item.seen_at) == (AASTAD, CirculationState.ON_SHELF, MONDAY)
    assert [item.branch for item in copies[OTHER].items] == [CEESTAD]
    assert copies[mint("m", "nooit")].items == ()
    store.execute("UPDATE item SET gone = true WHERE item_id = 'een'")
    assert ask(database_url, lambda reads: reads.copies([ONE]))[ONE].items == ()


def test_a_page_of_hits_leaves_out_what_is_no_more(store: Connection, database_url: str) -> None:
    put_copy(store, "een", AASTAD, seen_at=MONDAY)
    drop_work(store, mint("w", "ander"))
    page = ask(
        database_url,
        lambda reads: reads.page([mint("w", "een"), mint("w", "ander")], [ONE, OTHER]),
    )
    assert set(page.works) == {mint("w", "een")}
    assert set(page.manifestations) == {ONE}
    assert len(page.copies[ONE].items) == 1


def test_online_access_belongs_to_its_title(store: Connection, database_url: str) -> None:
    store.execute(
        "INSERT INTO online_access VALUES (%s, 'online', '1', 'https://online.example/1')", (ONE,)
    )
    copies = ask(database_url, lambda reads: reads.copies([ONE, OTHER]))
    assert [access.address for access in copies[ONE].online] == ["https://online.example/1"]
    assert copies[OTHER].online == ()


def test_everything_said_about_a_titles_records_is_found(
    store: Connection, database_url: str
) -> None:
    store.execute(
        "INSERT INTO cluster_member VALUES ('nbd', '1', %(one)s), ('ggc', '2', %(one)s)",
        {"one": ONE},
    )
    evidence = json.dumps({"evidence": [], "vetoes": []})
    store.execute(
        "INSERT INTO comparison VALUES ('ggc', '2', 'nbd', '1', 7.5, 'same', %(e)s),"
        " ('nbd', '1', 'obcp', '3', 1.5, 'ask', %(e)s),"
        " ('obcp', '3', 'obcp', '4', 9, 'same', %(e)s)",
        {"e": evidence},
    )
    store.execute(
        "INSERT INTO judgement (left_source, left_number, right_source, right_number, verdict,"
        " who, withdrawn_at) VALUES ('ggc', '2', 'nbd', '1', 'same', 'Aastad', NULL),"
        " ('ggc', '2', 'nbd', '1', 'different', 'Aastad', now())"
    )
    weighed = ask(database_url, lambda reads: reads.weighed(ONE))
    assert [(one.verdict, one.score) for one in weighed.comparisons] == [
        ("same", 7.5),
        ("ask", 1.5),
    ]
    assert weighed.comparisons[0].left == RecordKey("ggc", "2")
    assert [one.verdict for one in weighed.judgements] == ["same"]


def test_the_newest_network_and_the_terms_are_in_force(
    store: Connection, database_url: str
) -> None:
    number, text = ask(database_url, lambda reads: reads.network())
    assert (text, ask(database_url, lambda reads: reads.network_number())) == (TEXT, number)
    store.execute("INSERT INTO source_terms VALUES ('nbd', 'cover', 'show')")
    assert ask(database_url, lambda reads: reads.terms()) == {("nbd", "cover"): "show"}


def test_a_server_that_is_away_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:1 "):
        ask("postgresql://spil@127.0.0.1:1/spil", lambda reads: reads.network())


def test_a_reader_survives_connections_that_died(store: Connection, database_url: str) -> None:
    async def asked() -> Any:
        pool = ReadPool(database_url, connections=1)
        await pool.open()
        reads = ReadStore(pool)
        await reads.network_number()
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'spil api' AND datname = current_database()"
            )
        try:
            return await reads.network_number()
        finally:
            await pool.close()

    assert asyncio.run(asked()) > 0


def test_a_reader_cannot_write(store: Connection, database_url: str) -> None:
    async def asked() -> None:
        pool = ReadPool(database_url)
        await pool.open()
        try:
            await pool.rows("DELETE FROM work RETURNING id")
        finally:
            await pool.close()

    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        asyncio.run(asked())

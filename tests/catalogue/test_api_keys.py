"""Keys: shown once, kept hashed, ended for ever."""

import asyncio
from typing import Any

import pytest

from catalogue.api_keys import check_key, create_key, list_keys, revoke_key
from catalogue.database import connect
from catalogue.desk_store import DeskStore
from catalogue.errors import CatalogueError, UnreadableRecord
from catalogue.judgements import record_judgement
from catalogue.read_pool import ReadPool
from catalogue.source_record import RecordKey
from catalogue.verdicts import Judgement

pytestmark = pytest.mark.postgres
UTRECHT = "NL-0890600000"


def ask(url: str, question: Any) -> Any:
    async def asked() -> Any:
        pool = ReadPool(url, connections=2)
        await pool.open()
        try:
            return await question(DeskStore(pool))
        finally:
            await pool.close()

    return asyncio.run(asked())


def test_a_secret_opens_its_own_key_and_no_other(database_url: str) -> None:
    with connect(database_url) as connection:
        key, secret = create_key(connection, "Utrecht", role="library_system", isils=[UTRECHT])
        other, _ = create_key(connection, "Utrecht", role="library_system", isils=[UTRECHT])
        assert check_key(connection, secret) == key
        assert key.key_id != other.key_id
        assert check_key(connection, secret + "x") is None
    assert ask(database_url, lambda desk: desk.key(secret)) == key
    assert ask(database_url, lambda desk: desk.key("spil_")) is None


def test_a_secret_is_kept_nowhere(database_url: str) -> None:
    with connect(database_url) as connection:
        _, secret = create_key(connection, "Utrecht", role="lending", isils=[UTRECHT])
        rows = connection.execute("SELECT api_key::text, sha256 FROM api_key").fetchall()
    assert secret.removeprefix("spil_") not in str(rows)
    assert len(rows[0][1]) == 32


def test_a_key_that_was_revoked_opens_nothing(database_url: str) -> None:
    with connect(database_url) as connection:
        key, secret = create_key(connection, "Utrecht", role="lending", isils=[UTRECHT])
        assert revoke_key(connection, key.key_id) is True
        assert revoke_key(connection, key.key_id) is False
        assert check_key(connection, secret) is None
        assert list_keys(connection)[0].revoked_at is not None
    assert ask(database_url, lambda desk: desk.key(secret)) is None


def test_a_key_that_never_was_cannot_be_revoked(database_url: str) -> None:
    with connect(database_url) as connection, pytest.raises(CatalogueError, match="abc"):
        revoke_key(connection, "abc")


def test_a_judgement_is_kept_signed_and_announced_once(database_url: str) -> None:
    left, right = RecordKey("nbd", "1"), RecordKey("ggc", "2")
    with connect(database_url) as connection:
        key, _ = create_key(connection, "Bibliotheek Utrecht", role="cataloguer", isils=["*"])
        with pytest.raises(UnreadableRecord, match="ggc:2"):
            record_judgement(connection, Judgement(left=left, right=right, verdict="same"), key)
        for number, one in enumerate((left, right), start=1):
            connection.execute(
                "INSERT INTO source_record_version (version, source, number, sha256, format)"
                " VALUES (%s, %s, %s, '', 'marc')",
                (number, *one),
            )
            connection.execute(
                "INSERT INTO source_record (source, number, version) VALUES (%s, %s, %s)",
                (*one, number),
            )
        said = Judgement(left=left, right=right, verdict="same", why="zelfde druk")
        first = record_judgement(connection, said, key)
        assert record_judgement(connection, said, key) == first
        changes = connection.execute("SELECT kind, subject, who FROM change").fetchall()
        audit = connection.execute("SELECT key_id, action, subject FROM audit").fetchall()
    assert (first.left, first.right, first.who) == ("ggc:2", "nbd:1", "Bibliotheek Utrecht")
    assert changes == [("judgement", "ggc:2 nbd:1", "Bibliotheek Utrecht")]
    assert audit == [(key.key_id, "judge", "ggc:2 nbd:1")]
    assert ask(database_url, lambda desk: desk.judgements(left)) == [first]
    assert ask(database_url, lambda desk: desk.judgements(RecordKey("obcp", "9"))) == []
    assert ask(database_url, lambda desk: desk.judgements(before=first.judgement)) == []


def test_the_figures_of_an_empty_line_are_zero(database_url: str) -> None:
    health = ask(database_url, lambda desk: desk.health())
    assert (health.followers, health.dead_letters, health.last_done, health.unlinked) == (
        {},
        {},
        {},
        0,
    )


def test_the_figures_tell_what_waits(database_url: str) -> None:
    with connect(database_url) as connection:
        connection.execute("INSERT INTO follower VALUES ('live', '0', 0)")
        connection.execute(
            "INSERT INTO change (kind, subject, at) VALUES"
            " ('work', 'w1', now() - interval '3 s'), ('judgement', 'x', now())"
        )
        connection.execute(
            "INSERT INTO dead_letter (source, number, reason, format, payload)"
            " VALUES ('nbd', '1', 'no title', 'marc', '')"
        )
    health = ask(database_url, lambda desk: desk.health())
    count, seconds = health.followers["live"]
    assert (count, 2 < seconds < 60, health.dead_letters) == (1, True, {"nbd": 1})

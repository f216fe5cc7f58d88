"""What a delivery does to a record, in memory and in PostgreSQL alike."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.database import Connection, connect
from catalogue.outcomes import Normalized
from catalogue.source_record import RecordKey
from catalogue.sql_store import SqlStore
from catalogue.store import Delivery, MemoryStore, RecordStore, SaveCounts, save
from tests.catalogue.deliveries import book, key, unreadable, withdrawal


@pytest.fixture(params=["memory", pytest.param("sql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[RecordStore]:
    if request.param == "memory":
        yield MemoryStore()
    else:
        with connect(request.getfixturevalue("database_url")) as connection:
            yield SqlStore(connection)


def test_a_new_record_gets_a_version_that_can_be_read_back(store: RecordStore) -> None:
    delivery = book("1", copies=2)
    version = save(store, *delivery)
    assert version is not None
    assert isinstance(delivery[1], Normalized)
    assert (version.record, version.items) == (delivery[1].record, delivery[1].items)
    assert version == store.current(key("1"))
    assert version.sha256 == delivery[0].sha256
    assert version.place == delivery[0].place


def test_the_same_record_again_is_no_new_version(store: RecordStore) -> None:
    save(store, *book("1", copies=1))
    assert save(store, *book("1", copies=1)) is None
    assert len(store.versions(key("1"))) == 1


def test_a_copy_that_joined_makes_a_new_version(store: RecordStore) -> None:
    first = save(store, *book("1", copies=1))
    second = save(store, *book("1", copies=2))
    assert first is not None
    assert second is not None
    assert store.versions(key("1")) == (first, second)


def test_a_record_that_comes_back_after_its_withdrawal_is_current_again(store: RecordStore) -> None:
    save(store, *book("1"))
    gone = save(store, *withdrawal("1"))
    assert gone is not None
    assert gone.deleted
    assert save(store, *withdrawal("1")) is None
    back = save(store, *book("1"))
    assert back is not None
    assert not back.deleted
    assert [v.deleted for v in store.versions(key("1"))] == [False, True, False]


def test_a_withdrawal_without_number_is_found_by_its_locator(store: RecordStore) -> None:
    store.save_page([book("1"), book("2")])
    counts = store.save_page([withdrawal(locator="oai:1"), withdrawal(locator="oai:9")])
    assert counts == SaveCounts(read=2, deleted=2)
    assert [number for number in "12" if store.current(key(number)).deleted] == ["1"]  # type: ignore[union-attr]


def test_a_withdrawal_of_what_never_came_is_counted_and_leaves_nothing(store: RecordStore) -> None:
    delivery = withdrawal("9", locator="oai:9")
    assert store.save_page([delivery, delivery]) == SaveCounts(read=2, deleted=2)
    assert store.versions(key("9")) == ()
    assert save(store, *delivery) is None


def test_a_withdrawal_that_comes_twice_changes_nothing_the_second_time(store: RecordStore) -> None:
    store.save_page([book("1"), withdrawal(locator="oai:1")])
    for again in (withdrawal("1"), withdrawal(locator="oai:1"), withdrawal("1", locator="oai:1")):
        assert store.save_page([again]) == SaveCounts(read=1, unchanged=1)
    assert len(store.versions(key("1"))) == 2


def test_a_withdrawal_finds_a_record_of_its_own_page(store: RecordStore) -> None:
    counts = store.save_page([book("1"), withdrawal(locator="oai:1"), book("1")])
    assert counts == SaveCounts(read=3, saved=2, deleted=1)
    assert not store.current(key("1")).deleted  # type: ignore[union-attr]


def test_an_unreadable_record_is_kept_with_its_bytes_and_reason(store: RecordStore) -> None:
    assert save(store, *unreadable("1", "<rec")) is None
    (letter,) = store.list_rejected("nbd")
    assert letter == store.rejected(key("1"))
    assert (letter.payload, letter.reason) == (b"<rec", "the leader is too short")
    assert store.list_rejected("ggc") == ()


def test_an_unreadable_redelivery_leaves_the_last_good_version_current(store: RecordStore) -> None:
    good = save(store, *book("1"))
    assert store.save_page([unreadable("1")]) == SaveCounts(read=1, rejected=1)
    assert store.current(key("1")) == good


def test_a_record_that_was_mended_leaves_the_desk(store: RecordStore) -> None:
    store.save_page([unreadable("1"), unreadable("2")])
    store.save_page([book("1"), withdrawal("2")])
    assert store.list_rejected() == ()


def test_a_record_whose_number_is_read_at_a_second_try_leaves_the_desk(store: RecordStore) -> None:
    store.save_page([unreadable(payload="De avonden")])
    assert [letter.key.number for letter in store.list_rejected()] != ["1"]
    store.save_page([book("1", "De avonden")])
    assert store.list_rejected() == ()


def test_a_rejected_record_can_be_tried_again_as_it_arrived(store: RecordStore) -> None:
    named, nameless = unreadable("1"), unreadable()
    store.save_page([named, nameless])
    again = {letter.source_record for letter in store.list_rejected()}
    assert again == {named[0], nameless[0]}


def test_a_reason_that_no_database_can_hold_is_kept_in_other_signs(store: RecordStore) -> None:
    record, rejected = unreadable("1")
    assert rejected is not None
    store.save_page([(record, rejected.model_copy(update={"reason": "sign \0 and \ud800"}))])
    (letter,) = store.list_rejected()
    assert letter.reason == "sign \ufffd and ?"


NUMBERS = st.sampled_from(["1", "2", "3"])
DELIVERIES = st.one_of(
    st.builds(book, NUMBERS, st.sampled_from(["a", "b"]), copies=st.integers(0, 1)),
    st.builds(withdrawal, NUMBERS),
    st.builds(lambda n: withdrawal(locator=f"oai:{n}"), NUMBERS),
    st.builds(unreadable, st.sampled_from(["", "1", "2"])),
)
PAGES = st.lists(st.lists(DELIVERIES, max_size=6), max_size=4)


def state(store: RecordStore) -> list[object]:
    keys = [key(number) for number in "123"]
    kept = [[(v.key, v.record, v.items) for v in store.versions(k)] for k in keys]
    return [*kept, *(letter.key for letter in store.list_rejected())]


@given(pages=PAGES)
def test_counts_add_up_and_saved_versions_stay_readable(pages: list[list[Delivery]]) -> None:
    store, before = MemoryStore(), dict[RecordKey, tuple[object, ...]]()
    for page in pages:
        counts = store.save_page(page)
        assert counts.read == len(page)
        assert counts.read == (counts.saved + counts.unchanged + counts.deleted + counts.rejected)
        for number in "123":
            now = tuple(store.versions(key(number)))
            earlier = before.get(key(number), ())
            assert now[: len(earlier)] == earlier
            before[key(number)] = now


@pytest.mark.postgres
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pages=PAGES)
def test_both_stores_answer_alike(
    emptied: Callable[[], Connection], pages: list[list[Delivery]]
) -> None:
    memory, sql = MemoryStore(), SqlStore(emptied())
    for page in pages:
        assert memory.save_page(page) == sql.save_page(page)
        assert state(memory) == state(sql)
        assert sql.save_page(page[-1:]) == memory.save_page(page[-1:])


@pytest.fixture
def emptied(database_url: str) -> Iterator[Callable[[], Connection]]:
    with connect(database_url) as connection:

        def empty() -> Connection:
            connection.execute("DELETE FROM source_record")
            connection.execute("DELETE FROM source_record_version")
            connection.execute("DELETE FROM dead_letter")
            return connection

        yield empty


@pytest.mark.postgres
def test_a_page_is_saved_whole_or_not_at_all(database_url: str) -> None:
    def broken_off() -> Iterator[Delivery]:
        yield book("1")
        raise RuntimeError("killed")

    with connect(database_url) as connection:
        store = SqlStore(connection)
        with pytest.raises(RuntimeError):
            store.save_page(broken_off())
        assert store.current(key("1")) is None
        connection.execute(
            "INSERT INTO landed_page (source, file, format, records) VALUES ('nbd', 'f', 'marc', 1)"
        )
        store.save_page([book("1")], page=1)
        assert connection.execute("SELECT saved FROM landed_page").fetchone() == (True,)
        assert connection.execute("SELECT kind, subject FROM change").fetchall() == [
            ("record", "nbd:1")
        ]


@pytest.mark.postgres
def test_a_withdrawn_record_meets_nobody_any_more(database_url: str) -> None:
    with connect(database_url) as connection:
        store = SqlStore(connection)
        store.save_page([book("1"), book("2")])
        connection.execute(
            "INSERT INTO match_key VALUES ('isbn:1', 'nbd', '1'), ('isbn:1', 'nbd', '2')"
        )
        store.save_page([withdrawal("1"), unreadable("2")])
        assert connection.execute("SELECT number FROM match_key").fetchall() == [("2",)]

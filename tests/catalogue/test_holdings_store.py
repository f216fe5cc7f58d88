"""Holdings, copies and their events in the store: nothing lost, nothing doubled."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.copies import CirculationState, Holding
from catalogue.database import Connection, connect
from catalogue.errors import CatalogueError
from catalogue.holdings_store import write_links
from catalogue.identifiers import ManifestationId
from catalogue.item_events import ItemMove, apply_events
from catalogue.network_store import read_network, save_network
from holdings.network_rows import network_rows
from tests.small_network import AASTAD, AASTAD_ZUID, MONDAY, TEXT, copy_at

pytestmark = pytest.mark.postgres

M1, M2 = ManifestationId("m1111111111"), ManifestationId("m2222222222")
W1, W2 = "w1111111111", "w2222222222"


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        save_network(connection, network_rows(TEXT))
        for manifestation, work in ((M1, W1), (M2, W2)):
            for kind, identifier in (("work", work), ("manifestation", manifestation)):
                connection.execute(
                    "INSERT INTO minted_id (id, kind, anchor_source, anchor_number)"
                    " VALUES (%s, %s, 'nbd', %s)",
                    (identifier, kind, manifestation),
                )
            connection.execute("INSERT INTO work VALUES (%s, '{}')", (work,))
            connection.execute(
                "INSERT INTO manifestation VALUES (%s, %s, 'national', '{}')", (manifestation, work)
            )
        yield connection


def holding(
    manifestation: ManifestationId | None = M1, record: str = "L1", reason: str = ""
) -> Holding:
    return Holding(
        installation="wise-a",
        local_record=record,
        library="NL-0890010000",
        manifestation=manifestation,
        reason=reason,
    )


def move(item_id: str, state: CirculationState, minute: int, sequence: int = 0) -> ItemMove:
    at = MONDAY + timedelta(minutes=minute)
    mark = f"{item_id}{state}{minute}{sequence}".encode()
    return ItemMove("wise-a", item_id, state, at, sequence, mark)


def state_of(connection: Connection, item_id: str) -> str:
    row = connection.execute("SELECT state FROM item WHERE item_id = %s", (item_id,)).fetchone()
    assert row is not None
    return str(row[0])


def announced(connection: Connection) -> list[str]:
    rows = connection.execute("SELECT subject FROM change WHERE kind = 'availability' ORDER BY seq")
    return [subject for (subject,) in rows]


def test_the_network_in_force_is_the_one_stored_last(catalogue: Connection):
    assert read_network(catalogue) == TEXT
    assert not save_network(catalogue, network_rows(TEXT))
    changed = TEXT.replace('days = ["tue", "thu"]', 'days = ["wed"]')
    assert save_network(catalogue, network_rows(changed))
    assert read_network(catalogue) == changed
    assert save_network(catalogue, network_rows(TEXT))
    assert read_network(catalogue) == TEXT


def test_without_a_network_the_remedy_is_told(database_url: str):
    with connect(database_url) as connection, pytest.raises(CatalogueError, match="network"):
        read_network(connection)


def test_delivered_copies_are_linked_or_unlinked_and_never_lost(catalogue: Connection):
    copies = [copy_at(AASTAD, 1), copy_at(AASTAD, 2), copy_at(AASTAD_ZUID, 3)]
    strange = copy_at(AASTAD, 4).model_copy(update={"local_record": "L2"})
    counts = write_links(
        catalogue,
        [holding(), holding(None, "L2", "not_matched_yet")],
        [*copies, strange],
    )
    assert (counts.delivered, counts.linked, counts.unlinked) == (4, 3, 1)
    assert announced(catalogue) == [W1]


def stored_copies(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT item_id, local_record FROM item WHERE NOT gone")
    return dict(rows.fetchall())


def test_copies_with_one_number_are_stored_and_counted_as_one(catalogue: Connection):
    first, other = copy_at(AASTAD, 1), copy_at(AASTAD, 2)
    twin = first.model_copy(update={"local_record": "L2"})
    holdings = [holding(), holding(None, "L2", "not_matched_yet")]
    counts = write_links(catalogue, holdings, [first, other, twin])
    assert (counts.delivered, counts.linked, counts.unlinked, counts.doubled) == (2, 1, 1, 1)
    assert stored_copies(catalogue) == {first.item_id: "L2", other.item_id: "L1"}
    before = announced(catalogue)
    again = write_links(catalogue, holdings, [first, other, twin])
    assert (again.delivered, again.changed, again.gone, again.doubled) == (2, 0, 0, 1)
    assert announced(catalogue) == before


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["L1", "L2"])), max_size=8))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_counted_is_what_is_stored_however_often_a_number_comes(
    catalogue: Connection, numbers: list[tuple[int, str]]
):
    for table in ("item", "item_event", "holding"):
        catalogue.execute(f"DELETE FROM {table}")
    copies = [copy_at(AASTAD, n).model_copy(update={"local_record": r}) for n, r in numbers]
    holdings = [holding(), holding(None, "L2", "not_matched_yet")]
    counts = write_links(catalogue, holdings, copies)
    stored = stored_copies(catalogue)
    assert stored == {copy.item_id: copy.local_record for copy in copies}
    assert counts.delivered == counts.linked + counts.unlinked == len(stored)
    assert counts.linked == sum(record == "L1" for record in stored.values())
    assert counts.delivered + counts.doubled == len(copies)


def test_the_same_delivery_twice_changes_nothing(catalogue: Connection):
    for _ in range(2):
        counts = write_links(catalogue, [holding()], [copy_at(AASTAD)])
    assert (counts.changed, counts.gone) == (0, 0)
    assert announced(catalogue) == [W1]


def test_a_copy_that_is_no_longer_delivered_is_gone_and_comes_back(catalogue: Connection):
    both = [copy_at(AASTAD, 1), copy_at(AASTAD, 2)]
    write_links(catalogue, [holding()], both)
    assert write_links(catalogue, [holding()], both[:1]).gone == 1
    write_links(catalogue, [holding()], both)
    row = catalogue.execute("SELECT count(*) FROM item WHERE NOT gone").fetchone()
    assert row == (2,)


def test_when_a_holding_moves_to_another_title_both_works_are_announced(catalogue: Connection):
    write_links(catalogue, [holding(M1)], [copy_at(AASTAD)])
    write_links(catalogue, [holding(M2)], [copy_at(AASTAD)])
    assert announced(catalogue) == [W1, W1, W2]


def test_the_newest_event_wins_and_a_repeat_changes_nothing(catalogue: Connection):
    write_links(catalogue, [holding()], [copy_at(AASTAD)])
    out = move("1001-1", CirculationState.ON_LOAN, 5)
    back = move("1001-1", CirculationState.ON_SHELF, 9)
    counts = apply_events(catalogue, [back])
    assert (counts.applied, counts.late) == (1, 0)
    counts = apply_events(catalogue, [out, back])
    assert (counts.received, counts.applied, counts.repeated, counts.late) == (2, 0, 1, 1)
    assert state_of(catalogue, "1001-1") == "on_shelf"


def test_a_delivery_older_than_an_event_does_not_undo_it(catalogue: Connection):
    write_links(catalogue, [holding()], [copy_at(AASTAD)])
    apply_events(catalogue, [move("1001-1", CirculationState.ON_LOAN, 5)])
    write_links(catalogue, [holding()], [copy_at(AASTAD)])
    assert state_of(catalogue, "1001-1") == "on_loan"
    newer = copy_at(AASTAD).model_copy(update={"seen_at": MONDAY + timedelta(hours=1)})
    write_links(catalogue, [holding()], [newer])
    assert state_of(catalogue, "1001-1") == "on_shelf"


def test_an_event_that_comes_before_its_copy_counts_when_the_copy_comes(catalogue: Connection):
    counts = apply_events(catalogue, [move("1001-1", CirculationState.ON_LOAN, 5)])
    assert counts.unknown_item == 1
    write_links(catalogue, [holding()], [copy_at(AASTAD)])
    assert state_of(catalogue, "1001-1") == "on_loan"


def test_only_a_change_of_a_branchs_answer_is_announced(catalogue: Connection):
    write_links(catalogue, [holding()], [copy_at(AASTAD, 1), copy_at(AASTAD, 2)])
    before = announced(catalogue)
    apply_events(catalogue, [move("1001-1", CirculationState.ON_LOAN, 5)])
    assert announced(catalogue) == before
    apply_events(catalogue, [move("1001-2", CirculationState.ON_LOAN, 6)])
    assert announced(catalogue) == [*before, W1]


STATES = st.sampled_from(
    [CirculationState.ON_SHELF, CirculationState.ON_LOAN, CirculationState.MISSING]
)
MOVES = st.builds(
    move, st.sampled_from(["1001-1", "1001-2"]), STATES, st.integers(0, 30), st.integers(0, 2)
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(MOVES, max_size=12), st.randoms())
def test_whatever_order_and_batches_events_come_in_the_state_is_that_of_the_newest(
    catalogue: Connection, moves: list[ItemMove], random
):
    for table in ("item", "item_event", "holding"):
        catalogue.execute(f"DELETE FROM {table}")
    write_links(catalogue, [holding()], [copy_at(AASTAD, 1), copy_at(AASTAD, 2)])
    sent = moves + random.sample(moves, len(moves) // 2)
    random.shuffle(sent)
    cut = random.randint(0, len(sent))
    total = apply_events(catalogue, sent[:cut]) + apply_events(catalogue, sent[cut:])
    assert total.received == total.applied + total.repeated + total.late + total.unknown_item
    for item_id in ("1001-1", "1001-2"):
        mine = [m for m in moves if m.item_id == item_id]
        newest = max(mine, key=lambda m: (m.event_time, m.sequence, m.sha256), default=None)
        assert state_of(catalogue, item_id) == (newest.state.value if newest else "on_shelf")

"""A made-up country in a real catalogue: lists and messages give it the state that was told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.item_events import MOST, read_batch, read_moves
from catalogue.copies import Holding, Item
from catalogue.database import Connection, connect
from catalogue.holdings_store import drop_holdings, write_links
from catalogue.identifiers import Isil
from catalogue.item_events import EventCounts, apply_events
from catalogue.network_store import save_network
from catalogue.source_record import RecordKey
from holdings.items import Delivery, read_item
from holdings.libraries import Network, load_network
from holdings.network_rows import network_rows
from nation.directory import Installation, installations
from nation.status import told_status, true_status
from tests.nation.made_copies import DAYS, country, rows
from tests.nation.read_lists import read

pytestmark = pytest.mark.postgres

MIDNIGHT = datetime(2026, 11, 1, 23, tzinfo=UTC)
SYSTEMS = ("wise-veluwe", "wise-zaan-kennemerland", "vsmart-rotterdam", "gbs-eindhoven")
States = dict[tuple[str, str], str]


def text() -> str:
    return (country() / "network/network.toml").read_text(encoding="utf-8")


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        save_network(connection, network_rows(text()))
        yield connection


def systems() -> list[Installation]:
    return [system for system in installations() if system.name in SYSTEMS]


def deliver(catalogue: Connection, day: int, network: Network) -> None:
    """Store the lists of a day, whole; a record that a list leaves out is withdrawn."""
    seen = MIDNIGHT + timedelta(days=day if day > 1 else 0)
    for system in systems():
        items: dict[str, Item] = {}
        for record, _, local in read(system, day):
            delivery = Delivery(system.name, RecordKey(system.name, record), seen)
            item, _ = read_item(local, delivery, network)
            if item is not None:
                items[item.item_id] = item
        held = {(item.local_record, item.library) for item in items.values()}
        holdings = [_unlinked(system, record, library) for record, library in sorted(held)]
        write_links(catalogue, holdings, list(items.values()))
        drop_holdings(catalogue, system.name, _left_out(catalogue, system, holdings))


def _left_out(catalogue: Connection, system: Installation, holdings: list[Holding]) -> list[str]:
    found = catalogue.execute(
        "SELECT DISTINCT local_record FROM holding WHERE installation = %s", (system.name,)
    )
    return sorted({record for (record,) in found} - {each.local_record for each in holdings})


def _unlinked(system: Installation, record: str, library: Isil) -> Holding:
    return Holding(
        installation=system.name, local_record=record, library=library, reason="no_match"
    )


def push(catalogue: Connection, network: Network) -> EventCounts:
    """All messages, in the order of arrival."""
    counts = EventCounts()
    for file in sorted((country() / "events").glob("day-*.ndjson")):
        wanted = [
            line
            for line in file.read_bytes().splitlines()
            if any(f'"installation":"{name}"'.encode() in line for name in SYSTEMS)
        ]
        for at in range(0, len(wanted), MOST):
            events = read_batch(b"\n".join(wanted[at : at + MOST]), lines=True)
            moves, _ = read_moves(events, network, MIDNIGHT + timedelta(days=60))
            counts += apply_events(catalogue, moves)
    return counts


def kept(catalogue: Connection) -> States:
    found = catalogue.execute("SELECT installation, item_id, state FROM item WHERE NOT gone")
    return {(system, item_id): state for system, item_id, state in found}


def agrees(expected: States, stored: States) -> bool:
    """Whether every copy kept has the state expected; a code that nobody declared is unknown."""
    odd = {
        (system.name, system.states[state])
        for system in installations()
        for state, code in system.own_states
        if code in system.undeclared
    }
    differ = {key for key, state in stored.items() if state != expected[key]}
    return (
        all(stored[key] == "unknown" and (key[0], expected[key]) in odd for key in differ)
        and len(differ) < len(stored) / 50
    )


def as_codes(states: States) -> States:
    """What is left of states when they have been written in the codes of their systems."""
    codes = {system.name: system.states for system in installations()}
    return {
        key: codes[key[0]].get(state, state) for key, state in states.items() if key[0] in SYSTEMS
    }


def test_after_all_messages_the_catalogue_holds_what_was_told(catalogue: Connection) -> None:
    network = load_network(text())
    deliver(catalogue, 1, network)
    counts = push(catalogue, network)
    told = as_codes({(s.installation, s.item_id): s.state for s in told_status(country())})
    stored = as_codes(kept(catalogue))
    assert len(stored) > 400
    assert agrees(told, stored)
    assert counts.applied > 30


def test_messages_sent_twice_or_before_the_copies_change_nothing(catalogue: Connection) -> None:
    network = load_network(text())
    push(catalogue, network)
    deliver(catalogue, 1, network)
    first = kept(catalogue)
    again = push(catalogue, network)
    assert kept(catalogue) == first
    assert again.received == again.repeated > 30
    told = as_codes({(s.installation, s.item_id): s.state for s in told_status(country())})
    assert agrees(told, as_codes(first))


def test_the_last_lists_bring_back_what_was_lost_on_the_way(catalogue: Connection) -> None:
    network = load_network(text())
    deliver(catalogue, 1, network)
    push(catalogue, network)
    deliver(catalogue, DAYS, network)
    truth = as_codes({(s.installation, s.item_id): s.state for s in true_status(country())})
    late = {(r["installation"], r["item_id"]) for r in rows("status") if r["fate"] == "wrong_clock"}
    stored = {key: state for key, state in as_codes(kept(catalogue)).items() if key not in late}
    assert agrees(truth, stored)
    missing = {key for key in truth if key not in stored and key not in late}
    assert missing == {key for key in _weeded() | _nowhere() if key in truth}


def _weeded() -> set[tuple[str, str]]:
    """Copies that were withdrawn before the last day: its lists leave them out."""
    last = MIDNIGHT + timedelta(days=DAYS - 1)
    found = [row for row in rows("status") if row["kind"] == "withdrawn" and row["at"] < last]
    return {(row["installation"], row["item_id"]) for row in found}


def _nowhere() -> set[tuple[str, str]]:
    """Copies under a branch code that nobody declared: they are not taken in."""
    found = [row for row in rows("items") if row["branch_code"].endswith("X")]
    return {(row["installation"], row["item_id"]) for row in found}

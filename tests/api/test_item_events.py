"""Item events over HTTP: batches that may be sent again, and nothing about readers."""

import json
from typing import Any

import pytest

from tests.api.conftest import Small

EVENT = {
    "installation": "wise-a",
    "item_id": "1001-1",
    "state_code": "UIT",
    "event_time": "2026-11-23T10:15:00+01:00",
    "sequence": 3,
}
OWN = "NL-0890010000"


def send(small: Small, events: Any, *isils: str) -> Any:
    headers = small.desk.give("library_system", *(isils or (OWN,)))
    return small.client.post("/v1/item-events", json=events, headers=headers)


def test_a_batch_is_applied_once_however_often_it_is_sent(small: Small) -> None:
    small.writes.known_items = {"1001-1"}
    first, second = send(small, [EVENT]).json(), send(small, [EVENT]).json()
    assert (first["received"], first["applied"], first["repeated"]) == (1, 1, 0)
    assert (second["received"], second["applied"], second["repeated"]) == (1, 0, 1)


def test_events_may_come_one_a_line(small: Small) -> None:
    headers = small.desk.give("library_system", OWN) | {"Content-Type": "application/x-ndjson"}
    lines = "\n".join(json.dumps(EVENT | {"sequence": n}) for n in range(3)) + "\n"
    answer = small.client.post("/v1/item-events", content=lines, headers=headers).json()
    assert (answer["received"], answer["unknown_items"]) == (3, 3)


def test_a_code_that_nobody_declared_is_reported_and_the_copy_becomes_unknown(small: Small) -> None:
    answer = send(
        small, [EVENT | {"state_code": "RAAR"}, EVENT | {"state_code": "RAAR", "sequence": 9}]
    )
    assert answer.json()["unknown_codes"] == [
        {"installation": "wise-a", "field": "state_code", "value": "RAAR", "times": 2}
    ]
    assert {move.state.value for move in small.writes.moves.values()} == {"unknown"}


def test_a_system_speaks_only_of_its_own_copies(small: Small) -> None:
    answer = send(small, [EVENT | {"installation": "koha-b"}])
    assert (answer.status_code, small.writes.moves) == (403, {})
    assert "koha-b" in answer.json()["detail"]


def test_a_system_that_the_network_does_not_know_is_refused_and_counted(small: Small) -> None:
    answer = send(small, [EVENT | {"installation": "unheard-of"}]).json()
    assert (answer["refused"], answer["applied"]) == (1, 0)


@pytest.mark.parametrize("field", ["patron", "borrower_name", "barcode_of_reader"])
def test_a_field_that_could_hold_a_reader_is_refused_and_not_repeated(
    small: Small, field: str
) -> None:
    answer = send(small, [EVENT, EVENT | {field: "Jansen 0612345678"}])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"[1].{field}"
    assert "Jansen" not in answer.text
    assert small.writes.moves == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"event_time": "yesterday"}, "[0].event_time"),
        ({"event_time": "2026-11-23T10:15:00"}, "[0].event_time"),
        ({"sequence": -1}, "[0].sequence"),
        ({"sequence": 2**63}, "[0].sequence"),
        ({"item_id": ""}, "[0].item_id"),
        ({"item_id": "a\u0000b"}, "[0].item_id"),
        ({"item_id": 7}, "[0].item_id"),
    ],
)
def test_a_wrong_value_is_named_by_event_and_field(
    small: Small, wrong: dict[str, Any], field: str
) -> None:
    answer = send(small, [EVENT | wrong])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_wrong_line_is_named_by_its_number(small: Small) -> None:
    headers = small.desk.give("library_system", OWN) | {"Content-Type": "application/x-ndjson"}
    lines = json.dumps(EVENT) + "\n{half"
    answer = small.client.post("/v1/item-events", content=lines, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "[1]")


def test_a_body_that_is_no_list_is_refused(small: Small) -> None:
    assert send(small, {"events": []}).status_code == 422
    assert send(small, "x").status_code == 422


def test_more_than_ten_thousand_events_at_once_are_too_many(small: Small) -> None:
    assert send(small, [EVENT] * 10_001).status_code == 413


def test_a_huge_body_is_refused_before_it_is_read(small: Small) -> None:
    headers = small.desk.give("library_system", OWN)
    answer = small.client.post("/v1/item-events", content=b" " * 6_000_000, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_key_nothing_is_taken_in(small: Small) -> None:
    answer = small.client.post("/v1/item-events", json=[EVENT])
    assert (answer.status_code, small.writes.moves) == (401, {})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_another_role_is_not_enough(small: Small) -> None:
    headers = small.desk.give("cataloguer", OWN)
    assert small.client.post("/v1/item-events", json=[EVENT], headers=headers).status_code == 403

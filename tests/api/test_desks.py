"""The desks: unlinked holdings and judgements, each behind a key."""

from catalogue.desk_store import UnlinkedHolding
from tests.api.conftest import Small

OWN = "NL-0890010000"


def unlinked(number: str, library: str = OWN) -> UnlinkedHolding:
    return UnlinkedHolding(
        installation="wise-a",
        local_record=number,
        library=library,
        title="Een plaatselijk boek",
        reason="no_national_record",
        candidates=(),
        manifestation=None,
    )


def test_a_library_sees_its_own_unlinked_holdings_page_by_page(small: Small) -> None:
    small.desk.waiting = [unlinked("1:a"), unlinked("2"), unlinked("3", "NL-0890020000")]
    headers = small.desk.give("cataloguer", OWN)
    first = small.client.get("/v1/unlinked", params={"size": 1}, headers=headers).json()
    assert [one["local_record"] for one in first["holdings"]] == ["1:a"]
    second = small.client.get(
        "/v1/unlinked", params={"size": 2, "after": first["next"]}, headers=headers
    ).json()
    assert [one["local_record"] for one in second["holdings"]] == ["2"]
    assert second["next"] is None


def test_a_library_does_not_see_the_desk_of_another(small: Small) -> None:
    headers = small.desk.give("cataloguer", OWN)
    answer = small.client.get("/v1/unlinked?library=NL-0890020000", headers=headers)
    assert answer.status_code == 403


def test_a_judgement_is_signed_with_the_name_of_the_key(small: Small) -> None:
    small.writes.known_records = {"nbd:1", "ggc:2"}
    answer = small.client.post(
        "/v1/judgements",
        json={"left": "nbd:1", "right": "ggc:2", "verdict": "same", "why": "zelfde druk"},
        headers=small.desk.give("cataloguer", OWN),
    )
    assert (answer.status_code, answer.json()["who"]) == (201, "key for cataloguer")


def test_a_judgement_on_a_record_that_never_came_is_refused(small: Small) -> None:
    answer = small.client.post(
        "/v1/judgements",
        json={"left": "nbd:1", "right": "ggc:2", "verdict": "same"},
        headers=small.desk.give("cataloguer", OWN),
    )
    assert (answer.status_code, "nbd:1" in answer.json()["detail"]) == (422, True)


def test_a_library_system_does_not_judge(small: Small) -> None:
    answer = small.client.post(
        "/v1/judgements",
        json={"left": "nbd:1", "right": "ggc:2", "verdict": "same"},
        headers=small.desk.give("library_system", OWN),
    )
    assert answer.status_code == 403


def test_every_desk_needs_a_key(small: Small) -> None:
    assert small.client.get("/v1/unlinked").status_code == 401
    assert small.client.get("/v1/judgements").status_code == 401
    wrong = {"Authorization": "Bearer spil_wrong"}
    assert small.client.get("/v1/judgements", headers=wrong).status_code == 401


def test_a_key_may_also_come_in_its_own_header(small: Small) -> None:
    (secret,) = [v.removeprefix("Bearer ") for v in small.desk.give("operator", "*").values()]
    answer = small.client.get("/v1/judgements", headers={"X-API-Key": secret})
    assert (answer.status_code, answer.json()) == (200, {"judgements": [], "next": None})

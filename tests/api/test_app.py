"""The API as a whole: ids of requests, problems, health, figures, openness, its own description."""

from datetime import UTC, datetime

import structlog

from catalogue.desk_store import LineHealth
from tests.api.conftest import BOOK, NEVER, Small


def test_a_problem_carries_the_id_of_its_request(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{NEVER}", headers={"X-Request-Id": "abc-1"})
    assert answer.headers["X-Request-Id"] == "abc-1"
    problem = answer.json()
    assert (problem["request_id"], problem["status"], problem["instance"]) == (
        "abc-1",
        404,
        f"/v1/manifestations/{NEVER}",
    )


def test_an_unfit_request_id_is_replaced(small: Small) -> None:
    answer = small.client.get("/health/live", headers={"X-Request-Id": "a b\tc"})
    assert answer.headers["X-Request-Id"].isalnum()


def test_the_log_has_the_path_and_never_the_words_searched(small: Small, capfd: object) -> None:
    with structlog.testing.capture_logs() as lines:
        small.client.get("/v1/search", params={"q": "mijn eigen naam"})
    (line,) = [line for line in lines if line["event"] == "request answered"]
    assert (line["path"], line["status"]) == ("/v1/search", 200)
    assert "naam" not in str(lines)


def test_addresses_that_do_not_exist_answer_a_problem(small: Small) -> None:
    answer = small.client.get("/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert small.client.delete(f"/v1/manifestations/{BOOK}").status_code == 405


def test_a_fault_answers_500_without_telling_what_is_inside(small: Small) -> None:
    small.titles.network_text = "not a network ["
    small.titles.held[BOOK] = "broken"  # type: ignore[assignment]
    answer = small.client.get("/v1/availability", params={"ids": BOOK})
    assert answer.status_code in (500, 503)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_server_without_search_is_degraded_and_without_catalogue_down(small: Small) -> None:
    assert small.client.get("/health/ready").json()["status"] == "ready"
    small.search.away = True
    degraded = small.client.get("/health/ready")
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    small.desk.away = True
    down = small.client.get("/health/ready")
    assert (down.status_code, down.json()["status"]) == (503, "down")
    assert small.client.get("/health/live").status_code == 200


def test_the_figures_tell_lag_letters_and_the_last_good_run(small: Small) -> None:
    ended = datetime(2026, 11, 23, tzinfo=UTC)
    small.desk.figures = LineHealth({"live": (7, 1.5)}, {"nbd": 3}, {"harvest": ended}, 12)
    small.client.get(f"/v1/manifestations/{BOOK}")
    text = small.client.get("/metrics").text
    assert 'spil_follower_changes{name="live"} 7.0' in text
    assert 'spil_dead_letters{source="nbd"} 3.0' in text
    assert 'spil_last_good_run_time{step="harvest"} 1.795392e+09' in text
    assert "spil_unlinked_holdings 12.0" in text
    assert 'spil_requests_total{method="GET",route="/v1/manifestations/{manifestation}"' in text
    assert BOOK not in text


def test_figures_of_requests_remain_while_the_catalogue_is_away(small: Small) -> None:
    small.desk.away = True
    answer = small.client.get("/metrics")
    assert (answer.status_code, "spil_store_up 0.0" in answer.text) == (200, True)


def test_any_website_may_read_and_none_may_write(small: Small) -> None:
    origin = {"Origin": "https://library.example"}
    answer = small.client.get(f"/v1/manifestations/{BOOK}", headers=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = origin | {"Access-Control-Request-Method": "POST"}
    assert small.client.options("/v1/item-events", headers=asked).status_code == 400


def test_the_api_describes_itself_with_every_open_address(small: Small) -> None:
    description = small.client.get("/v1/openapi.json").json()
    assert {
        "/v1/search",
        "/v1/works/{work}",
        "/v1/manifestations/{manifestation}",
        "/v1/manifestations/{manifestation}/availability",
        "/v1/manifestations/{manifestation}/explain",
        "/v1/availability",
        "/v1/item-events",
        "/v1/plans",
        "/v1/libraries",
        "/v1/branches",
        "/v1/unlinked",
        "/v1/judgements",
        "/v1/oai",
    } <= set(description["paths"])
    assert all(
        operation.get("summary")
        for path in description["paths"].values()
        for operation in path.values()
    )


def test_libraries_and_branches_can_be_listed(small: Small) -> None:
    names = [library["name"] for library in small.client.get("/v1/libraries").json()]
    assert names == ["Bibliotheek Aastad", "Bibliotheek Beedorp", "Bibliotheek Ceestad"]
    found = small.client.get("/v1/branches", params={"province": "Overijssel"}).json()
    assert [branch["name"] for branch in found] == ["Aastad", "Aastad Zuid"]


def test_a_head_request_gets_the_head_of_the_answer_and_no_body(small: Small) -> None:
    full, head = small.client.get("/health/live"), small.client.head("/health/live")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"]

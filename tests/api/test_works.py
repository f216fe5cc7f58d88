"""A work in one call: everything it holds and where it is."""

from tests.api.conftest import BOOK, E_BOOK, ENGLISH, WORK, Small


def test_a_work_holds_its_manifestations_with_their_availability(small: Small) -> None:
    answer = small.client.get(f"/v1/works/{WORK}").json()
    states = {
        one["manifestation"]["id"]: one["availability"]["state"] for one in answer["publications"]
    }
    assert states == {BOOK: "on_shelf", E_BOOK: "on_shelf", ENGLISH: "not_available"}
    assert answer["contributors"][0]["name"] == "Thea Beckman"


def test_a_work_answers_while_search_is_away(small: Small) -> None:
    small.search.away = True
    assert small.client.get(f"/v1/works/{WORK}").status_code == 200


def test_a_work_says_when_the_catalogue_is_away(small: Small) -> None:
    small.titles.away = True
    answer = small.client.get(f"/v1/works/{WORK}")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)

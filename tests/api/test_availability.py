"""Availability over HTTP: three answers with their age, one or a hundred at a time."""

from tests.api.conftest import BOOK, E_BOOK, ENGLISH, MERGED, NEVER, SPLIT, WITHDRAWN, Small


def test_a_manifestation_tells_where_it_stands_branch_by_branch(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}/availability").json()
    assert answer["state"] == "on_shelf"
    assert [(s["branch_name"], s["state"]) for s in answer["shelves"]] == [
        ("Aastad", "on_shelf"),
        ("Ceestad", "on_shelf"),
        ("Beedorp", "not_available"),
    ]
    assert (answer["copies"], answer["on_shelf"], answer["libraries"]) == (3, 2, 3)


def test_only_the_copies_of_a_library_count_when_it_is_named(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}/availability", params={"isil": "NL-0890020000"}
    ).json()
    assert answer["state"] == "not_available"
    assert [s["library"] for s in answer["shelves"]] == ["NL-0890020000"]


def test_only_the_copies_in_a_province_count_when_it_is_named(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}/availability", params={"province": "Overijssel"}
    ).json()
    assert [s["province"] for s in answer["shelves"]] == ["Overijssel"]


def test_a_library_that_nobody_knows_is_named_in_the_problem(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}/availability", params={"isil": "NL-0899990000"}
    )
    assert answer.status_code == 422
    assert "NL-0899990000" in answer.json()["detail"]


def test_many_manifestations_are_answered_in_one_call(small: Small) -> None:
    asked = ",".join((BOOK, E_BOOK, MERGED, NEVER, WITHDRAWN))
    answer = small.client.get("/v1/availability", params={"ids": asked}).json()
    assert [(a["id"], a["answers_as"]) for a in answer["answers"]] == [
        (BOOK, BOOK),
        (E_BOOK, E_BOOK),
        (MERGED, BOOK),
    ]
    assert answer["unknown"] == [NEVER, WITHDRAWN]
    assert answer["answers"][1]["availability"]["online"][0]["address"].startswith("https://")


def test_both_halves_answer_for_an_id_that_was_split(small: Small) -> None:
    answer = small.client.get("/v1/availability", params={"ids": SPLIT}).json()
    assert [a["answers_as"] for a in answer["answers"]] == [BOOK, E_BOOK]


def test_more_than_a_hundred_ids_are_refused(small: Small) -> None:
    answer = small.client.get("/v1/availability", params={"ids": ",".join([BOOK] * 101)})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "ids"


def test_a_title_that_nobody_holds_is_not_available_rather_than_unknown_to_us(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{ENGLISH}/availability")
    assert (answer.status_code, answer.json()["state"]) == (200, "not_available")


def test_availability_answers_while_search_is_away(small: Small) -> None:
    small.search.away = True
    assert small.client.get(f"/v1/manifestations/{BOOK}/availability").status_code == 200

"""Search over HTTP: hits with their availability, facets, scope, and what is asked wrongly."""

import pytest

from tests.api.conftest import BOOK, E_BOOK, WORK, Small


def test_a_hit_tells_what_can_be_had_now(small: Small) -> None:
    answer = small.client.get("/v1/search", params={"q": "spijkerbroek beckman"}).json()
    (hit,) = answer["hits"]
    assert (hit["id"], hit["title"]) == (WORK, "Kruistocht in spijkerbroek")
    by_id = {one["id"]: one["availability"] for one in hit["publications"]}
    assert (by_id[BOOK]["state"], by_id[BOOK]["copies"], by_id[BOOK]["on_shelf"]) == (
        "on_shelf",
        3,
        2,
    )
    assert by_id[E_BOOK]["online"] == ["https://online.example/1"]


def test_counts_are_those_of_the_library_that_was_named(small: Small) -> None:
    answer = small.client.get(
        "/v1/search", params={"q": "spijkerbroek", "isil": "NL-0890020000"}
    ).json()
    line = answer["hits"][0]["publications"][0]["availability"]
    assert (line["state"], line["copies"], line["libraries"]) == ("not_available", 1, 1)
    assert small.search.asked[-1].isil == "NL-0890020000"


def test_facets_have_counts_and_libraries_their_names(small: Small) -> None:
    facets = small.client.get("/v1/search", params={"q": "spijkerbroek"}).json()["facets"]
    assert {"value": "e_book", "label": "e_book", "count": 1} in facets["carrier"]
    assert facets["library"][0]["label"] == "Bibliotheek Aastad"


def test_filters_reach_the_search_cluster(small: Small) -> None:
    small.client.get(
        "/v1/search",
        params={
            "q": " crusade ",
            "carrier": ["book", "e_book"],
            "language": "eng",
            "year_from": 1970,
            "available": "true",
            "sort": "newest",
            "page": 3,
            "size": 10,
        },
    )
    asked = small.search.asked[-1]
    assert (asked.q.strip(), asked.carrier, asked.language) == (
        "crusade",
        ("book", "e_book"),
        ("eng",),
    )
    assert (asked.year_from, asked.available, asked.sort) == (1970, True, "newest")
    assert (asked.start, asked.size) == (20, 10)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"carrier": "papyrus"}, "carrier[0]"),
        ({"library": "Utrecht"}, "library[0]"),
        ({"isil": "Utrecht"}, "isil"),
        ({"size": "many"}, "size"),
        ({"size": 101}, "size"),
        ({"page": 0}, "page"),
        ({"sort": "random"}, "sort"),
        ({"patron": "Jansen"}, "patron"),
    ],
)
def test_a_wrong_parameter_is_named(
    small: Small, parameters: dict[str, object], field: str
) -> None:
    answer = small.client.get("/v1/search", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert "Jansen" not in answer.text


def test_nobody_pages_beyond_what_can_be_reached(small: Small) -> None:
    answer = small.client.get("/v1/search", params={"page": 1001, "size": 10})
    assert answer.status_code == 422
    assert "narrow the search" in answer.json()["detail"]


def test_a_province_without_libraries_is_refused(small: Small) -> None:
    assert small.client.get("/v1/search", params={"province": "Atlantis"}).status_code == 422


def test_search_says_when_it_is_away_and_when_to_come_back(small: Small) -> None:
    small.search.away = True
    answer = small.client.get("/v1/search", params={"q": "x"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/SearchUnavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert small.client.get(f"/v1/works/{WORK}").status_code == 200


def test_a_hit_that_was_merged_away_since_the_build_is_left_out(small: Small) -> None:
    work = small.titles.works.pop(WORK)
    assert small.client.get("/v1/search", params={"q": "spijkerbroek"}).json()["hits"] == []
    small.titles.works[WORK] = work


def test_what_a_source_keeps_to_itself_is_not_in_a_hit(small: Small) -> None:
    small.titles.declared = {("nbd", "cover"): "show", ("nbd", "annotation"): "show"}
    (hit,) = small.client.get("/v1/search", params={"q": "spijkerbroek"}).json()["hits"]
    assert hit["annotation"] == ""
    assert {one["cover"] for one in hit["publications"]} == {""}

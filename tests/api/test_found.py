"""Ids never die: what an id answers after a merge, a split, or the end of its sources."""

import pytest

from tests.api.conftest import (
    BOOK,
    E_BOOK,
    MERGED,
    MERGED_WORK,
    NEVER,
    SPLIT,
    WITHDRAWN,
    WORK,
    Small,
)

FORMS = ("", "/availability", "/explain")


@pytest.mark.parametrize("form", FORMS)
def test_an_id_that_was_merged_leads_to_the_one_that_stayed(small: Small, form: str) -> None:
    answer = small.client.get(f"/v1/manifestations/{MERGED}{form}")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/v1/manifestations/{BOOK}{form}"


def test_a_merged_work_leads_to_the_one_that_stayed(small: Small) -> None:
    answer = small.client.get(f"/v1/works/{MERGED_WORK}")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/v1/works/{WORK}")


@pytest.mark.parametrize("form", FORMS)
def test_an_id_that_was_split_offers_its_halves(small: Small, form: str) -> None:
    answer = small.client.get(f"/v1/manifestations/{SPLIT}{form}")
    assert answer.status_code == 300
    assert answer.json()["choices"] == [
        f"/v1/manifestations/{BOOK}{form}",
        f"/v1/manifestations/{E_BOOK}{form}",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_id_without_sources_says_that_it_is_gone(small: Small, form: str) -> None:
    answer = small.client.get(f"/v1/manifestations/{WITHDRAWN}{form}")
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/WithdrawnId")


@pytest.mark.parametrize("form", FORMS)
def test_an_id_that_was_never_given_is_not_found(small: Small, form: str) -> None:
    answer = small.client.get(f"/v1/manifestations/{NEVER}{form}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "wrong", ["m123", "x" * 11, BOOK[:-1] + ("0" if BOOK[-1] != "0" else "1"), WORK]
)
def test_an_id_of_another_form_names_the_field(small: Small, wrong: str) -> None:
    answer = small.client.get(f"/v1/manifestations/{wrong}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "manifestation"


def test_a_reader_who_has_the_title_already_gets_304(small: Small) -> None:
    first = small.client.get(f"/v1/manifestations/{BOOK}")
    again = small.client.get(
        f"/v1/manifestations/{BOOK}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_work_has_another_etag_once_a_copy_is_lent(small: Small) -> None:
    before = small.client.get(f"/v1/works/{WORK}").headers["ETag"]
    assert small.client.get(f"/v1/works/{WORK}").headers["ETag"] == before
    small.titles.held[BOOK] = type(small.titles.held[BOOK])()
    assert small.client.get(f"/v1/works/{WORK}").headers["ETag"] != before

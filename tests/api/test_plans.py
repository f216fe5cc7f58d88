"""Who lends this to that branch, over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import BOOK, ENGLISH, MERGED, WORK, Small
from tests.small_network import BEEDORP

GELDERLAND = "NL-0890020000"


def ask(small: Small, *isils: str, **question: Any) -> Any:
    headers = small.desk.give("lending", *(isils or (GELDERLAND,)))
    return small.client.post("/v1/plans", json={"branch": BEEDORP} | question, headers=headers)


def test_a_plan_ranks_lenders_by_the_day_it_is_ready(small: Small) -> None:
    answer = ask(small, work=WORK, carriers=["book"]).json()
    offers = answer["rota"]
    assert [offer["library_name"] for offer in offers] == [
        "Bibliotheek Aastad",
        "Bibliotheek Ceestad",
    ]
    assert offers[0]["ready"] < offers[1]["ready"]
    assert all(reason["nl"] and reason["en"] for offer in offers for reason in offer["reasons"])


def test_a_vans_day_changes_the_answer(small: Small) -> None:
    before = ask(small, manifestation=BOOK).json()["rota"][0]["ready"]
    small.titles.network_text = small.titles.network_text.replace(
        'days = ["mon", "wed", "fri"]\nbranches', 'days = ["fri"]\nbranches'
    )
    small.titles.number += 1
    small.client.app.state.services.refreshed._looked = float("-inf")  # type: ignore[attr-defined]
    assert ask(small, manifestation=BOOK).json()["rota"][0]["ready"] > before


def test_a_language_that_the_work_does_not_have_is_said(small: Small) -> None:
    answer = ask(small, work=WORK, languages=["fre"])
    assert (answer.status_code, "languages" in answer.json()["detail"]) == (422, True)


def test_a_title_that_nobody_has_gets_an_advice_all_the_same(small: Small) -> None:
    assert ask(small, manifestation=ENGLISH).json()["advice"] == "nothing"


def test_a_merged_title_leads_to_the_one_that_stayed(small: Small) -> None:
    assert ask(small, manifestation=MERGED).headers["Location"] == f"/v1/manifestations/{BOOK}"


@pytest.mark.parametrize(
    "question",
    [{}, {"work": WORK, "manifestation": BOOK}, {"work": "w1"}, {"work": WORK, "need_by": "soon"}],
)
def test_a_question_that_is_not_one_is_refused(small: Small, question: dict[str, str]) -> None:
    assert ask(small, **question).status_code == 422


def test_an_unknown_branch_is_named(small: Small) -> None:
    answer = ask(small, "*", work=WORK, branch="NL-0899991001")
    assert (answer.status_code, "NL-0899991001" in answer.json()["detail"]) == (422, True)


def test_a_library_plans_for_its_own_branches_only(small: Small) -> None:
    assert ask(small, "NL-0890030000", work=WORK).status_code == 403
    assert ask(small, "*", work=WORK).status_code == 200


def test_planning_needs_the_role_lending(small: Small) -> None:
    headers = small.desk.give("library_system", GELDERLAND)
    question = {"work": WORK, "branch": BEEDORP}
    assert small.client.post("/v1/plans", json=question, headers=headers).status_code == 403
    assert small.client.post("/v1/plans", json=question).status_code == 401

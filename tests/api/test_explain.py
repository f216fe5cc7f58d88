"""Why a manifestation is one, in two languages."""

import json

from api.explain import _words
from catalogue.read_store import StoredComparison, StoredJudgement, Weighed
from catalogue.source_record import RecordKey
from matching.features import FEATURES
from matching.rules import load_rules
from tests.api.conftest import BOOK, Small

EVIDENCE = {
    "evidence": [
        {
            "feature": "isbn",
            "level": "shared",
            "weight": 5.4,
            "text": "both carry ISBN 9789060695500",
        },
        {
            "feature": "title",
            "level": "exact",
            "weight": 1.5,
            "text": "the same title “kruistocht in spijkerbroek”",
        },
    ],
    "vetoes": ["different volumes: 1 and 2"],
}


def weighed(small: Small) -> None:
    left, right = RecordKey("ggc", "2"), RecordKey("nbd", "1")
    small.titles.said[BOOK] = Weighed(
        (
            StoredComparison(
                left=left, right=right, score=6.9, verdict="same", evidence=json.dumps(EVIDENCE)
            ),
        ),
        (
            StoredJudgement(
                left=left, right=right, verdict="same", who="Bibliotheek Aastad", why="zelfde boek"
            ),
        ),
    )


def test_every_observation_is_told_in_dutch_and_english(small: Small) -> None:
    weighed(small)
    answer = small.client.get(f"/v1/manifestations/{BOOK}/explain").json()
    (comparison,) = answer["comparisons"]
    texts = [evidence["text"] for evidence in comparison["evidence"]]
    assert texts[0] == {
        "nl": "ISBN: gedeeld (9789060695500)",
        "en": "both carry ISBN 9789060695500",
    }
    assert texts[1]["nl"] == "titel: gelijk (kruistocht in spijkerbroek)"
    assert comparison["vetoes"][0]["nl"] == "verschillende delen: 1 en 2"
    assert comparison["inside"] is True


def test_every_value_names_the_record_it_came_from(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}/explain").json()
    first = answer["values"][0]
    assert first["records"] == ["ggc:2"]
    assert first["text"]["nl"].startswith("Titel uit ggc:2: de eerste bron in rangorde")
    assert first["text"]["en"].endswith("(the national catalogue first)")


def test_a_judgement_is_signed_with_a_library(small: Small) -> None:
    weighed(small)
    answer = small.client.get(f"/v1/manifestations/{BOOK}/explain").json()
    assert answer["judgements"][0]["text"]["en"].startswith("Bibliotheek Aastad judged:")


def test_every_feature_and_level_has_dutch_words() -> None:
    words = _words()
    assert {name for name, _ in FEATURES} <= set(words["feature"])
    assert {level for _, level in load_rules().weights} <= set(words["level"])

"""What a cataloguer expects of a finished description, told as warnings with a remedy."""

import ast
import re
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from catalogue.identifiers import Isbn
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Classification,
    Confidence,
    Contributor,
    Extent,
    IsbnStatement,
    OnlineAccess,
    Series,
    Title,
    Volume,
)
from catalogue.outcomes import LocalItem, Normalized, Rejected
from normalize import numbers
from normalize.profiles import load_table
from normalize.reading import describe
from normalize.validation import CHECKS, SeenIsbns, validate, validated
from tests.some_records import ISBNS, isbn, record
from tests.strategies import bibliographic_records

TODAY = date(2026, 11, 29)
ROOT = Path(__file__).resolve().parents[2]
SET = (IsbnStatement(isbn=Isbn(ISBNS[0]), text=ISBNS[0], qualifier="set"),)
AT = "https://boek.example/1"
YOUTH, ADULT = (Classification(scheme="nur", notation=code) for code in ("283", "301"))

WRONG: dict[str, dict[str, Any]] = {
    "language_missing": {"languages": ()},
    "original_title_missing": {"original_languages": ("swe",)},
    "year_missing": {"years": ()},
    "year_in_future": {"years": (2028,)},
    "year_implausible": {"years": (1066,)},
    "contributor_missing": {"contributors": ()},
    "publisher_missing": {"publishers": ()},
    "carrier_unknown": {"carrier": Carrier.UNKNOWN},
    "carrier_doubtful": {"carrier_confidence": Confidence.DOUBTFUL},
    "pages_on_sound": {"carrier": Carrier.AUDIO_CD},
    "minutes_on_paper": {"extent": Extent(minutes=90)},
    "pages_implausible": {"extent": Extent(pages=20_240)},
    "isbn_of_set_on_volume": {"isbns": SET, "volume": Volume(state="known", number=2)},
    "avi_with_adult_audience": {"avi": "M4", "audience": ("V",)},
    "avi_unknown": {"avi": "M9"},
    "nur_against_audience": {"classifications": (YOUTH,), "audience": ("V",)},
    "nur_malformed": {"classifications": (Classification(scheme="nur", notation="30"),)},
    "nur_too_many": {
        "classifications": (YOUTH, ADULT, Classification(scheme="nur", notation="302"))
    },
    "title_in_capitals": {"title": Title(main="DE ZEE-EGELS VAN TEXEL")},
    "title_ends_in_punctuation": {"title": Title(main="De zee-egels van Texel.")},
    "sort_on_article": {"title": Title(main="De zee-egels", sort="de zee egels")},
    "volume_ambiguous": {
        "volume": Volume(state="ambiguous", number=2),
        "series": (Series(title="Zee", volume="2", number=2),),
    },
    "series_number_unread": {"series": (Series(title="Zee", volume="laatste deel"),)},
    "address_missing": {"carrier": Carrier.E_BOOK},
    "licence_backwards": {
        "carrier": Carrier.E_BOOK,
        "online": OnlineAccess(
            address=AT, licence_from=date(2028, 1, 1), licence_until=date(2027, 1, 1)
        ),
    },
    "licence_over": {
        "carrier": Carrier.E_BOOK,
        "online": OnlineAccess(address=AT, licence_until=date(2026, 11, 28)),
    },
}
"""What is to be changed in a good record so that one rule, and no other, speaks."""

GOOD: tuple[dict[str, Any], ...] = (
    {},
    {"carrier": Carrier.GAME, "languages": (), "contributors": (), "publishers": ()},
    {"original_languages": ("swe",), "original_title": "Havet"},
    {"years": (2027, 1450)},
    {"carrier": Carrier.AUDIO_CD, "extent": Extent(pages=12, minutes=61)},
    {"isbns": (*SET, *isbn(1)), "volume": Volume(state="known", number=2)},
    {"isbns": SET, "volume": Volume(is_set=True)},
    {"avi": "M4", "audience": ("A",)},
    {"classifications": (YOUTH, ADULT), "audience": ("V",)},
    {"classifications": (ADULT,), "audience": ("D",)},
    {"title": Title(main="NASA")},
    {"title": Title(main="Zee etc.")},
    {"title": Title(main="Wachten op...")},
    {"title": Title(main="De zee-egels", sort="zee egels")},
    {
        "volume": Volume(state="ambiguous", number=174),
        "series": (Series(title="Literaire reuzenpocket", volume="174", number=174),),
    },
    {
        "carrier": Carrier.E_BOOK,
        "online": OnlineAccess(
            address=AT, licence_from=date(2026, 1, 1), licence_until=date(2026, 11, 29)
        ),
    },
)


def rules(outcome: Normalized | Rejected) -> list[str]:
    """The rules that do not hold, in their order."""
    return [problem.rule for problem in outcome.problems]


def checked(described: BibliographicRecord, *items: LocalItem) -> list[str]:
    """The rules that validation says do not hold."""
    return [each.rule for each in validate(Normalized(record=described, items=items), TODAY)]


@pytest.mark.parametrize("rule", WRONG)
def test_each_rule_speaks_of_what_it_is_for_and_nothing_else_does(rule: str) -> None:
    assert checked(record(**WRONG[rule])) == [rule]


@pytest.mark.parametrize("changes", GOOD, ids=str)
def test_what_is_right_is_left_alone(changes: dict[str, Any]) -> None:
    assert checked(record(**changes)) == []


def test_every_check_has_a_case_here() -> None:
    assert {check.rule for check in CHECKS} == {*WRONG, "copy_without_branch"}


def test_a_copy_without_a_branch_is_noticed() -> None:
    copies = [LocalItem(item_id=name, branch_code=code) for name, code in (("a", "1"), ("b", ""))]
    assert checked(record(), copies[0]) == []
    assert checked(record(), *copies) == ["copy_without_branch"]


def test_adult_codes_for_children_are_noticed_too() -> None:
    assert checked(record(classifications=(ADULT,), audience=("B",))) == ["nur_against_audience"]


def test_an_announcement_is_not_asked_what_nobody_knows_yet() -> None:
    bare = {"languages": (), "contributors": (), "years": (), "publishers": ()}
    assert checked(record(**bare, provisional=True)) == []
    assert checked(record(title=Title(main="ZEE EN STRAND"), provisional=True)) == [
        "title_in_capitals"
    ]


def test_a_warning_names_record_field_value_and_remedy() -> None:
    contributors = (Contributor(name="Els van der Zée"),)
    given = Normalized(record=record(years=(1066,), contributors=contributors))
    (problem,) = validate(given, TODAY)
    assert (problem.record, problem.field, problem.value) == ("nbd:1", "years", "1066")
    assert problem.severity == "warning"
    assert "controleer het jaar" in problem.remedy_nl
    assert "check the year" in problem.remedy_en


def test_the_second_record_with_an_isbn_is_warned_about_and_not_the_first() -> None:
    first, second = (Normalized(record=record(number=number)) for number in "12")
    other = Normalized(record=record(number="3", isbns=isbn(1)))
    refused = Rejected(source="nbd", number="4", reason="unreadable")
    outcomes = list(validated([first, refused, other, second], TODAY))
    assert [rules(each) for each in outcomes] == [[], [], [], ["isbn_repeated"]]
    assert outcomes[1] is refused


def test_volumes_may_share_the_isbn_of_their_set() -> None:
    volumes = [Normalized(record=record(number=n, isbns=(*SET, *isbn(int(n))))) for n in ("1", "2")]
    assert [rules(each) for each in validated(volumes, TODAY)] == [[], []]


def test_a_language_code_that_was_left_out_is_not_called_missing_too() -> None:
    noticed = describe("nbd:1", "language_unknown", "041", "ned")
    given = Normalized(record=record(languages=()), problems=(noticed,))
    assert list(validate(given, TODAY)) == []


def test_what_reading_noticed_stays_in_front() -> None:
    noticed = next(iter(validate(Normalized(record=record(years=(1066,))), TODAY)))
    noticed = noticed.model_copy(update={"rule": "text_mended"})
    given = Normalized(record=record(languages=()), problems=(noticed,))
    (outcome,) = validated([given], TODAY)
    assert rules(outcome) == ["text_mended", "language_missing"]


def test_isbns_are_known_again_as_far_back_as_promised_in_a_memory_that_stays_flat() -> None:
    seen = SeenIsbns(remembered=1_000)
    tracemalloc.start()
    assert not any(seen.saw(str(9_780_000_000_000 + number)) for number in range(50_000))
    assert all(seen.saw(str(9_780_000_000_000 + number)) for number in range(49_000, 50_000))
    assert not seen.saw("9780000000000")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@given(bibliographic_records())
def test_any_description_can_be_validated_and_every_time_alike(
    described: BibliographicRecord,
) -> None:
    assert checked(described) == checked(described)


def used_rules() -> Iterator[str]:
    """Every rule that the modules of `normalize/` name, in notices, rejections and remarks."""
    for path in sorted((ROOT / "normalize").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for part in ast.parse(text).body:
            remarks = "remark" in (ast.get_source_segment(text, part) or "").casefold()
            for node in ast.walk(part):
                if isinstance(node, ast.Call):
                    yield from _named_in_call(node)
                elif isinstance(node, ast.Tuple) and (remarks or isinstance(part, ast.Assign)):
                    yield from _remark(node)


def _named_in_call(node: ast.Call) -> Iterator[str]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    place = {"notice": 0, "rejected": 1, "Check": 0}.get(name)
    if place is None or len(node.args) <= place:
        return
    rule = node.args[place]
    if isinstance(rule, ast.Constant):
        yield rule.value
    elif isinstance(rule, ast.JoinedStr):
        tail = rule.values[-1]
        assert isinstance(tail, ast.Constant)
        yield from (f"{scheme}{tail.value}" for scheme in numbers._CHECKED)


def _remark(node: ast.Tuple) -> Iterator[str]:
    """The rule of `("text_mended", tag, value)`: what readers of bytes say of a record."""
    if len(node.elts) != 3:
        return
    rule, place = (getattr(each, "value", None) for each in node.elts[:2])
    whole = not isinstance(place, str) or place.startswith(("record", "leader"))
    if isinstance(rule, str) and re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", rule) and whole:
        yield rule


def test_every_rule_that_is_used_has_a_remedy_and_every_remedy_is_used() -> None:
    used = {*used_rules(), "isbn_repeated"}
    assert len(used) > 40
    assert used == set(load_table("remedies"))


@pytest.mark.parametrize("rule", load_table("remedies"))
def test_a_rule_has_a_name_a_severity_and_a_remedy_in_two_languages(rule: str) -> None:
    remedy = load_table("remedies")[rule]
    assert remedy.keys() == {"severity", "weight", "name_nl", "name_en", "nl", "en"}
    assert (remedy["severity"], remedy["weight"]) in {
        ("error", 10),
        *(("warning", weight) for weight in (1, 2, 3)),
    }
    for dutch, english in ((remedy["nl"], remedy["en"]), (remedy["name_nl"], remedy["name_en"])):
        assert dutch != english
        assert dutch[0] != " "
        assert not dutch.endswith(".")
    # A remedy tells what to do: it is more than the name of what is wrong.
    assert min(len(remedy["nl"].split()), len(remedy["en"].split())) >= 5

import pytest
from hypothesis import given, settings

from catalogue.model import Carrier, Contributor, Edition, Extent, Identifier, Publisher, Title
from matching.compare import compare
from matching.rules import load_rules
from tests.some_records import isbn, record, records, volume

RULES = load_rules()

NBD = record()


def other(**changes):
    return record("ggc", "900000015", **changes)


def verdict(**changes):
    return compare(NBD, other(**changes), RULES).verdict


def levels(**changes):
    found = compare(NBD, other(**changes), RULES)
    return {evidence.feature: evidence.level for evidence in found.evidence}


SAME = {
    "two houses that state the same": {},
    "pages counted in another way": {"extent": Extent(pages=216)},
    "a year of printing one later": {"years": (2020,)},
    "no ISBN on one side": {"isbns": ()},
    "the subtitle left out": {"title": Title(main="De zee-egels van Texel")},
    "the article left out": {"title": Title(main="Zee-egels van Texel", rest="een verhaal")},
    "the subtitle in the title": {"title": Title(main="De zee-egels van Texel, een verhaal")},
    "an ISBN of the hardback beside it, as one binding has another": {"isbns": isbn(0) + isbn(1)},
    "the publisher's name shortened": {"publishers": (Publisher(name="Voorbeeld"),)},
    "nobody named": {"contributors": ()},
}

NOT_SAME = {
    "another volume": {"volume": volume(2)},
    "large print": {"carrier": Carrier.LARGE_PRINT},
    "an e-book with the print's ISBN": {"carrier": Carrier.E_BOOK},
    "the English edition": {"languages": ("eng",)},
    "a revised edition with the same ISBN": {
        "edition": Edition(statement="2e, herz. dr.", number=2, revised=True),
        "extent": Extent(pages=248),
    },
    "another house's edition": {
        "isbns": isbn(1),
        "publishers": (Publisher(name="Rainbow"),),
        "years": (2023,),
        "extent": Extent(pages=190),
    },
    "another book of the same writer": {
        "title": Title(main="Het wad bij nacht"),
        "isbns": isbn(1),
        "extent": Extent(pages=180),
    },
}


@pytest.mark.parametrize("what", SAME)
def test_what_differs_only_in_cataloguing_is_the_same(what):
    assert verdict(**SAME[what]) == "same", what


@pytest.mark.parametrize("what", NOT_SAME)
def test_what_differs_in_itself_is_not_joined(what):
    if "volume" in NOT_SAME[what]:
        found = compare(record(volume=volume(1)), other(**NOT_SAME[what]), RULES)
        assert found.verdict == "different"
    else:
        assert verdict(**NOT_SAME[what]) != "same", what


def test_a_year_in_the_title_tells_one_annual_from_the_next():
    guide_18 = record(title=Title(main="Theorieboek auto 2018"), years=(2018,), contributors=())
    guide_19 = other(title=Title(main="Theorieboek auto 2019"), years=(2019,), contributors=())
    found = compare(guide_18, guide_19, RULES)
    assert {e.feature: e.level for e in found.evidence}["numerals"] == "other"


def test_a_record_that_names_the_other_ones_number_is_strong_evidence():
    copied = other(identifiers=(Identifier(scheme="nbd", value="1"),), isbns=())
    found = compare(NBD, copied, RULES)
    assert found.evidence[0].feature == "provenance"
    assert found.verdict == "same"


def test_namesakes_with_other_initials_are_not_one_person():
    assert (
        levels(contributors=(Contributor(name="Jan Zée", surname="Zée", given="Jan"),))["author"]
        == "near"
    )


def test_every_verdict_carries_reasons_that_add_up():
    found = compare(NBD, other(isbns=isbn(1)), RULES)
    assert {e.feature: e.weight for e in found.evidence}["isbn"] < 0
    names = sum(e.weight for e in found.evidence if e.feature in ("title", "subtitle", "author"))
    rest = sum(e.weight for e in found.evidence if e.feature not in ("title", "subtitle", "author"))
    assert found.score == pytest.approx(min(names, RULES.title_and_author_cap) + rest)
    assert all(evidence.text for evidence in found.evidence)


@settings(max_examples=150)
@given(records(), records())
def test_a_comparison_does_not_depend_on_the_order_of_the_pair(left, right):
    one, two = compare(left, right, RULES), compare(right, left, RULES)
    assert (one.score, one.verdict) == (two.score, two.verdict)
    if left.key != right.key:
        assert one == two


@settings(max_examples=60)
@given(records())
def test_a_record_compared_with_its_copy_is_the_same_or_asks(copied):
    twin = copied.model_copy(update={"number": "twin"})
    assert compare(copied, twin, RULES).verdict != "different"

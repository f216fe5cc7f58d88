from hypothesis import given, settings

from catalogue.model import Identifier, Title
from matching.blocks import Entry, entry_of, is_poisoned, pairs
from matching.keys import match_keys
from matching.rules import load_rules
from tests.some_records import ISBNS, isbn, record, records

RULES = load_rules()


def test_records_meet_by_isbn_by_title_and_author_and_by_number():
    keys = match_keys(record(identifiers=(Identifier(scheme="ppn", value="900000015"),)), RULES)
    assert f"isbn:{ISBNS[0]}" in keys
    assert "title-author:zee egels van texel|zee" in keys
    assert {"id:900000015", "id:1"} <= keys


def test_a_local_record_that_quotes_a_national_number_meets_that_record():
    quoting = record("zeeland", "L1", identifiers=(Identifier(scheme="ppn", value="900000015"),))
    assert match_keys(quoting, RULES) & match_keys(record("ggc", "900000015"), RULES) >= {
        "id:900000015"
    }


def test_a_record_without_people_still_meets_its_namesakes():
    assert "title:zee egels van texel" in match_keys(record(contributors=()), RULES)


def test_a_poisoned_identifier_is_no_key():
    poisoned = RULES.with_poisoned(frozenset((f"isbn:{ISBNS[0]}",)))
    assert f"isbn:{ISBNS[0]}" not in match_keys(record(), poisoned)
    assert poisoned.version != RULES.version


def test_an_isbn_on_many_unlike_titles_is_found_by_its_spread():
    many = [
        entry_of(record(number=str(n), title=Title(main=f"Titel {n} over iets"))) for n in range(25)
    ]
    assert is_poisoned(f"isbn:{ISBNS[0]}", many, RULES)
    assert not is_poisoned("title-author:x|y", many, RULES)
    assert not is_poisoned(f"isbn:{ISBNS[0]}", many[:5], RULES)


def test_a_large_block_is_refined_and_stays_linear():
    entries = [
        Entry(record(number=f"{n:04}").key, "t", str(2000 + n % 10), "", "p", "")
        for n in range(1000)
    ]
    found = list(pairs(entries, RULES))
    assert len(found) <= 1000 * RULES.block_cap
    assert all(left < right for left, right in found)
    same_year = {(e.year) for e in entries}
    assert len(same_year) == 10


@settings(max_examples=50)
@given(records())
def test_two_records_that_state_the_same_always_meet(one):
    twin = one.model_copy(update={"source": "ggc", "number": "twin"})
    assert match_keys(one, RULES) & match_keys(twin, RULES)


def test_isbn_10_and_13_are_one_key():
    assert match_keys(record(isbns=isbn(1)), RULES) & match_keys(
        record("ggc", "9", isbns=isbn(1)), RULES
    )

"""Values do not change, refuse what they do not know, and survive being kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from catalogue.identifiers import Isbn
from catalogue.model import (
    BibliographicRecord,
    Contributor,
    Description,
    Identifier,
    IsbnStatement,
    Series,
    Subject,
    Title,
)
from catalogue.source_record import Format, RecordKey, SourceRecord

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DESCRIPTIONS = st.builds(
    BibliographicRecord,
    source=st.just("nbd"),
    number=WORDS,
    title=st.builds(Title, main=WORDS, rest=WORDS, sort=WORDS),
    isbns=st.lists(st.builds(IsbnStatement, isbn=st.none(), text=WORDS), max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, scheme=WORDS, value=WORDS), max_size=2).map(tuple),
    contributors=st.lists(st.builds(Contributor, name=WORDS), max_size=2).map(tuple),
    years=st.lists(st.integers(1450, 2100), max_size=2).map(tuple),
    subjects=st.lists(st.builds(Subject, term=WORDS), max_size=2).map(tuple),
    series=st.lists(st.builds(Series, title=WORDS, volume=WORDS), max_size=2).map(tuple),
    annotation=WORDS,
)


@settings(max_examples=50)
@given(DESCRIPTIONS)
def test_a_record_survives_being_kept(record: BibliographicRecord) -> None:
    kept = record.model_dump_json()
    assert BibliographicRecord.model_validate_json(kept) == record
    assert "\0" not in kept


def test_a_value_does_not_change() -> None:
    title = Title(main="De avonden")
    with pytest.raises(ValidationError, match="frozen"):
        title.main = "De ochtenden"  # type: ignore[misc]


def test_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError, match="subtitel"):
        Title.model_validate({"main": "De avonden", "subtitel": "een winterverhaal"})


def test_a_key_is_written_as_source_and_number() -> None:
    record = SourceRecord("nbd", "123", Format.MARC, b"abc")
    assert str(record.key) == "nbd:123"
    assert record.key == RecordKey("nbd", "123")
    assert len(record.sha256) == 32


def test_the_isbn_of_a_set_and_a_wrong_one_do_not_count() -> None:
    good, of_the_set = Isbn("9789021414201"), Isbn("9780306406157")
    description = Description(
        title=Title(main="x"),
        isbns=(
            IsbnStatement(isbn=good, text="x"),
            IsbnStatement(isbn=of_the_set, text="x", qualifier="set"),
            IsbnStatement(isbn=None, text="9789021414202"),
        ),
    )
    assert description.valid_isbns == {good}

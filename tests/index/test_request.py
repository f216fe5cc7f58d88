import pytest
from pydantic import ValidationError

from catalogue.errors import QueryError
from index.request import SearchRequest, Words, parse_words


@pytest.mark.parametrize(
    "q",
    [
        "9789499001019",
        "978-94-99001-01-9",
        "978 94 99001 01 9",
        "ISBN 978-94-99001-01-9",
        "isbn-13: 9789499001019",
        "9499001018",
    ],
)
def test_an_isbn_is_understood_in_every_form(q):
    assert parse_words(q) == Words("", (), ("9789499001019",))


def test_a_number_whose_check_digit_fails_stays_a_word():
    assert parse_words("9789499001018") == Words("9789499001018")


def test_words_beside_an_isbn_stay_words():
    assert parse_words("diner 9789499001019").text == "diner"


def test_a_year_or_a_volume_is_no_isbn():
    assert parse_words("1984 deel 3") == Words("1984 deel 3")


def test_what_stands_between_quotes_belongs_together():
    assert parse_words('koch "het diner"') == Words("koch", ("het diner",))
    assert parse_words("“het diner”") == Words("", ("het diner",))


def test_a_lonely_quote_is_no_phrase():
    assert parse_words('het "diner').phrases == ()


def test_nobody_pages_beyond_the_deepest_page():
    assert SearchRequest(page=500, size=20).start == 9_980
    with pytest.raises(QueryError, match="beyond the first 10000 works"):
        _ = SearchRequest(page=501, size=20).start


def test_a_request_of_the_wrong_kind_is_refused():
    with pytest.raises(ValidationError):
        SearchRequest(q="x" * 401)
    with pytest.raises(ValidationError):
        SearchRequest(colour="red")

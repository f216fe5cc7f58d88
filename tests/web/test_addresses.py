"""Addresses of searches: one thing changed, everything else kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.search import SearchQuery
from catalogue.errors import QueryError
from catalogue.model import Carrier
from web.addresses import (
    FILTERS,
    address,
    chosen,
    is_chosen,
    read_query,
    with_value,
    without,
)

PATH = "/nl/search"


def query_of(place: str) -> SearchQuery:
    from urllib.parse import parse_qsl

    return read_query(parse_qsl(place.partition("?")[2]))


WORDS = st.text(st.characters(categories=("L", "N"), max_codepoint=0x24F), min_size=1, max_size=9)
QUERIES = st.builds(
    SearchQuery,
    q=st.one_of(st.just(""), WORDS),
    carrier=st.lists(st.sampled_from(Carrier), max_size=3, unique=True).map(tuple),
    subject=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    available=st.booleans(),
    page=st.integers(1, 9),
)


@settings(max_examples=50)
@given(QUERIES)
def test_a_search_can_be_read_back_from_its_address(query: SearchQuery) -> None:
    assert query_of(address(PATH, query)) == query


@settings(max_examples=50)
@given(QUERIES, st.sampled_from(Carrier))
def test_choosing_a_value_twice_changes_nothing(query: SearchQuery, carrier: Carrier) -> None:
    once = query_of(with_value(PATH, query, "carrier", carrier))
    assert is_chosen(once, "carrier", carrier) != is_chosen(query, "carrier", carrier)
    twice = query_of(with_value(PATH, once, "carrier", carrier))
    assert set(twice.carrier) == set(query.carrier)
    assert once.page == 1


def test_every_chosen_value_can_be_taken_away() -> None:
    query = SearchQuery(
        q="x", carrier=(Carrier.BOOK,), subject=("katten",), available=True, year_from=1999
    )
    for one in chosen(query):
        left = query_of(without(PATH, query, one))
        assert len(chosen(left)) == len(chosen(query)) - 1
    assert {"carrier", "subject"} < set(FILTERS)


def test_a_year_is_a_span_of_one_year_and_goes_as_it_came() -> None:
    narrowed = query_of(with_value(PATH, SearchQuery(), "year", "2009"))
    assert (narrowed.year_from, narrowed.year_to) == (2009, 2009)
    assert query_of(with_value(PATH, narrowed, "year", "2009")) == SearchQuery()


def test_an_empty_field_of_a_form_counts_as_not_given() -> None:
    assert read_query([("q", ""), ("isil", ""), ("sort", ""), ("utm", "x")]) == SearchQuery()


def test_a_wrong_value_is_named_by_its_field() -> None:
    with pytest.raises(QueryError, match="carrier"):
        read_query([("carrier", "papyrus")])

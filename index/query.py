"""A search request to a query: the text finds works, the filters hold for one manifestation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalogue.text import fold
from index.filters import (
    Clause,
    available,
    either,
    facets_of,
    filters_of,
    homes_of,
    in_view,
    nested,
)
from index.mapping import STEMS_OF_QUERY
from index.request import SearchRequest, Words, parse_words

BEST = "best"
BEST_SIZE = 5
"""How many manifestations of a work are shown with it."""

_SHOWN_OF_WORK = ["id", "title", "original_title", "contributors", "languages", "copies"]
_SHOWN_OF_MANIFESTATION = [
    f"manifestations.{field}"
    for field in [
        "id",
        "title",
        "subtitle",
        "part",
        "carrier",
        "languages",
        "audience",
        "publisher",
        "year",
        "isbns",
        "cover",
        "series",
        "standing",
        "copies",
        "online",
    ]
]
_SORTS: Mapping[str, list[Any]] = {
    "relevance": ["_score"],
    "title": ["sort_title"],
    "author": [{"sort_author": {"order": "asc", "missing": "_last"}}, "sort_title"],
    "newest": [{"year_last": {"order": "desc", "missing": "_last"}}, "sort_title"],
    "oldest": [{"year_first": {"order": "asc", "missing": "_last"}}, "sort_title"],
}


def build_query(request: SearchRequest, now: datetime, *, similar: bool = False) -> dict[str, Any]:
    """The body of a search at `now`; `similar` forgives typing errors and a missing word.

    Facets are counted in works, each without its own filter. Raises QueryError past the deepest
    page.
    """
    words = parse_words(request.q)
    filters = filters_of(request, now)
    return {
        "from": request.start,
        "size": request.size,
        "track_total_hits": True,
        "sort": [*_SORTS[request.sort], {"id": "asc"}],
        "query": _ranked(request, words, now=now, similar=similar),
        "post_filter": nested(
            [*in_view(request, now), *filters.values()],
            should=_likely(words),
            inner_hits={
                "name": BEST,
                "size": BEST_SIZE,
                "sort": [
                    "_score",
                    {"manifestations.copies": "desc"},
                    {"manifestations.year": {"order": "desc", "missing": "_last"}},
                ],
                "_source": _SHOWN_OF_MANIFESTATION,
            },
        ),
        "aggs": facets_of(request, filters, now),
        "_source": _SHOWN_OF_WORK,
    }


def _ranked(
    request: SearchRequest, words: Words, *, now: datetime, similar: bool
) -> dict[str, Any]:
    """What is found, nudged by how many copies there are and whether one is to be had now."""
    text = _similar(words) if similar else _text(request, words)
    return {
        "function_score": {
            "query": {"bool": {"must": [text], "filter": [nested(in_view(request, now))]}},
            "functions": [
                {"weight": 1},
                {
                    "field_value_factor": {"field": "copies", "modifier": "log1p", "missing": 0},
                    "weight": 0.1,
                },
                {"filter": nested([available(request, now)]), "weight": 0.1},
            ],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def _text(request: SearchRequest, words: Words) -> Clause:
    """Works that hold every word, in whatever fields; best where the title is what was typed."""
    if words.isbns:
        return either({"terms": {"isbns": list(words.isbns)}}, better=_boosts(words))
    if not words.whole:
        return {"match_all": {}}
    every = {"query": words.whole, "operator": "and"}
    ways: list[Clause] = [
        {"match": {"all": {**every, "boost": 0.5}}},
        {"match": {"all.stems": {**every, "boost": 0.3}}},
        {"match": {"annotations.stems": {**every, "boost": 0.2}}},
        {"term": {"isbns": words.whole}},
        {"term": {"identifiers": words.whole}},
    ]
    if homes := homes_of(request):
        ways.append(_own_words(homes, words))
    phrases: list[Clause] = [{"match_phrase": {"all": phrase}} for phrase in words.phrases]
    return either(*ways, better=_boosts(words), must=phrases)


def _boosts(words: Words) -> list[Clause]:
    """What lifts a work: its whole title, then words as they are, then their stems."""
    text = words.whole
    if not text:
        return []
    return [
        {"constant_score": {"filter": {"term": {"title_keys": fold(text)}}, "boost": 30}},
        {
            "multi_match": {
                "query": text,
                "type": "cross_fields",
                "operator": "and",
                "fields": ["titles^3", "makers^2", "names^0.5", "series^1.5"],
            }
        },
        {"match_phrase": {"titles": {"query": text, "slop": 1, "boost": 3}}},
        {"match": {"titles": {"query": text, "operator": "and", "boost": 3}}},
        {"match": {"titles.stems": {"query": text, "operator": "and"}}},
        {"match_phrase": {"makers": {"query": text, "boost": 2}}},
    ]


def _similar(words: Words) -> Clause:
    """Works with words that look like these: for typing errors, when nothing else was found."""
    if not words.whole:
        return {"match_all": {}}
    alike = {"query": words.whole, "fuzziness": "AUTO", "prefix_length": 1}
    return either(
        {"match": {"all": {**alike, "minimum_should_match": "2<67%"}}},
        better=[{"match": {"titles": {**alike, "operator": "and", "boost": 3}}}],
    )


def _own_words(homes: list[str], words: Words) -> Clause:
    """A title that one library alone describes, by its own words, for that library's readers."""
    return nested(
        [
            {"term": {"manifestations.standing": "local"}},
            {"terms": {"manifestations.places": homes}},
            {
                "match": {
                    "manifestations.words.stems": {
                        "query": words.whole,
                        "operator": "and",
                        "analyzer": STEMS_OF_QUERY,
                    }
                }
            },
        ]
    )


def _likely(words: Words) -> list[Clause]:
    """Which manifestation of a work was meant: the one with these words or this number."""
    likely: list[Clause] = []
    if words.isbns:
        likely.append({"terms": {"manifestations.isbns": list(words.isbns), "boost": 10}})
    if words.whole:
        likely.append({"match": {"manifestations.words": words.whole}})
        likely.append({"match": {"manifestations.words.stems": words.whole}})
    return likely

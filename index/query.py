"""A search request to a query: the text finds works, the filters hold for one manifestation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalogue.text import fold
from index.documents import COUNTRY
from index.mapping import STEMS_OF_QUERY
from index.request import SearchRequest, Words, parse_words

Clause = Mapping[str, Any]

FACETS: Mapping[str, tuple[str, int]] = {
    "carrier": ("manifestations.carrier", 30),
    "language": ("manifestations.languages", 30),
    "audience": ("manifestations.audience", 20),
    "subject": ("manifestations.subjects", 30),
    "author": ("manifestations.authors", 30),
    "year": ("manifestations.year", 60),
    "library": ("manifestations.libraries", 200),
}
"""Each facet with the field it counts and how many values are given."""

BEST = "best"
BEST_SIZE = 3
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
    filters = _filters(request, now)
    return {
        "from": request.start,
        "size": request.size,
        "track_total_hits": True,
        "sort": [*_SORTS[request.sort], {"id": "asc"}],
        "query": _ranked(request, words, now=now, similar=similar),
        "post_filter": _nested(
            [*_in_view(request, now), *filters.values()],
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
        "aggs": _facets(request, filters, now),
        "_source": _SHOWN_OF_WORK,
    }


def _ranked(
    request: SearchRequest, words: Words, *, now: datetime, similar: bool
) -> dict[str, Any]:
    """What is found, nudged by how many copies there are and whether one is to be had now."""
    text = _similar(words) if similar else _text(request, words)
    return {
        "function_score": {
            "query": {"bool": {"must": [text], "filter": [_nested(_in_view(request, now))]}},
            "functions": [
                {"weight": 1},
                {
                    "field_value_factor": {"field": "copies", "modifier": "log1p", "missing": 0},
                    "weight": 0.1,
                },
                {"filter": _nested([_available(request, now)]), "weight": 0.1},
            ],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def _text(request: SearchRequest, words: Words) -> Clause:
    """Works that hold every word, in whatever fields; best where the title is what was typed."""
    if words.isbns:
        return _either({"terms": {"isbns": list(words.isbns)}}, better=_boosts(words))
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
    if request.isil:
        ways.append(_own_words(request.isil, words))
    phrases: list[Clause] = [{"match_phrase": {"all": phrase}} for phrase in words.phrases]
    return _either(*ways, better=_boosts(words), must=phrases)


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
                "fields": ["titles^3", "names^2", "series^1.5"],
            }
        },
        {"match_phrase": {"titles": {"query": text, "slop": 1, "boost": 3}}},
        {"match": {"titles": {"query": text, "operator": "and", "boost": 3}}},
        {"match": {"titles.stems": {"query": text, "operator": "and"}}},
        {"match_phrase": {"names": {"query": text, "boost": 2}}},
    ]


def _similar(words: Words) -> Clause:
    """Works with words that look like these: for typing errors, when nothing else was found."""
    if not words.whole:
        return {"match_all": {}}
    alike = {"query": words.whole, "fuzziness": "AUTO", "prefix_length": 1}
    return _either(
        {"match": {"all": {**alike, "minimum_should_match": "2<67%"}}},
        better=[{"match": {"titles": {**alike, "operator": "and", "boost": 3}}}],
    )


def _own_words(isil: str, words: Words) -> Clause:
    """A title that one library alone describes, by its own words, for that library's readers."""
    return _nested(
        [
            {"term": {"manifestations.standing": "local"}},
            {"term": {"manifestations.places": isil}},
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


def _in_view(request: SearchRequest, now: datetime) -> list[Clause]:
    """What a reader of this scope may see at all: licences run, and local titles stay at home."""
    place = request.isil or request.province
    licensed: Clause = {"term": {"manifestations.licence": now.isoformat()}}
    local: Clause = {"term": {"manifestations.standing": "local"}}
    view: list[Clause] = [
        _either(
            {"term": {"manifestations.online": False}},
            {"exists": {"field": "manifestations.libraries"}},
            licensed,
        )
    ]
    if place:
        view.append(_either({"term": {"manifestations.places": place}}, licensed))
    if request.isil:
        at_home: Clause = {"term": {"manifestations.places": request.isil}}
        view.append(_either({"bool": {"must_not": [local]}}, at_home))
    else:
        view.append({"bool": {"must_not": [local]}})
    return view


def _filters(request: SearchRequest, now: datetime) -> dict[str, Clause]:
    """The clause of every filter that was set, by the name of its facet."""
    chosen: dict[str, Clause] = {
        name: {"terms": {field: list(getattr(request, name))}}
        for name, (field, _) in FACETS.items()
        if name != "year" and getattr(request, name)
    }
    years = {"gte": request.year_from, "lte": request.year_to}
    limits = {side: year for side, year in years.items() if year is not None}
    if limits:
        chosen["year"] = {"range": {"manifestations.year": limits}}
    if request.available:
        chosen["available"] = _available(request, now)
    return chosen


def _available(request: SearchRequest, now: datetime) -> Clause:
    """A copy is to be had now in the chosen libraries or the scope, or it is read online.

    An answer counts until its moment has come: decay needs no write.
    """
    scope = request.isil or request.province or COUNTRY
    shelf: list[Clause] = [
        {"range": {"manifestations.shelves.until": {"gt": now.isoformat()}}},
        {"terms": {"manifestations.shelves.places": list(request.library) or [scope]}},
    ]
    return _either(
        {"nested": {"path": "manifestations.shelves", "query": {"bool": {"filter": shelf}}}},
        {"term": {"manifestations.licence": now.isoformat()}},
    )


def _facets(
    request: SearchRequest, filters: Mapping[str, Clause], now: datetime
) -> dict[str, Clause]:
    """The counts of every facet, in works, under all filters but its own."""
    facets: dict[str, Clause] = {}
    for name, (field, size) in FACETS.items():
        newest_first = {"_key": "desc"}
        order = newest_first if name == "year" else [{"works": "desc"}, {"_key": "asc"}]
        terms = {"field": field, "size": size, "order": order}
        others = [clause for other, clause in filters.items() if other != name]
        values = {"values": {"terms": terms, "aggs": {"works": {"reverse_nested": {}}}}}
        facets[name] = _counted([*_in_view(request, now), *others], values)
    others = [clause for other, clause in filters.items() if other != "available"]
    facets["available"] = _counted(
        [*_in_view(request, now), *others, _available(request, now)],
        {"works": {"reverse_nested": {}}},
    )
    return facets


def _counted(clauses: list[Clause], counts: Clause) -> Clause:
    view = {"filter": {"bool": {"filter": clauses}}, "aggs": counts}
    return {"nested": {"path": "manifestations"}, "aggs": {"view": view}}


def _nested(
    clauses: list[Clause],
    *,
    should: list[Clause] | None = None,
    inner_hits: Clause | None = None,
) -> dict[str, Any]:
    query = {"bool": {"filter": clauses, "should": should or []}}
    shown = {"inner_hits": inner_hits} if inner_hits else {}
    return {"nested": {"path": "manifestations", "query": query, "score_mode": "none", **shown}}


def _either(
    *ways: Clause, better: list[Clause] | None = None, must: list[Clause] | None = None
) -> Clause:
    """At least one of `ways`; `better` only lifts."""
    one_of: Clause = {"bool": {"should": list(ways), "minimum_should_match": 1}}
    if not better and not must:
        return one_of
    return {"bool": {"must": [one_of, *(must or [])], "should": better or []}}

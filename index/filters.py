"""What a reader may see and chose to see, and the counts beside it: clauses on manifestations.

All filters hold for one and the same manifestation: Dutch, e-book and on the shelf in my province.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from index.documents import COUNTRY
from index.request import SearchRequest

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

_PLACES = "manifestations.places"
"""Libraries are counted, and chosen by a library or one of its branches."""


def in_view(request: SearchRequest, now: datetime) -> list[Clause]:
    """What a reader of this scope may see at all: licences run, and local titles stay at home."""
    place = request.isil or request.province
    licensed: Clause = {"term": {"manifestations.licence": now.isoformat()}}
    local: Clause = {"term": {"manifestations.standing": "local"}}
    view: list[Clause] = [
        either(
            {"term": {"manifestations.online": False}},
            {"exists": {"field": "manifestations.libraries"}},
            licensed,
        )
    ]
    if place:
        view.append(either({"term": {"manifestations.places": place}}, licensed))
    shared: Clause = {"bool": {"must_not": [local]}}
    homes = homes_of(request)
    at_home: Clause = {"terms": {"manifestations.places": homes}}
    view.append(either(shared, at_home) if homes else shared)
    return view


def homes_of(request: SearchRequest) -> list[str]:
    """The libraries or branches that are asked for by name, whose own titles are in view."""
    return [*request.library, *([request.isil] if request.isil else [])]


def filters_of(request: SearchRequest, now: datetime) -> dict[str, Clause]:
    """The clause of every filter that was set, by the name of its facet."""
    chosen: dict[str, Clause] = {
        name: {"terms": {_PLACES if name == "library" else field: list(getattr(request, name))}}
        for name, (field, _) in FACETS.items()
        if name != "year" and getattr(request, name)
    }
    years = {"gte": request.year_from, "lte": request.year_to}
    limits = {side: year for side, year in years.items() if year is not None}
    if limits:
        chosen["year"] = {"range": {"manifestations.year": limits}}
    if request.available:
        chosen["available"] = available(request, now)
    return chosen


def available(request: SearchRequest, now: datetime) -> Clause:
    """A copy is to be had now in the chosen libraries or the scope, or it is read online.

    An answer counts until its moment has come: decay needs no write.
    """
    scope = request.isil or request.province or COUNTRY
    shelf: list[Clause] = [
        {"range": {"manifestations.shelves.until": {"gt": now.isoformat()}}},
        {"terms": {"manifestations.shelves.places": list(request.library) or [scope]}},
    ]
    return either(
        {"nested": {"path": "manifestations.shelves", "query": {"bool": {"filter": shelf}}}},
        {"term": {"manifestations.licence": now.isoformat()}},
    )


def facets_of(
    request: SearchRequest, filters: Mapping[str, Clause], now: datetime
) -> dict[str, Clause]:
    """The counts of every facet, in works, under all filters but its own.

    What is in view is sought once for all of them.
    """
    works: Clause = {"works": {"reverse_nested": {}}}
    counts: dict[str, Clause] = {}
    for name, (field, size) in FACETS.items():
        newest_first = {"_key": "desc"}
        order = newest_first if name == "year" else [{"works": "desc"}, {"_key": "asc"}]
        terms = {"field": field, "size": size, "order": order}
        counts[name] = {
            "filter": _others(filters, name),
            "aggs": {"values": {"terms": terms, "aggs": works}},
        }
    to_be_had: Clause = {"filter": available(request, now), "aggs": works}
    counts["available"] = {
        "filter": _others(filters, "available"),
        "aggs": {"values": to_be_had},
    }
    view = {"filter": {"bool": {"filter": in_view(request, now)}}, "aggs": counts}
    return {"facets": {"nested": {"path": "manifestations"}, "aggs": {"view": view}}}


def _others(filters: Mapping[str, Clause], name: str) -> Clause:
    others = [clause for other, clause in filters.items() if other != name]
    return {"bool": {"filter": others}} if others else {"match_all": {}}


def nested(
    clauses: list[Clause],
    *,
    should: list[Clause] | None = None,
    inner_hits: Clause | None = None,
) -> dict[str, Any]:
    """A manifestation that meets every clause; `should` only orders the inner hits."""
    query = {"bool": {"filter": clauses, "should": should or []}}
    shown = {"inner_hits": inner_hits} if inner_hits else {}
    return {"nested": {"path": "manifestations", "query": query, "score_mode": "none", **shown}}


def either(
    *ways: Clause, better: list[Clause] | None = None, must: list[Clause] | None = None
) -> Clause:
    """At least one of `ways`; `better` only lifts."""
    one_of: Clause = {"bool": {"should": list(ways), "minimum_should_match": 1}}
    if not better and not must:
        return one_of
    return {"bool": {"must": [one_of, *(must or [])], "should": better or []}}

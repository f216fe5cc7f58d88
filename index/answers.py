"""What search answers: works with their best manifestations, and the counts of the facets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from catalogue.model import Value
from index.filters import FACETS
from index.query import BEST, build_query
from index.request import SearchRequest


class FoundPerson(Value):
    """A maker and what they did (MARC relator code)."""

    name: str
    role: str


class FoundSeries(Value):
    """A series statement of a manifestation."""

    title: str
    number: int | None = None
    volume: str = ""


class FoundManifestation(Value):
    """A manifestation of a found work that meets the filters."""

    id: str
    title: str
    subtitle: str = ""
    part: str = ""
    carrier: str
    languages: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    year: int | None = None
    isbns: tuple[str, ...] = ()
    cover: str = ""
    series: tuple[FoundSeries, ...] = ()
    standing: str = "national"
    copies: int = 0
    online: bool = False


class Hit(Value):
    """A found work: its best manifestations, and how many meet the filters in all."""

    id: str
    title: str
    original_title: str = ""
    contributors: tuple[FoundPerson, ...] = ()
    languages: tuple[str, ...] = ()
    copies: int = 0
    score: float | None = None
    manifestations: tuple[FoundManifestation, ...] = ()
    matching: int = 0


class FacetValue(Value):
    """A value of a facet and the number of works that have it under the other filters."""

    value: str
    works: int


class SearchAnswer(Value):
    """A page of found works; `similar` says that only words alike were found."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = {}
    similar: bool = False


class Engine(Protocol):
    """A search engine asked from a program that waits."""

    def search(self, index: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The engine's answer to a query body."""


class AsyncEngine(Protocol):
    """A search engine asked from a program that does other things meanwhile."""

    async def search(self, index: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The engine's answer to a query body."""


def find(engine: Engine, alias: str, request: SearchRequest, *, now: datetime) -> SearchAnswer:
    """What is found at `now`; where nothing is, what looks like it. QueryError, SearchError."""
    answer = read_answer(engine.search(alias, build_query(request, now)))
    if answer.total or not request.q.strip():
        return answer
    return read_answer(engine.search(alias, build_query(request, now, similar=True)), similar=True)


async def find_async(
    engine: AsyncEngine, alias: str, request: SearchRequest, *, now: datetime
) -> SearchAnswer:
    """What is found at `now`; where nothing is, what looks like it. QueryError, SearchError."""
    answer = read_answer(await engine.search(alias, build_query(request, now)))
    if answer.total or not request.q.strip():
        return answer
    found = await engine.search(alias, build_query(request, now, similar=True))
    return read_answer(found, similar=True)


def read_answer(response: Mapping[str, Any], *, similar: bool = False) -> SearchAnswer:
    """The engine's answer in our words."""
    hits = response["hits"]
    counts = response["aggregations"]["facets"]["view"]
    total = hits["total"]["value"]
    return SearchAnswer(
        total=total,
        hits=tuple(_hit(hit) for hit in hits["hits"]),
        facets={
            **{name: _values(counts[name]) for name in FACETS},
            "available": _available(counts["available"]),
        },
        similar=similar and total > 0,
    )


def _hit(hit: Mapping[str, Any]) -> Hit:
    best = hit["inner_hits"][BEST]["hits"]
    return Hit(
        **hit["_source"],
        score=hit.get("_score"),
        manifestations=tuple(FoundManifestation(**found["_source"]) for found in best["hits"]),
        matching=best["total"]["value"],
    )


def _values(counts: Mapping[str, Any]) -> tuple[FacetValue, ...]:
    buckets = counts["values"]["buckets"]
    return tuple(FacetValue(value=str(b["key"]), works=b["works"]["doc_count"]) for b in buckets)


def _available(counts: Mapping[str, Any]) -> tuple[FacetValue, ...]:
    return (FacetValue(value="true", works=counts["values"]["works"]["doc_count"]),)

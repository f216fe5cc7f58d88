"""The address of a search with one thing changed: what makes facets and pages work as links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from api.search import SearchQuery
from catalogue.errors import QueryError

FILTERS = ("carrier", "language", "audience", "subject", "author", "library")
"""Filters that hold several values; values of one are alternatives."""

SINGLE = ("q", "year_from", "year_to", "available", "isil", "province", "sort", "page")


@dataclass(frozen=True)
class Chosen:
    """A filter value that is in force."""

    facet: str
    value: str


def read_query(parameters: Iterable[tuple[str, str]]) -> SearchQuery:
    """The search that an address asks for; empty values count as not given. Raises QueryError."""
    values: dict[str, Any] = {}
    for name, value in parameters:
        if not value or name not in (*FILTERS, *SINGLE, "size"):
            continue
        if name in FILTERS:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    try:
        return SearchQuery.model_validate(values)
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "search"
        raise QueryError(f"{field}: {first['msg']}") from problem


def parameters_of(query: SearchQuery) -> dict[str, Any]:
    """What must stand in an address to ask this search again."""
    told = query.model_dump(mode="json", exclude_defaults=True)
    if told.get("available"):
        told["available"] = "true"
    return told


def address(path: str, query: SearchQuery, **changes: Any) -> str:
    """The address of a search with some parameters changed; None takes one away.

    A change of anything but the page starts again at the first page.
    """
    told = parameters_of(query)
    if changes and "page" not in changes:
        told.pop("page", None)
    for name, value in changes.items():
        told.pop(name, None)
        if value not in (None, "", ()):
            told[name] = value
    return f"{path}?{urlencode(told, doseq=True)}" if told else path


def with_value(path: str, query: SearchQuery, facet: str, value: str) -> str:
    """The address with a value of a filter added, or taken away if it is in force."""
    if facet == "available":
        return address(path, query, available=None if query.available else "true")
    if facet == "year":
        on = str(query.year_from) == value == str(query.year_to)
        year = None if on else value
        return address(path, query, year_from=year, year_to=year)
    present = [str(one) for one in getattr(query, facet)]
    changed = [one for one in present if one != value] if value in present else [*present, value]
    return address(path, query, **{facet: tuple(changed)})


def is_chosen(query: SearchQuery, facet: str, value: str) -> bool:
    """Whether a value of a facet is in force."""
    if facet == "available":
        return query.available
    if facet == "year":
        return str(query.year_from) == value == str(query.year_to)
    return value in [str(one) for one in getattr(query, facet)]


def chosen(query: SearchQuery) -> tuple[Chosen, ...]:
    """Every filter value in force, in the order of the facets."""
    found = [Chosen("available", "true")] if query.available else []
    found += [Chosen(facet, str(v)) for facet in FILTERS for v in getattr(query, facet)]
    if query.year_from or query.year_to:
        years = dict.fromkeys(str(year) for year in (query.year_from, query.year_to) if year)
        found.append(Chosen("year", "–".join(years)))
    return tuple(found)


def without(path: str, query: SearchQuery, one: Chosen) -> str:
    """The address without one filter value."""
    if one.facet == "year":
        return address(path, query, year_from=None, year_to=None)
    return with_value(path, query, one.facet, one.value)


def bare(path: str, query: SearchQuery) -> str:
    """The address with the words and the scope alone."""
    names: Mapping[str, None] = dict.fromkeys((*FILTERS, "available", "year_from", "year_to"))
    return address(path, query, **names)

"""One search over all collections, with facets and the availability of every hit."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, model_validator

import index.answers
from api.availability import Brief, brief, summarise_all
from api.dependencies import Services, ServicesDep
from api.scope import IsilText, scope_of
from catalogue.model import Carrier, Contributor, Manifestation, Value, Work
from catalogue.read_store import Page
from catalogue.terms import Door, Terms, permitted
from index.request import SearchRequest

router = APIRouter(prefix="/v1", tags=["search"])

Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Year = Annotated[int, Field(ge=0, le=2100)]


class SearchQuery(SearchRequest):
    """A search. Filters may be repeated: values of one filter widen, filters narrow each other."""

    q: str = Field(
        "",
        max_length=400,
        description="Words of title, maker, series, subject; an ISBN; a phrase between quotes.",
        examples=["kruistocht in spijkerbroek"],
    )
    carrier: tuple[Carrier, ...] = Field((), description="What a reader holds in the hand.")
    language: tuple[Word, ...] = Field((), description="Language of the text, such as `dut`.")
    audience: tuple[Word, ...] = ()
    subject: tuple[Word, ...] = ()
    author: tuple[Word, ...] = ()
    library: tuple[IsilText, ...] = Field((), description="Held by any of these libraries.")
    year_from: Year | None = None
    year_to: Year | None = None
    available: bool = Field(False, description="On a shelf in the scope, or readable online, now.")
    isil: IsilText | None = Field(None, description="Scope: what this library or branch has.")
    province: Word | None = Field(None, description="Scope: what this province has.")

    @model_validator(mode="after")
    def _in_order(self) -> "SearchQuery":
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError("year_from: later than year_to")
        return self


class HitPublication(Value):
    """A manifestation of a hit in short, with its availability now."""

    id: str
    title: str
    carrier: Carrier
    languages: tuple[str, ...]
    year: int | None
    publisher: str
    isbn: str
    cover: str
    availability: Brief


class Hit(Value):
    """A work that was found, with the manifestations that fit best first."""

    id: str
    title: str
    subtitle: str
    original_title: str
    contributors: tuple[Contributor, ...]
    annotation: str
    publications: tuple[HitPublication, ...]
    more_publications: int


class FacetValue(Value):
    """A value to narrow the search by, and how many works it leaves."""

    value: str
    label: str
    count: int


class SearchAnswer(Value):
    """A page of hits, how many there are in all, and the facets."""

    total: int
    page: int
    size: int
    similar: bool = Field(description="Nothing has these words; these hits have words like them.")
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]


@router.get("/search")
async def search(query: Annotated[SearchQuery, Query()], services: ServicesDep) -> SearchAnswer:
    """Find works in every collection, physical and digital together.

    Each hit says what can be had now: availability is read from the catalogue in the same call, and
    counts within the libraries or province asked for.
    """
    return await search_answer(services, query)


async def search_answer(
    services: Services, query: SearchQuery, door: Door = "give_to_anyone"
) -> SearchAnswer:
    """The answer to a search; raises SearchUnavailable, StoreUnavailable and QueryError."""
    network = await services.refreshed.network()
    scope = scope_of(network, [query.isil] if query.isil else query.library, query.province or "")
    now = services.now()
    found = await services.search.search(query, now=now)
    shown = [one.id for hit in found.hits for one in hit.manifestations]
    page = await services.titles.page([hit.id for hit in found.hits], shown)
    places = summarise_all(page.copies, network, scope, now)
    lines = {one: brief(full) for one, full in places.items()}
    terms = await services.refreshed.terms()
    names = {isil: library.name for isil, library in network.libraries.items()}
    return SearchAnswer(
        total=found.total,
        page=query.page,
        size=query.size,
        similar=found.similar,
        hits=tuple(
            _hit(hit, page.works[hit.id], _shown(hit, page, terms=terms, door=door), lines)
            for hit in found.hits
            if hit.id in page.works
        ),
        facets={name: _facet(values, names) for name, values in found.facets.items()},
    )


def _shown(hit: index.answers.Hit, page: Page, *, terms: Terms, door: Door) -> list[Manifestation]:
    """The manifestations of a hit as the catalogue has them now, and as they may pass the door."""
    return [
        permitted(page.manifestations[one.id], terms, door)
        for one in hit.manifestations
        if one.id in page.manifestations
    ]


def _hit(
    hit: index.answers.Hit, work: Work, shown: list[Manifestation], lines: dict[str, Brief]
) -> Hit:
    described = [one.description for one in shown]
    return Hit(
        id=work.id,
        title=work.title,
        subtitle=next((one.title.rest for one in described if one.title.rest), ""),
        original_title=work.original_title,
        contributors=work.contributors,
        annotation=next((one.annotation for one in described if one.annotation), ""),
        publications=tuple(_publication(one, lines[one.id]) for one in shown),
        more_publications=max(hit.matching - len(shown), 0),
    )


def _publication(one: Manifestation, line: Brief) -> HitPublication:
    described = one.description
    return HitPublication(
        id=one.id,
        title=described.title.main,
        carrier=described.carrier,
        languages=described.languages,
        year=max(described.years, default=None),
        publisher=described.publishers[0].name if described.publishers else "",
        isbn=min(described.valid_isbns, default=""),
        cover=described.cover,
        availability=line,
    )


def _facet(
    values: tuple[index.answers.FacetValue, ...], names: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(value=one.value, label=names.get(one.value, one.value), count=one.works)
        for one in values
    )

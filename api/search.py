"""One search over all collections, with facets and the availability of every hit."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, model_validator

from api.availability import Brief, brief, summarise_all
from api.dependencies import Services, ServicesDep
from api.scope import IsilText, scope_of
from api.search_port import Found, FoundWork, Question, Sort
from catalogue.model import Carrier, Contributor, Manifestation, Value, Work
from catalogue.read_store import Page
from catalogue.terms import Terms, permitted

router = APIRouter(prefix="/v1", tags=["search"])

SHOWN = 5
"""Manifestations shown with a hit; the work has them all."""
DEEPEST = 10_000
"""Hits that can be paged through; narrow the question to see others."""

Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class SearchQuery(Value):
    """A search. Filters may be repeated: values of one filter widen, filters narrow each other."""

    q: str = Field("", max_length=500, description="Words of title, author, subject; an ISBN.")
    carrier: tuple[Carrier, ...] = Field((), description="book, large_print, e_book, e_audio ...")
    language: tuple[Word, ...] = Field((), description="Language of the text (ISO 639-2).")
    audience: tuple[Word, ...] = ()
    subject: tuple[Word, ...] = ()
    author: tuple[Word, ...] = ()
    year_from: int | None = Field(None, ge=0, le=2100)
    year_to: int | None = Field(None, ge=0, le=2100)
    library: tuple[IsilText, ...] = Field((), description="Held by these libraries or branches.")
    province: str = Field("", max_length=60, description="Held by a library in this province.")
    available_now: bool = Field(False, description="On the shelf, or to be read online, now.")
    sort: Sort = "relevance"
    page: int = Field(1, ge=1)
    size: int = Field(20, ge=1, le=100)

    @model_validator(mode="after")
    def _within_reach(self) -> "SearchQuery":
        if self.page * self.size > DEEPEST:
            raise ValueError(f"page: only the first {DEEPEST} hits can be paged; narrow the search")
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
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]


@router.get("/search")
async def search(query: Annotated[SearchQuery, Query()], services: ServicesDep) -> SearchAnswer:
    """Find works in every collection, physical and digital together.

    Each hit says what can be had now: availability is read from the catalogue in the same call, and
    counts within the libraries or province asked for.
    """
    return await search_answer(services, query)


async def search_answer(services: Services, query: SearchQuery) -> SearchAnswer:
    """The answer to a search; raises SearchUnavailable, StoreUnavailable and QueryError."""
    network = await services.refreshed.network()
    scope = scope_of(network, query.library, query.province)
    found = await services.search.search(question_of(query))
    shown = [one for hit in found.hits for one in hit.manifestations[:SHOWN]]
    page = await services.titles.page([hit.work for hit in found.hits], shown)
    places = summarise_all(page.copies, network, scope, services.now())
    lines = {one: brief(full) for one, full in places.items()}
    terms = await services.refreshed.terms()
    names = {isil: library.name for isil, library in network.libraries.items()}
    return SearchAnswer(
        total=found.total,
        page=query.page,
        size=query.size,
        hits=tuple(
            _hit(hit, page.works[hit.work], _shown(hit, page, terms), lines)
            for hit in found.hits
            if hit.work in page.works
        ),
        facets=_facets(found, names),
    )


def question_of(query: SearchQuery) -> Question:
    """The query as the search cluster is asked."""
    return Question(
        text=query.q.strip(),
        carriers=tuple(carrier.value for carrier in query.carrier),
        languages=query.language,
        audiences=query.audience,
        subjects=query.subject,
        authors=query.author,
        year_from=query.year_from,
        year_to=query.year_to,
        libraries=query.library,
        province=query.province,
        available_now=query.available_now,
        sort=query.sort,
        start=(query.page - 1) * query.size,
        size=query.size,
    )


def _shown(hit: FoundWork, page: Page, terms: Terms) -> list[Manifestation]:
    return [
        permitted(page.manifestations[one], terms, "give_to_anyone")
        for one in hit.manifestations[:SHOWN]
        if one in page.manifestations
    ]


def _hit(hit: FoundWork, work: Work, shown: list[Manifestation], lines: dict[str, Brief]) -> Hit:
    described = [one.description for one in shown]
    return Hit(
        id=work.id,
        title=work.title,
        subtitle=next((one.title.rest for one in described if one.title.rest), ""),
        original_title=work.original_title,
        contributors=work.contributors,
        annotation=next((one.annotation for one in described if one.annotation), ""),
        publications=tuple(_publication(one, lines[one.id]) for one in shown),
        more_publications=max(len(hit.manifestations) - len(shown), 0),
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


def _facets(found: Found, names: dict[str, str]) -> dict[str, tuple[FacetValue, ...]]:
    return {
        facet: tuple(
            FacetValue(value=value, label=names.get(value, value), count=count)
            for value, count in values
        )
        for facet, values in found.facets.items()
    }

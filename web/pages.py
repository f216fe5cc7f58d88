"""The pages: search, a work with its publications, one publication, and what Spil is."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from api.availability import availability_of
from api.dependencies import Services, ServicesDep
from api.explain import explanation_of
from api.formats import JSON, JSON_LD, MARCXML, preferred
from api.manifestations import manifestation_of
from api.scope import Scope, View, scope_of
from api.search import search_answer
from api.works import work_of
from catalogue.errors import UnknownId
from catalogue.identifiers import is_spil_id
from web.addresses import chosen, read_query
from web.sights import facet_groups, page_links, search_title, shelf_groups, sorted_publications
from web.templating import render
from web.words import LANGUAGES, Language, chosen_language, words_of

router = APIRouter(include_in_schema=False)

HTML = "text/html"

LanguagePath = Annotated[Language, Path()]
"""`nl` or `en`: every page stands under its language."""


@router.get("/")
async def front(request: Request) -> Response:
    """To the pages in the language that the reader's browser prefers."""
    language = chosen_language(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{language}", 302, headers={"Vary": "Accept-Language"})


@router.get("/{language}")
async def home(language: str, request: Request, services: ServicesDep) -> Response:
    """The search box; or, under a permanent id, on to what has that id."""
    if is_spil_id(language):
        return _permanent(language, request)
    if language not in LANGUAGES:
        raise UnknownId(f"no page stands at /{language}")
    network = await services.refreshed.network()
    facts = {
        "libraries": network.libraries,
        "branches": len(network.branches),
        "query": read_query(()),
        "is_home": True,
    }
    return render(request, "home.html", language=language, facts=facts)


def _permanent(spil_id: str, request: Request) -> Response:
    """A permanent address leads a person to the page and a program to the data."""
    kind = "works" if spil_id.startswith("w") else "manifestations"
    accept = request.headers.get("accept", "")
    form = preferred(accept, (HTML, JSON, JSON_LD, MARCXML)) if accept else HTML
    language = chosen_language(request.headers.get("accept-language", ""))
    place = f"/{language}" if form == HTML else "/v1"
    headers = {"Vary": "Accept, Accept-Language"}
    return RedirectResponse(f"{place}/{kind}/{spil_id}", 303, headers=headers)


@router.get("/{language}/search")
async def search(language: LanguagePath, request: Request, services: ServicesDep) -> Response:
    """What was found, with facets, and what of it can be had now."""
    query = read_query(request.query_params.multi_items())
    answer = await search_answer(services, query, "show")
    network = await services.refreshed.network()
    words = words_of(language)
    path = f"/{language}/search"
    facts = {
        "query": query,
        "answer": answer,
        "title": search_title(answer, query, words),
        "groups": facet_groups(answer, query, words, path),
        "chosen": chosen(query),
        "page_links": page_links(answer, query, path),
        "libraries": network.libraries,
        "branches": network.branches,
        "path": path,
    }
    return render(request, "search.html", language=language, facts=facts)


async def _asked_scope(request: Request, services: ServicesDep) -> Scope:
    """The library that a page was asked for, if any."""
    query = read_query(request.query_params.multi_items())
    network = await services.refreshed.network()
    return scope_of(network, [query.isil] if query.isil else ())


PageScope = Annotated[Scope, Depends(_asked_scope)]


@router.get("/{language}/works/{work}")
async def work(
    language: LanguagePath, work: str, request: Request, services: ServicesDep, scope: PageScope
) -> Response:
    """A work, all its publications, and where each of them is."""
    _require_id(work, "w")
    found = await work_of(services, work, View("show", scope, f"/{language}"))
    facts = await _place_facts(services, scope)
    facts |= {
        "work": found,
        "publications": sorted_publications(found.publications),
        "shelf_groups": shelf_groups,
    }
    return render(request, "work.html", language=language, facts=facts)


@router.get("/{language}/manifestations/{manifestation}")
async def manifestation(
    language: LanguagePath,
    manifestation: str,
    request: Request,
    services: ServicesDep,
    scope: PageScope,
) -> Response:
    """One publication: its description, where it is, and why it is described so."""
    _require_id(manifestation, "m")
    found = await manifestation_of(services, manifestation, View("show", scope, f"/{language}"))
    places = await availability_of(services, [found.id], scope)
    facts = await _place_facts(services, scope)
    facts |= {
        "one": found,
        "d": found.description,
        "availability": places[found.id],
        "explanation": await explanation_of(services, manifestation),
        "shelf_groups": shelf_groups,
        "permanent": f"{services.base_uri.rstrip('/')}/{found.id}",
    }
    return render(request, "manifestation.html", language=language, facts=facts)


@router.get("/{language}/about")
async def about(language: LanguagePath, request: Request, services: ServicesDep) -> Response:
    """What Spil is, for readers and for those who build on it."""
    network = await services.refreshed.network()
    facts = {"libraries": network.libraries, "branches": len(network.branches)}
    return render(request, "about.html", language=language, facts=facts)


async def _place_facts(services: Services, scope: Scope) -> dict[str, Any]:
    network = await services.refreshed.network()
    return {
        "libraries": network.libraries,
        "branches": network.branches,
        "isil": next(iter(scope.isils), ""),
        "now": services.now(),
    }


def _require_id(text: str, letter: str) -> None:
    if not is_spil_id(text) or text[0] != letter:
        raise UnknownId(f"no page has id {text[:20]}")

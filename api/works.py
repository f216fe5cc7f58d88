"""A work with all its manifestations and where each of them is: one call, first byte complete."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.availability import availability_of
from api.dependencies import Services, ServicesDep
from api.errors import Problem
from api.found import WorkPath, kept, the_one
from api.scope import ScopeDep, View
from catalogue.identifiers import WorkId
from catalogue.model import Contributor, Manifestation, Value
from catalogue.terms import permitted
from holdings.availability import Availability

router = APIRouter(prefix="/v1", tags=["titles"])


class Publication(Value):
    """A manifestation with its availability at the moment of asking."""

    manifestation: Manifestation
    availability: Availability


class WorkAnswer(Value):
    """A work: what its editions and translations share, and all of them."""

    id: WorkId
    title: str
    original_title: str
    original_language: str
    contributors: tuple[Contributor, ...]
    publications: tuple[Publication, ...]


async def work_of(services: Services, spil_id: str, view: View) -> WorkAnswer:
    """The work that has this id, with the availability of all it holds.

    Raises UnknownId, WithdrawnId and, with the addresses of the view, Elsewhere.
    """
    lookup = await services.titles.work(spil_id)
    found = the_one(spil_id, lookup, lambda one: f"{view.prefix}/works/{one}")
    terms = await services.refreshed.terms()
    places = await availability_of(services, [m.id for m in found.manifestations], view.scope)
    return WorkAnswer(
        id=found.work.id,
        title=found.work.title,
        original_title=found.work.original_title,
        original_language=found.work.original_language,
        contributors=found.work.contributors,
        publications=tuple(
            Publication(
                manifestation=permitted(one, terms, view.door),
                availability=places[one.id],
            )
            for one in found.manifestations
        ),
    )


@router.get(
    "/works/{work}",
    response_model=WorkAnswer,
    responses={308: {"description": "It was merged: see Location."}, 404: {"model": Problem}},
)
async def work(
    work: WorkPath, request: Request, services: ServicesDep, scope: ScopeDep
) -> Response:
    """A work, its manifestations, and where each can be had now."""
    answer = await work_of(services, work, View(scope=scope))
    timeless = answer.model_dump_json(
        exclude={"publications": {"__all__": {"availability": {"moment"}}}}
    )
    body = answer.model_dump_json().encode()
    return kept(request, body, "application/json", fingerprint=timeless.encode())

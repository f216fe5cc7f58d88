"""Who lends this to that branch: ranked, with the day it is ready and the reasons."""

from datetime import date
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.dependencies import Services, ServicesDep
from api.found import ManifestationIdText, WorkIdText, the_one
from api.scope import IsilText
from api.security import LendingKey, require_library
from catalogue.errors import QueryError
from catalogue.identifiers import Isil, ManifestationId
from catalogue.model import Carrier, Manifestation, Value
from holdings.rota import Copy, Plan, PlanRequest, plan

router = APIRouter(prefix="/v1", tags=["lending"])

HERE = ZoneInfo("Europe/Amsterdam")
"""Opening days and cut-off times are in Dutch local time."""


class PlanQuestion(Value):
    """A work (any of its manifestations that fit) or one manifestation, and where it must be."""

    work: WorkIdText | None = None
    manifestation: ManifestationIdText | None = None
    branch: IsilText = Field(description="The pick-up branch.", examples=["NL-0890601001"])
    need_by: date | None = Field(None, description="The last day on which it is of use.")
    carriers: tuple[Carrier, ...] = Field((), description="Only these carriers of the work.")
    languages: tuple[str, ...] = Field((), description="Only these languages of the work.")

    @model_validator(mode="after")
    def _one_of_two(self) -> "PlanQuestion":
        if (self.work is None) == (self.manifestation is None):
            raise ValueError("name a work or a manifestation: one of the two")
        return self


@router.post("/plans")
async def plans(question: PlanQuestion, services: ServicesDep, key: LendingKey) -> Plan:
    """The ranked ways to get a title to a branch, each with its arrival and reasons.

    Nothing is stored and nobody is asked: this is advice, computed from the copies' present states,
    the vans, the night line, opening days and each library's policy.
    """
    network = await services.refreshed.network()
    require_library(key, network.branch(question.branch).library)
    return await plan_for(services, question)


async def plan_for(services: Services, question: PlanQuestion) -> Plan:
    """The plan that answers a question; raises UnknownId and UnknownBranch."""
    network = await services.refreshed.network()
    carriers = await _candidates(services, question)
    copies = await services.titles.copies(carriers)
    request = PlanRequest(
        branch=Isil(question.branch),
        asked_at=services.now().astimezone(HERE),
        need_by=question.need_by,
    )
    return plan(
        request,
        [
            Copy(item, ManifestationId(one), carriers[ManifestationId(one)])
            for one, held in copies.items()
            for item in held.items
            if item.branch in network.branches and item.installation in network.installations
        ],
        network,
        online=[access for held in copies.values() for access in held.online],
    )


async def _candidates(services: Services, question: PlanQuestion) -> dict[ManifestationId, Carrier]:
    """The manifestations that would do, each with its carrier."""
    if question.manifestation:
        lookup = await services.titles.manifestation(question.manifestation)
        one = the_one(question.manifestation, lookup, lambda one: f"/v1/manifestations/{one}")
        return {one.id: one.description.carrier}
    asked = question.work or ""
    titles = the_one(asked, await services.titles.work(asked), lambda one: f"/v1/works/{one}")
    fitting = {
        one.id: one.description.carrier for one in titles.manifestations if _fits(one, question)
    }
    if not fitting:
        raise QueryError(f"carriers, languages: work {asked} has no manifestation that fits")
    return fitting


def _fits(one: Manifestation, question: PlanQuestion) -> bool:
    described = one.description
    return (not question.carriers or described.carrier in question.carriers) and (
        not question.languages or bool(set(described.languages) & set(question.languages))
    )

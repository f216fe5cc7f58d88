"""Where a title can be had now: of one manifestation, or of up to a hundred at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from api.dependencies import Services, ServicesDep
from api.found import ManifestationPath, settle
from api.scope import Scope, ScopeDep
from catalogue.identifiers import is_spil_id
from catalogue.model import Value
from catalogue.read_store import Copies
from holdings.availability import Availability, ShelfState, summarise
from holdings.libraries import Network

router = APIRouter(prefix="/v1", tags=["availability"])

MOST = 100
"""Manifestations asked for in one call."""


class Brief(Value):
    """Availability in a line, as a hit shows it: the state, and how many copies of how many."""

    state: ShelfState
    copies: int
    on_shelf: int
    libraries: int
    online: tuple[str, ...] = Field((), description="Where it can be read online now.")
    until: datetime | None = Field(None, description="When this answer decays by itself.")


class AvailabilityOf(Value):
    """One answer of many: the id that was asked for and the one that answers for it now."""

    id: str
    answers_as: str
    availability: Availability


class AvailabilityAnswer(Value):
    """Availability of each known id; `unknown` lists ids that never were or are no more."""

    moment: datetime
    answers: tuple[AvailabilityOf, ...]
    unknown: tuple[str, ...]


def brief(full: Availability) -> Brief:
    """The line of an availability."""
    ends = [shelf.until for shelf in full.shelves if shelf.until and shelf.state == full.state]
    return Brief(
        state=full.state,
        copies=full.copies,
        on_shelf=full.on_shelf,
        libraries=full.libraries,
        online=tuple(place.address for place in full.online),
        until=max(ends) if ends else None,
    )


async def availability_of(
    services: Services, ids: Iterable[str], scope: Scope
) -> dict[str, Availability]:
    """The availability of each of these living manifestations, read in one round trip."""
    copies = await services.titles.copies(ids)
    if not copies:
        return {}
    return summarise_all(copies, await services.refreshed.network(), scope, services.now())


def summarise_all(
    copies: Mapping[str, Copies], network: Network, scope: Scope, now: datetime
) -> dict[str, Availability]:
    """The availability of each manifestation within a scope; copies of unknown places are out."""
    return {
        one: summarise(
            [i for i in scope.of(held.items) if _is_placed(i.place or i.branch, network)],
            network,
            now=now,
            online=held.online,
        )
        for one, held in copies.items()
    }


def _is_placed(branch: str, network: Network) -> bool:
    return branch in network.branches


@router.get("/manifestations/{manifestation}/availability")
async def availability(
    manifestation: ManifestationPath, services: ServicesDep, scope: ScopeDep
) -> Availability:
    """Where this manifestation can be had now, branch by branch, best first.

    `on_shelf`, `probably_on_shelf` (with the day it was seen), `available_soon`, `not_available`
    and `unknown` are five answers; `until` says when an answer decays by itself.
    """
    living = await services.titles.living([manifestation])
    settle(
        manifestation,
        living.get(manifestation),
        lambda one: f"/v1/manifestations/{one}/availability",
    )
    return (await availability_of(services, [manifestation], scope))[manifestation]


def _ids(text: str) -> str:
    for one in text.split(","):
        if not is_spil_id(one) or one[0] != "m":
            raise ValueError(f"`{one[:20]}` is not the id of a manifestation")
    if text.count(",") >= MOST:
        raise ValueError(f"ask for at most {MOST} manifestations at once")
    return text


IdsQuery = Annotated[
    str,
    AfterValidator(_ids),
    Query(description="Up to 100 ids with commas between.", max_length=MOST * 12),
]


@router.get("/availability")
async def many(ids: IdsQuery, services: ServicesDep, scope: ScopeDep) -> AvailabilityAnswer:
    """Where each of up to 100 manifestations can be had now, in one call."""
    asked = tuple(dict.fromkeys(ids.split(",")))
    living = await services.titles.living(asked)
    pairs = [(one, successor) for one in asked for successor in living.get(one, ())]
    found = await availability_of(services, dict.fromkeys(one for _, one in pairs), scope)
    return AvailabilityAnswer(
        moment=services.now(),
        answers=tuple(
            AvailabilityOf(id=one, answers_as=successor, availability=found[successor])
            for one, successor in pairs
        ),
        unknown=tuple(one for one in asked if not living.get(one)),
    )

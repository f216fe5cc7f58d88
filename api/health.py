"""Whether this server lives, and whether it can answer: wholly, in part, or not now."""

from collections.abc import Awaitable
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.dependencies import ServicesDep
from catalogue.errors import SpilError

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The process runs."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """`degraded`: search is away, everything else answers. `down`: the catalogue is away."""

    status: Literal["ready", "degraded", "down"]
    store: Literal["up", "down"]
    search: Literal["up", "down"]


@router.get("/live")
async def live() -> Live:
    """Answers while the process runs; asks no other server."""
    return Live()


@router.get("/ready", responses={503: {"model": Ready}})
async def ready(services: ServicesDep, response: Response) -> Ready:
    """200 while titles and availability can be answered, without search too; else 503."""
    store = await _is_up(services.desk.answers())
    search = await _is_up(services.search.answers())
    if not store:
        response.status_code = 503
    return Ready(
        status="down" if not store else "ready" if search else "degraded",
        store="up" if store else "down",
        search="up" if search else "down",
    )


async def _is_up(asked: Awaitable[bool]) -> bool:
    try:
        return await asked
    except SpilError:
        return False

"""The API, assembled: routes, errors, observation. It reads settings only to be made from them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api import (
    availability,
    deliveries,
    desks,
    errors,
    explain,
    health,
    item_events,
    libraries,
    manifestations,
    metrics,
    oai,
    plans,
    search,
    works,
)
from api.dependencies import Services
from api.metrics import Metrics
from api.middleware import Bounded, Headed, Observed

DESCRIPTION = """
One search over the collections of all public libraries, one catalogue of who holds what, and one
answer to who lends what to whom.

* **Open**: search, works, manifestations, availability, libraries, explanations.
* **With a key** (`Authorization: Bearer SECRET`): item events, lending plans, every desk.
* Ids never die: after a merge they answer 308 with the `Location` of what they became, after a
  split 300 with the choices; what no source describes any more answers 410.
* Errors are problem details (RFC 9457) and carry the `request_id` under which the logs tell more.
* No reader is known here: no answer holds one, and requests that carry unknown fields are refused.
"""

TAGS = [
    {"name": "search", "description": "One search over all collections."},
    {"name": "titles", "description": "Works and manifestations under permanent ids."},
    {"name": "availability", "description": "What can be had where, and how old that word is."},
    {"name": "lending", "description": "Who lends this to that branch."},
    {"name": "libraries", "description": "The network."},
    {"name": "systems", "description": "What library systems send."},
    {"name": "harvesting", "description": "What changed, for those who keep a copy."},
    {"name": "desks", "description": "What libraries and cataloguers work on."},
    {"name": "health", "description": "For those who watch."},
]

ROUTERS = (
    search.router,
    works.router,
    # Before the manifestation itself, whose address theirs begin with.
    availability.router,
    explain.router,
    manifestations.router,
    plans.router,
    libraries.router,
    item_events.router,
    deliveries.router,
    oai.router,
    desks.router,
    health.router,
    metrics.router,
)

Step = Callable[[], Awaitable[None]]


def create_app(
    services: Services, *, on_start: Sequence[Step] = (), on_stop: Sequence[Step] = ()
) -> FastAPI:
    """The API over these services; `on_start` and `on_stop` open and close what is behind them."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        for step in on_start:
            await step()
        try:
            yield
        finally:
            for step in on_stop:
                await step()

    app = FastAPI(
        title="Spil",
        version="1",
        summary="The metadata platform of a national network of public libraries.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={503: {"model": errors.Problem, "description": "A server behind it is away."}},
    )
    app.state.services = services
    app.state.metrics = Metrics()
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    _add_middleware(app, services)
    return app


def _add_middleware(app: FastAPI, services: Services) -> None:
    """What stands around every request, the innermost first."""
    larger = (deliveries.PATH, services.max_delivery_bytes)
    app.add_middleware(Headed)
    app.add_middleware(Bounded, most=services.max_body_bytes, most_below=larger)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS"],
        expose_headers=["ETag", "Link", "Location", "X-Request-Id", "Retry-After"],
        max_age=86_400,
    )
    app.add_middleware(Observed, metrics=app.state.metrics)

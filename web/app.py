"""The API with the pages: one server for systems and for people."""

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api import errors
from api.app import Step, create_app
from api.dependencies import Services
from api.errors import Elsewhere
from catalogue.errors import SearchError, SpilError
from web import pages
from web.templating import HERE, render
from web.words import chosen_language


def create_site(
    services: Services, *, on_start: Sequence[Step] = (), on_stop: Sequence[Step] = ()
) -> FastAPI:
    """The API and the pages over these services."""
    app = create_app(services, on_start=on_start, on_stop=on_stop)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(pages.router)
    for kind in (SpilError, Elsewhere, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _answer)
    return app


async def _answer(request: Request, error: Exception) -> Response:
    """A page for people, a problem for programs."""
    answer = await errors.answer(request, error)
    if not _is_page(request) or answer.status_code in (304, 308):
        return answer
    path = request.url.path
    known = path[1:3] if path[1:3] in ("nl", "en") else ""
    language = known or chosen_language(request.headers.get("accept-language", ""))
    facts = {
        "status": answer.status_code,
        "kind": _kind(answer.status_code, error),
        "choices": error.addresses if isinstance(error, Elsewhere) else (),
        "detail": str(error) if answer.status_code == 422 else "",
        "request_id": request.scope.get("spil.request_id", ""),
    }
    page = render(
        request, "problem.html", language=language, facts=facts, status=answer.status_code
    )
    if "retry-after" in answer.headers:
        page.headers["Retry-After"] = answer.headers["retry-after"]
    return page


def _is_page(request: Request) -> bool:
    path = request.url.path
    programs = ("/v1", "/health", "/metrics", "/problems")
    return request.method in ("GET", "HEAD") and not path.startswith(programs)


def _kind(status: int, error: Exception) -> str:
    """Which words a page of this status has."""
    if status == 503:
        return "search_away" if isinstance(error, SearchError) else "store_away"
    kinds = {300: "split", 404: "not_found", 410: "gone", 422: "wrong"}
    return kinds.get(status, "fault" if status >= 500 else "wrong")

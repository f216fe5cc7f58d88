"""The one table from errors to HTTP, answered as problem details (RFC 9457)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from catalogue.errors import (
    AccessDenied,
    CatalogueError,
    KeyMissing,
    NetworkError,
    QueryError,
    SearchError,
    SearchUnavailable,
    SpilError,
    StoreUnavailable,
    UnknownBranch,
    UnknownId,
    UnreadableRecord,
    WithdrawnId,
)

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "5"
"""Seconds after which a reader should try a server that was away again."""

STATUS: dict[type[SpilError], int] = {
    UnknownId: 404,
    WithdrawnId: 410,
    UnknownBranch: 422,
    UnreadableRecord: 422,
    QueryError: 422,
    KeyMissing: 401,
    AccessDenied: 403,
    StoreUnavailable: 503,
    SearchUnavailable: 503,
    NetworkError: 503,
    SearchError: 500,
    CatalogueError: 500,
    SpilError: 500,
}

TITLES = {
    300: "Several answers",
    400: "The request cannot be read",
    401: "A key is needed",
    403: "This key may not do this",
    404: "Not found",
    405: "This address does not know that method",
    406: "No such format",
    410: "No source describes it any more",
    413: "The request is too large",
    415: "This form of request is not read here",
    422: "The request is not right",
    500: "A fault of this server",
    503: "Away for a moment",
}


class FieldProblem(BaseModel):
    """One thing that is wrong with a request: where, and why. Never the value itself."""

    field: str
    why: str


class Problem(BaseModel):
    """Problem details (RFC 9457), with the id under which the logs tell the rest."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblem] | None = None
    choices: list[str] | None = None


class Elsewhere(Exception):  # noqa: N818
    """It answers under other addresses now: one after a merge, several after a split."""

    def __init__(self, *addresses: str) -> None:
        """Point to these addresses."""
        super().__init__(", ".join(addresses))
        self.addresses = addresses


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    kind: str = "",
    more: Mapping[str, Any] | None = None,
) -> Response:
    """A problem answer; `kind` names its page under /problems/."""
    body = Problem(
        type=f"/problems/{kind}" if kind else "about:blank",
        title=TITLES.get(status, "Not done"),
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=request.scope.get("spil.request_id", ""),
        **(more or {}),
    )
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="spil"'
    text = body.model_dump_json(exclude_none=True)
    return Response(text, status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let the app answer every error by the table."""
    for kind, _ in _ANSWERS:
        app.add_exception_handler(kind, answer)


def status_of(error: SpilError) -> int:
    """The status of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


async def _foreseen(request: Request, error: Exception) -> Response:
    if not isinstance(error, SpilError):
        raise error
    status = status_of(error)
    if status >= 500:
        log.warning("request not answered", error=type(error).__name__, reason=str(error))
    return problem(request, status, str(error), kind=type(error).__name__)


async def _elsewhere(request: Request, error: Exception) -> Response:
    addresses = error.addresses if isinstance(error, Elsewhere) else ()
    if len(addresses) == 1:
        return Response(status_code=308, headers={"Location": addresses[0]})
    return problem(
        request,
        300,
        "It was split: each of the choices answers for a part of it.",
        kind="Split",
        more={"choices": list(addresses)},
    )


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # The value is left out: what a system sends by mistake may be about a reader.
    found = [FieldProblem(field=field_name(e["loc"]), why=e["msg"]) for e in error.errors()[:20]]
    first = found[0] if found else FieldProblem(field="body", why="not readable")
    detail = f"{first.field}: {first.why}"
    return problem(request, 422, detail, kind="InvalidRequest", more={"errors": found})


def field_name(place: Sequence[int | str]) -> str:
    """The place of a wrong value as people write it: `events[3].item_id`."""
    parts = [part for part in place if part not in ("body", "query", "path", "header")]
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or "body"


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    answer = problem(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("request failed", exc_info=error)
    detail = "This is a fault of the server; the request id tells its keepers where to look."
    return problem(request, 500, detail, kind="Fault")


_ANSWERS: tuple[
    tuple[type[Exception], Callable[[Request, Exception], Awaitable[Response]]], ...
] = (
    (SpilError, _foreseen),
    (Elsewhere, _elsewhere),
    (RequestValidationError, _invalid),
    (HTTPException, _refused),
    (Exception, _unforeseen),
)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to any error, by the table."""
    return await next(say for kind, say in _ANSWERS if isinstance(error, kind))(request, error)

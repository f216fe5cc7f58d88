"""Around every request: its id, one log line, its figures, and the size of its body."""

import re
import time
import uuid

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Observed:
    """Gives each request an id (the caller's, where it is a decent one) and counts its answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Observe `app` with `metrics`."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. The path is logged, never the query: it may hold a name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["spil.request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                seconds = time.perf_counter() - started
                self._metrics.answered(_route(scope), scope["method"], status, seconds)
                log.info(
                    "request answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round(seconds * 1000, 1),
                )


class Bounded:
    """Refuses a request body beyond a size, whether or not its length was stated."""

    def __init__(self, app: ASGIApp, most: int, most_below: tuple[str, int] = ("", 0)) -> None:
        """Let `app` read at most `most` bytes of a body; below one address another number."""
        self._app = app
        self._most = most
        self._most_below = most_below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the body is refused where it is read, so that a problem answers."""
        read = 0
        address, larger = self._most_below
        most = larger if address and scope.get("path", "").startswith(address) else self._most

        async def receive_bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if max(read, stated) > most:
                raise HTTPException(413, f"send at most {most} bytes at once")
            return message

        stated = _length(scope)
        await self._app(scope, receive_bounded, send)


class Headed:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2), on every route."""

    def __init__(self, app: ASGIApp) -> None:
        """Ask `app` as with GET."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; of a HEAD request only the head of the answer is sent."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {
                    "type": "http.response.body",
                    "more_body": message.get("more_body", False),
                }
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)


def _length(scope: Scope) -> int:
    for name, value in scope.get("headers", ()):
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return uuid.uuid4().hex


def _route(scope: Scope) -> str:
    """The address as its route is written, so that ids do not make a figure each."""
    return getattr(scope.get("route"), "path", "unknown")

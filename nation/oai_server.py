"""An HTTP server on loopback with providers of OAI-PMH at its paths, in bounded threads."""

import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from nation.endpoint import Endpoint
from nation.failures import fail
from nation.file_lists import FileLists

MOST_AT_ONCE = 32
"""Connections that are answered at once; another waits, and is refused where none ends."""

_PATIENCE = 10.0
_IDLE = 60.0


class OaiServer(ThreadingHTTPServer):
    """Answers at the paths of `endpoints`, offers `files`, and has 404 for anything else."""

    daemon_threads = True

    def __init__(self, port: int, *, at_once: int = MOST_AT_ONCE) -> None:
        """Listen on loopback; port 0 takes a free one. Raises OSError where it is taken."""
        super().__init__(("127.0.0.1", port), _Answers)
        self.endpoints: dict[str, Endpoint] = {}
        self.files = FileLists()
        self._free = BoundedSemaphore(at_once)

    def address(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, once one is free."""
        if self._free.acquire(timeout=_PATIENCE):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and leave room for another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Answers(BaseHTTPRequestHandler):
    server: OaiServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes: else 40 ms for each answer
    timeout = _IDLE

    def do_GET(self) -> None:
        """Answer one request, or fail as planned."""
        where = urlsplit(self.path)
        endpoint = self.server.endpoints.get(where.path)
        if endpoint is None:
            if not self.server.files.answer(where.path, self):
                self.send(404, b"")
            return
        if not endpoint.quirks.admits(self.headers.get("Authorization")):
            self.send(401, b"", WWW_Authenticate='Basic realm="source"')
            return
        asked = dict(parse_qsl(where.query))
        fault = endpoint.plan.next() if asked.get("verb") == "ListRecords" else None
        if fault is None:
            self.send(200, endpoint.answer(asked))
        else:
            fail(self, fault, asked, endpoint.answer)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is logged: a provider is no part of the product."""

    def send(self, status: int, body: bytes, kind: str = "text/xml", **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def send_half(self, body: bytes) -> None:
        """Announce the body, send half of it and hang up."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def reset(self) -> None:
        """Break the connection off; with no time to linger, the other side sees a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

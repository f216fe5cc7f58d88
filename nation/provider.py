"""OAI-PMH providers over a folder of records, on loopback: what sources look like from outside.

The protocol is spoken by the server of `oaipmh`; datestamps, sets and deletions come from the
folder, faults from a plan.
"""

import socket
import struct
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer

from nation.answers import answer
from nation.failures import fail
from nation.faults import Fault, FaultPlan
from nation.quirks import PLAIN, Quirks, SteadyToken
from nation.records_folder import RecordsFolder
from nation.repository import FolderRepository, write_record


class Provider:
    """A provider that answers at `address` until it is stopped."""

    def __init__(self, server: "_Server") -> None:
        """Start answering, in a thread."""
        self._server = server
        self.address = server.address
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def requests(self) -> int:
        """How many requests for records were made."""
        return self._server.plan.requests

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        """This provider; it stops at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop answering."""
        self.stop()


def serve_folder(
    folder: Path, *, prefix: str, port: int = 0, page_size: int = 100, faults: Iterable[Fault] = ()
) -> Provider:
    """Answer OAI-PMH over the records of `folder`, on loopback; port 0 takes a free one."""
    return Provider(_Server(folder, prefix, port, page_size, (FaultPlan(faults), PLAIN)))


def serve_oddly(
    folder: Path,
    quirks: Quirks,
    *,
    prefix: str,
    page_size: int = 100,
    faults: Iterable[Fault] = (),
) -> Provider:
    """The same by a provider that has its own ways."""
    return Provider(_Server(folder, prefix, 0, page_size, (FaultPlan(faults), quirks)))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, folder: Path, prefix: str, port: int, page_size: int, ways: tuple[FaultPlan, Quirks]
    ) -> None:
        super().__init__(("127.0.0.1", port), _Answers)
        self.address = f"http://127.0.0.1:{self.server_address[1]}/oai"
        self.plan, self.quirks = ways
        self.steady = SteadyToken()
        self.repository = FolderRepository(RecordsFolder(folder), prefix, self.address, self.quirks)
        registry = MetadataRegistry()
        registry.registerWriter(prefix, write_record)
        self.oai = BatchingServer(self.repository, registry, resumption_batch_size=page_size)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Answers(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes: else 40 ms for each answer

    def do_GET(self) -> None:
        """Answer one request, or fail as planned."""
        if not self.server.quirks.admits(self.headers.get("Authorization")):
            self.send(401, b"", WWW_Authenticate='Basic realm="source"')
            return
        asked = dict(parse_qsl(urlsplit(self.path).query))
        fault = self.server.plan.next() if asked.get("verb") == "ListRecords" else None
        if fault is None:
            self.send(200, self._answer(asked))
        else:
            fail(self, fault, asked, self._answer)

    def _answer(self, asked: Mapping[str, str]) -> bytes:
        quirks = self.server.quirks
        if quirks.steady_token and asked.get("verb") == "ListRecords":
            return quirks.dated(self.server.steady.answer(asked, self._right))
        return quirks.dated(self._right(asked))

    def _right(self, asked: Mapping[str, str]) -> bytes:
        return answer(self.server.oai, self.server.repository, asked)

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

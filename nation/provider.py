"""OAI-PMH providers over a folder of records, on loopback: what sources look like from outside.

The protocol is spoken by the server of `oaipmh`; datestamps, sets and deletions come from the
folder, faults from a plan.
"""

from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from nation.endpoint import Endpoint
from nation.faults import Fault, FaultPlan
from nation.oai_server import OaiServer
from nation.quirks import PLAIN, Quirks
from nation.records_folder import RecordsFolder
from nation.repository import FolderRepository

_PATH = "/oai"


class Provider:
    """A provider that answers at `address` until it is stopped."""

    def __init__(self, server: OaiServer) -> None:
        """Start answering, in a thread."""
        self._server = server
        self.address = server.address(_PATH)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def requests(self) -> int:
        """How many requests for records were made."""
        return self._server.endpoints[_PATH].plan.requests

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
    return _provider(OaiServer(port), folder, prefix, page_size, (FaultPlan(faults), PLAIN))


def serve_oddly(
    folder: Path,
    quirks: Quirks,
    *,
    prefix: str,
    page_size: int = 100,
    faults: Iterable[Fault] = (),
) -> Provider:
    """The same by a provider that has its own ways."""
    return _provider(OaiServer(0), folder, prefix, page_size, (FaultPlan(faults), quirks))


def _provider(
    server: OaiServer,
    folder: Path,
    prefix: str,
    page_size: int,
    ways: tuple[FaultPlan, Quirks],
) -> Provider:
    plan, quirks = ways
    address = server.address(_PATH)
    repository = FolderRepository(RecordsFolder(folder), prefix, address, quirks)
    server.endpoints[_PATH] = Endpoint(repository, page_size, plan, quirks)
    return Provider(server)

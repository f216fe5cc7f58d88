"""Deliveries by push: a library system or supplier sends a file, which is landed as it comes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.dependencies import ServicesDep
from api.security import role
from catalogue.api_keys import ApiKey
from catalogue.errors import AccessDenied
from holdings.libraries import Network
from ingest.delivery import Delivery, Receipt, land_delivery
from ingest.journal import Journal
from ingest.landing import Shelf
from ingest.sources import Source, Sources

router = APIRouter(prefix="/v1", tags=["systems"])

SenderKey = Annotated[ApiKey, Depends(role("library_system", "operator"))]

PATH = "/v1/deliveries/"
"""Requests below this address may be as large as deliveries are."""

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class DeliveryReceipt(BaseModel):
    """What became of a delivery. Saved and searchable it is after the next `spil run`."""

    receipt: str = Field(description="Names these bytes for ever; the same bytes have the same.")
    source: str
    records: int
    known: bool = Field(description="These bytes had come before; nothing was added.")
    refused: int = Field(description="Records that cannot be parsed, so not be freed of readers.")
    removed: dict[str, int] = Field(description="Values that may not stay, counted by field.")


@dataclass(frozen=True)
class DeliveryDesk:
    """Where deliveries are landed; `open_journal` opens a journal for one of them."""

    sources: Sources
    landing: Path
    open_journal: Callable[[], AbstractContextManager[Journal]]

    def source(self, name: str) -> Source:
        """The source of this name, if it may push; raises HTTPException 404."""
        source = self.sources.sources.get(name)
        if source is None or source.kind != "push":
            raise HTTPException(404, f'no source {name} with kind = "push" in sources.toml')
        return source

    async def receive(self, source: Source, body: AsyncIterator[bytes], now: datetime) -> Receipt:
        """Land the bytes while they come in; raises LandingError and StoreUnavailable."""
        loop = asyncio.get_running_loop()

        def carry() -> Receipt:
            shelf = Shelf(self.landing, source.name, now.date())
            with self.open_journal() as journal:
                delivery = Delivery("pushed", now)
                return land_delivery(source, _Incoming(body, loop), delivery, journal, shelf)

        return await asyncio.to_thread(carry)


class _Incoming:
    """A body that comes in on the event loop, read by a thread: memory is that of one block."""

    def __init__(self, body: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> None:
        self._body = body
        self._loop = loop
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        blocks = []
        while (
            block := self._rest
            or asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
        ):
            self._rest = b"" if size < 0 else block[size:]
            blocks.append(block if size < 0 else block[:size])
            if size >= 0:
                break
        return b"".join(blocks)

    async def _next(self) -> bytes:
        async for block in self._body:
            if block:
                return block
        return b""


@router.post("/deliveries/{source}", status_code=202, openapi_extra=_BODY)
async def deliver(
    source: str, request: Request, services: ServicesDep, key: SenderKey
) -> DeliveryReceipt:
    """Land a delivery of a source, byte for byte, and answer with a receipt.

    A library system's key sends for its own installation only. What can carry a reader is taken
    out before anything is kept. 422: nothing of it could be parsed.
    """
    desk = services.deliveries
    if desk is None:
        raise HTTPException(404, "this server takes no deliveries")
    found = desk.source(source)
    if key.role != "operator":
        _require_own(source, await services.refreshed.network(), key)
    receipt = await desk.receive(found, request.stream(), services.now())
    counts = receipt.counts
    if receipt.landed is None:
        raise HTTPException(
            422, f"{counts.refused} records cannot be parsed; see which format {source} sends"
        )
    return DeliveryReceipt(
        receipt=f"{source}-{receipt.landed.sha256[:16]}",
        source=source,
        records=counts.records,
        known=counts.known > 0,
        refused=counts.refused,
        removed=dict(sorted(counts.removed.items())),
    )


def _require_own(source: str, network: Network, key: ApiKey) -> None:
    system = network.installations.get(source)
    if system is None or not all(key.covers(isil) for isil in system.isils):
        raise AccessDenied(f"key {key.key_id} does not speak for system {source}")

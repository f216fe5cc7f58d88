"""What the API writes, carried to the store in threads so that readers never wait for it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from catalogue.api_keys import ApiKey
from catalogue.database import Connection, connect
from catalogue.desk_store import SignedJudgement
from catalogue.item_events import EventCounts, ItemMove, apply_events
from catalogue.judgements import record_judgement
from catalogue.provided import mark_changes
from catalogue.verdicts import Judgement

Result = TypeVar("Result")

LANES = 4
"""Batches that are written at the same time."""


class StoreWrites:
    """Writes over a few connections of their own, opened when first needed."""

    def __init__(self, url: str) -> None:
        """Write to the database at `url`."""
        self._url = url
        self._idle: list[Connection] = []
        self._lanes = asyncio.Semaphore(LANES)

    async def apply(self, moves: Sequence[ItemMove]) -> EventCounts:
        """Make item events durable; raises StoreUnavailable."""
        return await self._write(lambda connection: apply_events(connection, moves))

    async def judge(self, judgement: Judgement, key: ApiKey) -> SignedJudgement:
        """Record a judgement; raises UnreadableRecord and StoreUnavailable."""
        return await self._write(lambda connection: record_judgement(connection, judgement, key))

    async def mark_changes(self) -> datetime:
        """Let what is committed by now count as of this second, the second of the last mark."""
        return await self._write(mark_changes)

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()

    async def _write(self, work: Callable[[Connection], Result]) -> Result:
        async with self._lanes:
            return await asyncio.to_thread(self._carry, work)

    def _carry(self, work: Callable[[Connection], Result]) -> Result:
        connection = self._idle.pop() if self._idle else connect(self._url)
        try:
            return work(connection)
        finally:
            if connection.closed or connection.broken:
                connection.close()
            else:
                self._idle.append(connection)

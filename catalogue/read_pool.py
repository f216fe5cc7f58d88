"""Connections for readers: a pool that answers soon or says that PostgreSQL is away."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from catalogue.database import address_of, reason
from catalogue.errors import StoreUnavailable

Row = tuple[Any, ...]
Parameters = Sequence[object] | Mapping[str, object]

PATIENCE = 2.0
"""Seconds that a reader waits for a connection before hearing that the store is away."""


class ReadPool:
    """Read-only connections; every failure of the server is a StoreUnavailable."""

    def __init__(self, url: str, *, connections: int = 8) -> None:
        """Prepare a pool of at most `connections`; nothing is opened before `open`."""
        self.address = address_of(url)
        self._pool = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            open=False,
            timeout=PATIENCE,
            reconnect_timeout=30,
            kwargs={
                "autocommit": True,
                "application_name": "spil api",
                "connect_timeout": 5,
                "options": "-c default_transaction_read_only=on -c statement_timeout=15000",
            },
        )

    async def open(self) -> None:
        """Start opening connections in the background; a server that is away is no error yet."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

    async def rows(self, query: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of one query; raises StoreUnavailable."""
        answers = await self.each((query, parameters))
        return answers[0]

    async def each(self, *queries: tuple[str, Parameters]) -> list[list[Row]]:
        """All rows of several queries, sent together in one round trip; StoreUnavailable."""
        try:
            return await self._each(queries)
        except psycopg.errors.QueryCanceled as problem:
            raise StoreUnavailable(
                f"PostgreSQL at {self.address} took too long; try again"
            ) from problem
        except psycopg.OperationalError:
            # A connection that died while it waited in the pool; the next one is fresh.
            return await self._once_more(queries)

    async def _once_more(self, queries: Sequence[tuple[str, Parameters]]) -> list[list[Row]]:
        try:
            return await self._each(queries)
        except psycopg.OperationalError as problem:
            raise StoreUnavailable(
                f"PostgreSQL at {self.address} stopped answering: {reason(problem)}"
            ) from problem

    async def _each(self, queries: Sequence[tuple[str, Parameters]]) -> list[list[Row]]:
        async with self._connection() as connection:
            if len(queries) == 1:
                cursor = await connection.execute(*queries[0])
                return [await cursor.fetchall()]
            async with connection.pipeline():
                cursors = [await connection.execute(*query) for query in queries]
            return [await cursor.fetchall() for cursor in cursors]

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Row]]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (PoolTimeout, PoolClosed) as problem:
            raise StoreUnavailable(
                f"PostgreSQL at {self.address} does not answer; try again in a moment"
            ) from problem

"""Which delivery of each record is its newest, among all that is kept.

Every delivery stays landed, so a record may have come many times, and versions name only those that
changed something under the tables of their day. What is worked out here stands in a table of this
session alone: nothing of the catalogue is written.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from catalogue.database import Connection
from catalogue.journal import LandedPage
from catalogue.source_record import Format, RecordKey

_WITHDRAWN_IN = ("source_record", "agent", "concept")
"""The tables that tell of a record that its source withdrew it."""


def saved_pages(connection: Connection, source: str) -> tuple[LandedPage, ...]:
    """The pages of a source that were landed and saved, in the order in which they were landed."""
    rows = connection.execute(
        "SELECT page, source, file, format, records FROM landed_page"
        " WHERE saved AND source = %s ORDER BY page",
        (source,),
    )
    return tuple(
        LandedPage(page, name, file, Format(format_), records)
        for page, name, file, format_, records in rows
    )


class NewestDeliveries:
    """The page and the place of each record's newest delivery; memory stays flat."""

    def __init__(self, connection: Connection) -> None:
        """An empty table over `connection`, dropped at the end of the block."""
        self._connection = connection

    def __enter__(self) -> Self:
        """The table, still empty."""
        self._connection.execute(
            "CREATE TEMP TABLE newest_delivery (source text, number text, page bigint NOT NULL,"
            " place bigint NOT NULL, PRIMARY KEY (source, number))"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, _trace: TracebackType | None
    ) -> None:
        """Drop the table; the server does it where the connection is lost."""
        if not self._connection.closed and not self._connection.broken:
            self._connection.execute("DROP TABLE IF EXISTS newest_delivery")

    def note(self, page: int, places: Iterable[tuple[RecordKey, int]]) -> None:
        """Take a page's records with their places; pages and places come in their order."""
        last = dict(places)
        self._connection.execute(
            "INSERT INTO newest_delivery SELECT g.source, g.number, %s, g.place FROM"
            " unnest(%s::text[], %s::text[], %s::bigint[]) g(source, number, place)"
            " ON CONFLICT (source, number) DO UPDATE"
            " SET page = excluded.page, place = excluded.place",
            (page, [k.source for k in last], [k.number for k in last], list(last.values())),
        )

    def leave_withdrawn(self) -> int:
        """Leave out what its source withdrew, unless it was delivered again and rejected.

        Returns how many records are left.
        """
        for table in _WITHDRAWN_IN:
            self._connection.execute(
                f"DELETE FROM newest_delivery n USING {table} s"
                " WHERE (s.source, s.number) = (n.source, n.number) AND s.deleted"
                " AND NOT EXISTS (SELECT FROM dead_letter d"
                "   WHERE (d.source, d.number) = (n.source, n.number))"
            )
        return self._count()

    def keep_some(self, limit: int, seed: int) -> int:
        """Leave `limit` records that the seed chooses; how many are left."""
        self._connection.execute(
            "DELETE FROM newest_delivery WHERE (source, number) NOT IN (SELECT source, number"
            " FROM newest_delivery ORDER BY md5(%s::text || source || ':' || number) LIMIT %s)",
            (seed, limit),
        )
        return self._count()

    def places(self, page: int) -> bytearray:
        """A mark for each place of a page: 1 where the newest delivery of a record stands."""
        rows = self._connection.execute(
            "SELECT place FROM newest_delivery WHERE page = %s", (page,)
        )
        marks = bytearray()
        for (place,) in rows:
            marks.extend(bytes(max(0, place + 1 - len(marks))))
            marks[place] = 1
        return marks

    def _count(self) -> int:
        row = self._connection.execute("SELECT count(*) FROM newest_delivery").fetchone()
        return int(row[0]) if row else 0

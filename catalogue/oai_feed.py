"""The change feed as harvesters read it: each manifestation once, at its last change.

A list is cut at a mark when it begins (`Span.before`). Rows of the feed never change, so whatever
is written while the list is read, every manifestation stands in it exactly once, where it stood at
the cut; what it says is what the catalogue says when its page is read. A later change of it belongs
to a later list. A stretch of time that ends before the cut (`Span.until`) has only what did not
change between the two: lists of stretches side by side hold a manifestation once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.changes import Position
from catalogue.model import Manifestation
from catalogue.read_pool import ReadPool


@dataclass(frozen=True)
class Span:
    """What a list holds: last changes before a transaction, after a position, of one set or all.

    `until`: the transaction behind the stretch of time; None where it reaches to `before`.
    """

    after: Position
    before: int
    within: str | None = None
    until: int | None = None


@dataclass(frozen=True)
class Provided:
    """A manifestation as it is given out; without a body it is deleted, or not asked for."""

    id: str
    position: Position
    datestamp: datetime
    sets: tuple[str, ...]
    deleted: bool
    manifestation: Manifestation | None = None


_LISTED = """
FROM change c JOIN provided p ON p.id = c.subject
WHERE c.kind = 'manifestation' AND (c.xid, c.seq) > (%(xid)s::text::xid8, %(seq)s)
AND c.xid < %(until)s::text::xid8 AND NOT EXISTS (
    SELECT FROM change d WHERE d.subject = c.subject AND d.kind = 'manifestation'
    AND d.xid >= c.xid AND (d.xid, d.seq) > (c.xid, c.seq) AND d.xid < %(before)s::text::xid8)
AND (%(within)s::text IS NULL OR p.sets @> ARRAY[%(within)s::text])
"""
_WALKED = f"SELECT p.id, c.xid, c.seq, p.sets {_LISTED} ORDER BY c.xid, c.seq LIMIT %(limit)s"
# With a LIMIT in sight the planner walks the feed, past millions of records of other sets.
_GATHERED = f"""
SELECT * FROM (SELECT p.id, c.xid, c.seq, p.sets {_LISTED} OFFSET 0) AS listed
ORDER BY xid, seq LIMIT %(limit)s
"""
_PAGE = """
WITH page AS MATERIALIZED ({found})
SELECT page.id, page.xid::text::bigint, page.seq,
    (SELECT k.second FROM change_mark k WHERE k.xid > page.xid ORDER BY k.xid, k.second LIMIT 1),
    page.sets, m.id IS NULL, CASE WHEN %(bodies)s THEN m.body END
FROM page LEFT JOIN manifestation m USING (id) ORDER BY page.xid, page.seq
"""
_ONE = """
SELECT p.id, c.xid::text::bigint, c.seq,
    (SELECT k.second FROM change_mark k WHERE k.xid > c.xid ORDER BY k.xid, k.second LIMIT 1),
    p.sets, m.id IS NULL, m.body
FROM provided p JOIN change c ON c.subject = p.id AND c.kind = 'manifestation'
LEFT JOIN manifestation m ON m.id = p.id
WHERE p.id = %s AND c.xid < (SELECT max(xid) FROM change_mark)
ORDER BY c.xid DESC, c.seq DESC LIMIT 1
"""
# A loose scan of the index: as many steps as there are sources, however many records they have.
_SOURCES = """
WITH RECURSIVE each (source) AS (
    (SELECT source FROM cluster_member ORDER BY source LIMIT 1)
    UNION ALL SELECT (SELECT c.source FROM cluster_member c WHERE c.source > each.source
        ORDER BY c.source LIMIT 1) FROM each WHERE each.source IS NOT NULL)
SELECT source FROM each WHERE source IS NOT NULL
"""


class OaiFeed:
    """The reads of harvesters over PostgreSQL; every one raises StoreUnavailable."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through `pool`."""
        self._pool = pool

    async def span(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """The first transaction of a stretch of time and the one behind it; both ends included."""
        rows = await self._pool.rows(
            "SELECT coalesce((SELECT xid::text::bigint FROM change_mark WHERE second < %(since)s"
            " ORDER BY second DESC LIMIT 1), 0),"
            " coalesce((SELECT xid::text::bigint FROM change_mark"
            " WHERE %(until)s::timestamptz IS NULL OR second <= %(until)s"
            " ORDER BY second DESC LIMIT 1), 0)",
            {"since": since, "until": until},
        )
        return rows[0][0], rows[0][1]

    async def page(
        self, span: Span, *, limit: int, bodies: bool, few: bool = False
    ) -> list[Provided]:
        """Up to `limit` manifestations of a span in the order of the feed.

        `few`: the span has so few in all that they are best gathered before they are ordered.
        """
        query = _PAGE.format(found=_GATHERED if few else _WALKED)
        rows = await self._pool.rows(query, {**_parameters(span), "limit": limit, "bodies": bodies})
        return [_provided(row) for row in rows]

    async def count(self, span: Span, *, most: int) -> int | None:
        """How many manifestations a span has, or None where there are more than `most`."""
        rows = await self._pool.rows(
            f"SELECT count(*) FROM (SELECT 1 {_LISTED} LIMIT %(limit)s) AS listed",
            {**_parameters(span), "limit": most + 1},
        )
        counted = int(rows[0][0])
        return counted if counted <= most else None

    async def cut_at(self, before: int) -> bool:
        """Whether a list was ever cut there: it was not in a catalogue that was laid back."""
        rows = await self._pool.rows(
            "SELECT EXISTS (SELECT FROM change_mark WHERE xid = %s::text::xid8)", (before,)
        )
        return bool(rows[0][0])

    async def record(self, spil_id: str) -> Provided | None:
        """The manifestation as last given out, deleted ones included; None if it never was."""
        rows = await self._pool.rows(_ONE, (spil_id,))
        return _provided(rows[0]) if rows else None

    async def earliest(self) -> datetime | None:
        """The second of the first mark, or None before the first harvest."""
        rows = await self._pool.rows("SELECT min(second) FROM change_mark")
        earliest: datetime | None = rows[0][0]
        return earliest

    async def sources(self) -> list[str]:
        """The sources that describe anything."""
        return [row[0] for row in await self._pool.rows(_SOURCES)]

    async def libraries(self) -> list[tuple[str, str]]:
        """ISIL and name of every library."""
        rows = await self._pool.rows("SELECT isil, name FROM library ORDER BY isil")
        return [(isil, name) for isil, name in rows]


def _parameters(span: Span) -> dict[str, Any]:
    return {
        "xid": span.after.xid,
        "seq": span.after.seq,
        "before": span.before,
        "until": span.before if span.until is None else min(span.until, span.before),
        "within": span.within,
    }


def _provided(row: Sequence[Any]) -> Provided:
    body = row[6]
    return Provided(
        id=row[0],
        position=Position(row[1], row[2]),
        datestamp=row[3],
        sets=tuple(row[4]),
        deleted=row[5],
        manifestation=Manifestation.model_validate_json(body) if body else None,
    )

"""What the desks and the watchers read: keys, unlinked holdings, judgements, the line's health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.api_keys import WHOLE_NETWORK, ApiKey, digest, key_of
from catalogue.model import Value
from catalogue.read_pool import ReadPool
from catalogue.source_record import RecordKey

_HORIZON = "pg_snapshot_xmin(pg_current_snapshot())"


class UnlinkedHolding(Value):
    """A library's holding without a national description, with the reason and what it may be."""

    installation: str
    local_record: str
    library: str
    title: str
    reason: str
    candidates: tuple[str, ...]
    manifestation: str | None


class SignedJudgement(Value):
    """A cataloguer's verdict as it was recorded; withdrawn ones stay, with their day."""

    judgement: int
    left: str
    right: str
    verdict: str
    who: str
    why: str
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class LineHealth:
    """Figures for those who watch: how far followers are behind, what waits, what ran last."""

    followers: dict[str, tuple[int, float]]
    """Changes waiting, and seconds since the oldest of them."""
    dead_letters: dict[str, int]
    last_done: dict[str, datetime]
    unlinked: int


class DeskStore:
    """The reads behind a key and behind `/metrics`; each raises StoreUnavailable."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through `pool`."""
        self._pool = pool

    async def key(self, secret: str) -> ApiKey | None:
        """The living key with this secret, or None."""
        rows = await self._pool.rows(
            "SELECT key_id, name, role, isils, created_at, revoked_at FROM api_key"
            " WHERE sha256 = %s AND revoked_at IS NULL",
            (digest(secret),),
        )
        return key_of(rows[0]) if rows else None

    async def unlinked(
        self, libraries: Sequence[str], *, after: Sequence[str] = ("", "", ""), limit: int = 50
    ) -> list[UnlinkedHolding]:
        """Holdings of these libraries on the desk, after (installation, local record, library)."""
        rows = await self._pool.rows(
            "SELECT h.installation, h.local_record, h.library,"
            " coalesce(v.record::json -> 'title' ->> 'main', ''),"
            " h.reason, h.candidates, h.manifestation FROM holding h"
            " JOIN installation s USING (installation)"
            " LEFT JOIN source_record r ON r.source = s.source AND r.number = h.local_record"
            " LEFT JOIN source_record_version v USING (version)"
            " WHERE h.reason <> '' AND (%(all)s OR h.library = ANY(%(libraries)s))"
            " AND (h.installation, h.local_record, h.library)"
            "  > (%(installation)s, %(local_record)s, %(library)s)"
            " ORDER BY h.installation, h.local_record, h.library LIMIT %(limit)s",
            {
                "all": WHOLE_NETWORK in libraries,
                "libraries": list(libraries),
                "installation": after[0],
                "local_record": after[1],
                "library": after[2],
                "limit": limit,
            },
        )
        names = tuple(UnlinkedHolding.model_fields)
        return [UnlinkedHolding.model_validate(dict(zip(names, r, strict=True))) for r in rows]

    async def judgements(
        self, record: RecordKey | None = None, *, before: int | None = None, limit: int = 50
    ) -> list[SignedJudgement]:
        """Judgements, the newest first, of everything or of one record."""
        rows = await self._pool.rows(
            "SELECT judgement, left_source || ':' || left_number,"
            " right_source || ':' || right_number, verdict, who, why, at, withdrawn_at"
            " FROM judgement WHERE (%(before)s::bigint IS NULL OR judgement < %(before)s)"
            " AND (%(source)s::text IS NULL"
            " OR (left_source, left_number) = (%(source)s, %(number)s)"
            " OR (right_source, right_number) = (%(source)s, %(number)s))"
            " ORDER BY judgement DESC LIMIT %(limit)s",
            {
                "before": before,
                "source": record.source if record else None,
                "number": record.number if record else None,
                "limit": limit,
            },
        )
        names = tuple(SignedJudgement.model_fields)
        return [SignedJudgement.model_validate(dict(zip(names, r, strict=True))) for r in rows]

    async def health(self) -> LineHealth:
        """The figures of the line, in one round trip."""
        followers, letters, runs, unlinked = await self._pool.each(
            (
                "SELECT f.name, count(c.seq),"
                " coalesce(extract(epoch FROM now() - min(c.at)), 0)::float FROM follower f"
                " LEFT JOIN change c ON (c.xid, c.seq) > (f.xid, f.seq)"
                f" AND c.xid < {_HORIZON} AND c.kind IN ('work', 'availability') GROUP BY f.name",
                (),
            ),
            ("SELECT source, count(*) FROM dead_letter GROUP BY source", ()),
            ("SELECT step, max(ended_at) FROM run WHERE outcome = 'done' GROUP BY step", ()),
            ("SELECT count(*) FROM holding WHERE reason <> ''", ()),
        )
        return LineHealth(
            followers={name: (count, seconds) for name, count, seconds in followers},
            dead_letters={source: count for source, count in letters},
            last_done={step: ended for step, ended in runs},
            unlinked=unlinked[0][0],
        )

    async def answers(self) -> bool:
        """True once PostgreSQL answered; raises StoreUnavailable where it does not."""
        return bool(await self._pool.rows("SELECT 1"))

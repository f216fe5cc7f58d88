"""A change feed in memory, with one transaction for each change."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalogue.changes import Position
from catalogue.model import Manifestation
from catalogue.oai_feed import Provided, Span

FIRST = datetime(2026, 11, 1, 9, 0, 0, tzinfo=UTC)


@dataclass
class MemoryFeed:
    """What was given out at which second; `put` and `drop` are changes."""

    rows: list[tuple[str, datetime]] = field(default_factory=list)
    bodies: dict[str, Manifestation] = field(default_factory=dict)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def put(self, one: Manifestation, at: datetime = FIRST, *libraries: str) -> None:
        """A manifestation is new or changed."""
        leaves = {f"source:{member.source}" for member in one.members}
        leaves |= {f"carrier:{one.description.carrier}", *(f"library:{each}" for each in libraries)}
        self.sets[one.id] = tuple(sorted(leaves | {leaf.partition(":")[0] for leaf in leaves}))
        self.bodies[one.id] = one
        self.rows.append((one.id, at))

    def drop(self, spil_id: str, at: datetime = FIRST) -> None:
        """A manifestation was merged into another or lost its last record."""
        del self.bodies[spil_id]
        self.rows.append((spil_id, at))

    async def span(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        ended = [i for i, (_, at) in enumerate(self.rows, 1) if until is None or at <= until]
        begun = [i for i, (_, at) in enumerate(self.rows, 1) if since is None or at >= since]
        return min(begun, default=len(self.rows) + 1), max(ended, default=0) + 1

    async def page(
        self, span: Span, *, limit: int, bodies: bool, few: bool = False
    ) -> list[Provided]:
        return self._listed(span, bodies=bodies)[:limit]

    async def count(self, span: Span, *, most: int) -> int | None:
        counted = len(self._listed(span, bodies=False))
        return counted if counted <= most else None

    async def cut_at(self, before: int) -> bool:
        return before <= len(self.rows) + 1

    async def record(self, spil_id: str) -> Provided | None:
        every = Span(Position(), len(self.rows) + 1)
        found = (each for each in self._listed(every, bodies=True) if each.id == spil_id)
        return next(found, None)

    async def earliest(self) -> datetime | None:
        return min((at for _, at in self.rows), default=None)

    async def sources(self) -> list[str]:
        named = {each for sets in self.sets.values() for each in sets}
        return sorted(each.partition(":")[2] for each in named if each.startswith("source:"))

    async def libraries(self) -> list[tuple[str, str]]:
        return [("NL-0890010000", "Bibliotheek Aastad")]

    def _listed(self, span: Span, *, bodies: bool) -> list[Provided]:
        last = {one: xid for xid, (one, _) in enumerate(self.rows, 1) if xid < span.before}
        return [
            self._provided(xid, bodies=bodies)
            for one, xid in sorted(last.items(), key=lambda pair: pair[1])
            if Position(xid, 1) > span.after
            and (span.until is None or xid < span.until)
            and (span.within is None or span.within in self.sets[one])
        ]

    def _provided(self, xid: int, *, bodies: bool) -> Provided:
        one, at = self.rows[xid - 1]
        body = self.bodies.get(one)
        shown = body if bodies else None
        return Provided(one, Position(xid, 1), at, self.sets[one], body is None, shown)

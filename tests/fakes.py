"""Memory forms of what stands behind the API: a small catalogue, its desks and a plain search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalogue.api_keys import ApiKey, Role
from catalogue.desk_store import LineHealth, SignedJudgement, UnlinkedHolding
from catalogue.errors import SearchUnavailable, StoreUnavailable, UnreadableRecord
from catalogue.identifiers import ManifestationId, mint
from catalogue.item_events import EventCounts, ItemMove
from catalogue.model import Manifestation, Work
from catalogue.read_store import Copies, Lookup, Page, Weighed, WorkTitles
from catalogue.source_record import RecordKey
from catalogue.terms import Terms
from catalogue.verdicts import Judgement
from index.answers import FacetValue, FoundManifestation, Hit, SearchAnswer
from index.request import SearchRequest
from tests.small_network import TEXT


@dataclass
class MemoryTitles:
    """A catalogue in memory; `away` makes it a server that does not answer."""

    works: dict[str, Work] = field(default_factory=dict)
    manifestations: dict[str, Manifestation] = field(default_factory=dict)
    held: dict[str, Copies] = field(default_factory=dict)
    redirects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    said: dict[str, Weighed] = field(default_factory=dict)
    declared: Terms = field(default_factory=dict)
    network_text: str = TEXT
    number: int = 1
    away: bool = False

    def add(self, one: Manifestation, copies: Copies | None = None) -> Manifestation:
        """Put a manifestation in the catalogue, and in its work."""
        self.manifestations[one.id] = one
        self.held[one.id] = copies or Copies()
        beside = [m.id for m in self.manifestations.values() if m.work == one.work]
        self.works[one.work] = Work(
            id=one.work,
            title=one.description.title.main,
            contributors=one.description.contributors,
            manifestations=tuple(beside),
        )
        return one

    async def manifestation(self, spil_id: str) -> Lookup[Manifestation]:
        found = [self.manifestations[i] for i in self._ends(spil_id) if i in self.manifestations]
        return Lookup(self._known(spil_id), tuple(found))

    async def work(self, spil_id: str) -> Lookup[WorkTitles]:
        found = [self._titles(i) for i in self._ends(spil_id) if i in self.works]
        return Lookup(self._known(spil_id), tuple(found))

    async def living(self, spil_ids: Sequence[str]) -> dict[str, tuple[ManifestationId, ...]]:
        self._answer()
        return {
            one: tuple(ManifestationId(i) for i in self._ends(one) if i in self.manifestations)
            for one in spil_ids
            if self._known(one)
        }

    async def copies(self, ids: Iterable[str]) -> dict[str, Copies]:
        self._answer()
        return {one: self.held.get(one, Copies()) for one in ids}

    async def page(self, works: Sequence[str], manifestations: Sequence[str]) -> Page:
        self._answer()
        return Page(
            {one: self.works[one] for one in works if one in self.works},
            {i: self.manifestations[i] for i in manifestations if i in self.manifestations},
            {one: self.held.get(one, Copies()) for one in manifestations},
        )

    async def weighed(self, manifestation: str) -> Weighed:
        return self.said.get(manifestation, Weighed((), ()))

    async def network(self) -> tuple[int, str]:
        return self.number, self.network_text

    async def network_number(self) -> int:
        self._answer()
        return self.number

    async def terms(self) -> Terms:
        return self.declared

    def _answer(self) -> None:
        if self.away:
            raise StoreUnavailable("PostgreSQL at 127.0.0.1:5432 does not answer")

    def _titles(self, work: str) -> WorkTitles:
        inside = tuple(m for m in self.manifestations.values() if m.work == work)
        return WorkTitles(work=self.works[work], manifestations=inside)

    def _known(self, one: str) -> bool:
        self._answer()
        return one in self.redirects or one in self.works or one in self.manifestations

    def _ends(self, one: str) -> tuple[str, ...]:
        if one not in self.redirects:
            return (one,)
        return tuple(end for target in self.redirects[one] for end in self._ends(target))


@dataclass
class MemorySearch:
    """Finds the works that have every word of the text in a title or a name."""

    titles: MemoryTitles
    asked: list[SearchRequest] = field(default_factory=list)
    away: bool = False

    async def search(self, request: SearchRequest, *, now: datetime) -> SearchAnswer:
        await self.answers()
        self.asked.append(request)
        fitting = [m for m in self.titles.manifestations.values() if self._fits(m, request)]
        works = list(dict.fromkeys(m.work for m in fitting))
        carriers = sorted({m.description.carrier.value for m in fitting})
        return SearchAnswer(
            total=len(works),
            hits=tuple(
                Hit(
                    id=work,
                    title=self.titles.works[work].title if work in self.titles.works else "",
                    manifestations=tuple(_found(m) for m in fitting if m.work == work),
                    matching=sum(m.work == work for m in fitting),
                )
                for work in works[request.start : request.start + request.size]
            ),
            facets={
                "carrier": tuple(
                    FacetValue(
                        value=carrier,
                        works=len({m.work for m in fitting if m.description.carrier == carrier}),
                    )
                    for carrier in carriers
                ),
                "library": (FacetValue(value="NL-0890010000", works=len(works)),),
            },
        )

    async def answers(self) -> bool:
        if self.away:
            raise SearchUnavailable("Elasticsearch does not answer; try again in a moment")
        return True

    def _fits(self, one: Manifestation, request: SearchRequest) -> bool:
        described = one.description
        text = " ".join([described.title.main, *(c.name for c in described.contributors)])
        words = all(word in text.lower() for word in request.q.lower().split())
        return words and (not request.carrier or described.carrier in request.carrier)


def _found(one: Manifestation) -> FoundManifestation:
    described = one.description
    return FoundManifestation(
        id=one.id, title=described.title.main, carrier=described.carrier.value
    )


@dataclass
class MemoryDesk:
    """Keys by their secret, and whatever a test puts on the desks."""

    keys: dict[str, ApiKey] = field(default_factory=dict)
    waiting: list[UnlinkedHolding] = field(default_factory=list)
    judged: list[SignedJudgement] = field(default_factory=list)
    figures: LineHealth = field(default_factory=lambda: LineHealth({}, {}, {}, 0))
    away: bool = False

    def give(self, role: Role, *isils: str) -> dict[str, str]:
        """The header of a new key."""
        secret = f"spil_{role}_{len(self.keys)}"
        self.keys[secret] = ApiKey(
            key_id=f"k{len(self.keys)}",
            name=f"key for {role}",
            role=role,
            isils=isils,
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        return {"Authorization": f"Bearer {secret}"}

    async def key(self, secret: str) -> ApiKey | None:
        return self.keys.get(secret)

    async def unlinked(
        self, libraries: Sequence[str], *, after: Sequence[str] = ("", "", ""), limit: int = 50
    ) -> list[UnlinkedHolding]:
        found = [h for h in self.waiting if h.library in libraries or "*" in libraries]
        return [h for h in found if (h.installation, h.local_record, h.library) > tuple(after)][
            :limit
        ]

    async def judgements(
        self, record: RecordKey | None = None, *, before: int | None = None, limit: int = 50
    ) -> list[SignedJudgement]:
        found = [j for j in self.judged if record is None or str(record) in (j.left, j.right)]
        return found[:limit]

    async def health(self) -> LineHealth:
        await self.answers()
        return self.figures

    async def answers(self) -> bool:
        if self.away:
            raise StoreUnavailable("PostgreSQL at 127.0.0.1:5432 does not answer")
        return True


@dataclass
class MemoryWrites:
    """Keeps moves by their fingerprint, so that a repeated batch changes nothing."""

    known_items: set[str] = field(default_factory=set)
    known_records: set[str] = field(default_factory=set)
    moves: dict[bytes, ItemMove] = field(default_factory=dict)
    judged: list[SignedJudgement] = field(default_factory=list)

    async def apply(self, moves: Sequence[ItemMove]) -> EventCounts:
        counts = EventCounts()
        for move in moves:
            repeated = move.sha256 in self.moves
            unknown = not repeated and move.item_id not in self.known_items
            self.moves[move.sha256] = move
            counts += EventCounts(1, int(not (repeated or unknown)), int(repeated), 0, int(unknown))
        return counts

    async def mark_changes(self) -> datetime:
        """The feed in memory dates its changes itself."""
        return datetime.max.replace(tzinfo=UTC)

    async def judge(self, judgement: Judgement, key: ApiKey) -> SignedJudgement:
        for record in (judgement.left, judgement.right):
            if str(record) not in self.known_records:
                raise UnreadableRecord(f"no source ever delivered a record {record}")
        signed = SignedJudgement(
            judgement=len(self.judged) + 1,
            left=str(judgement.left),
            right=str(judgement.right),
            verdict=judgement.verdict,
            who=key.name,
            why=judgement.why,
            at=datetime(2026, 11, 23, tzinfo=UTC),
            withdrawn_at=None,
        )
        self.judged.append(signed)
        return signed


def spil_id(kind: str, number: int) -> str:
    """The id of the made-up record with this number."""
    return mint(kind, f"test:{number}")

"""What readers ask of the catalogue: titles, copies and explanations, each in one round trip."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from catalogue.copies import CirculationState, Item, LendingClass
from catalogue.identifiers import ManifestationId, WorkId
from catalogue.model import Manifestation, OnlineAccess, Value, Work
from catalogue.read_pool import ReadPool, Row
from catalogue.source_record import RecordKey
from catalogue.terms import Terms

Body = TypeVar("Body")


@dataclass(frozen=True)
class Lookup(Generic[Body]):
    """What an id leads to: itself, its successor after a merge, or several after a split.

    `known` and nothing found: no source describes it any more.
    """

    known: bool
    found: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Copies:
    """The copies of one manifestation and where it can be read online."""

    items: tuple[Item, ...] = ()
    online: tuple[OnlineAccess, ...] = ()


@dataclass(frozen=True)
class Page:
    """What a page of hits shows; an id that the catalogue no longer has is simply not in it."""

    works: dict[str, Work]
    manifestations: dict[str, Manifestation]
    copies: dict[str, Copies]


class WorkTitles(Value):
    """A work with the manifestations that stand in it, the oldest id first."""

    work: Work
    manifestations: tuple[Manifestation, ...]

    @property
    def id(self) -> WorkId:
        """The id of the work."""
        return self.work.id


class StoredComparison(Value):
    """Two records as a matching run weighed them; `evidence` is its JSON."""

    left: RecordKey
    right: RecordKey
    score: float
    verdict: str
    evidence: str


class StoredJudgement(Value):
    """A cataloguer's standing verdict on two records, signed with the name of a key."""

    left: RecordKey
    right: RecordKey
    verdict: str
    who: str
    why: str


@dataclass(frozen=True)
class Weighed:
    """Everything that was ever said about a manifestation's records and others near them."""

    comparisons: tuple[StoredComparison, ...]
    judgements: tuple[StoredJudgement, ...]


# Follows redirects from an id to everything that answers for it now.
_CHAIN = (
    "WITH RECURSIVE chain (id) AS (SELECT %(id)s::text"
    " UNION SELECT r.target FROM redirect r JOIN chain USING (id))"
)
_MANIFESTATION = (
    _CHAIN + " SELECT EXISTS (SELECT 1 FROM minted_id"
    " WHERE id = %(id)s AND kind = 'manifestation'), m.body"
    " FROM (SELECT 1) AS one LEFT JOIN (SELECT t.id, t.body FROM manifestation t"
    " JOIN chain USING (id)) m ON true ORDER BY m.id"
)
_WORK = (
    _CHAIN + " SELECT EXISTS (SELECT 1 FROM minted_id WHERE id = %(id)s AND kind = 'work'),"
    " w.id, w.body, w.manifestation"
    " FROM (SELECT 1) AS one LEFT JOIN (SELECT t.id, t.body, m.body AS manifestation, i.minted"
    " FROM work t JOIN chain USING (id) JOIN manifestation m ON m.work = t.id"
    " JOIN minted_id i ON i.id = m.id) w ON true ORDER BY w.id, w.minted"
)
_ITEMS = (
    "SELECT h.manifestation, i.installation, i.item_id, i.local_record, i.library, i.branch,"
    " i.place, i.state, i.lending, i.shelf_mark, i.part, i.state_since, i.seen_at, i.due"
    " FROM holding h JOIN item i ON i.installation = h.installation"
    " AND i.local_record = h.local_record AND i.library = h.library"
    " WHERE h.manifestation = ANY(%s) AND NOT i.gone"
)
_ONLINE = (
    "SELECT manifestation, address, licence_from, licence_until, loan_model"
    " FROM online_access WHERE manifestation = ANY(%s) ORDER BY source, number"
)
_COMPARISONS = (
    "WITH member AS (SELECT source, number FROM cluster_member WHERE manifestation = %(id)s)"
    " SELECT left_source, left_number, right_source, right_number, score, verdict, evidence"
    " FROM comparison WHERE (left_source, left_number) IN (SELECT * FROM member)"
    " UNION SELECT left_source, left_number, right_source, right_number, score, verdict, evidence"
    " FROM comparison WHERE (right_source, right_number) IN (SELECT * FROM member)"
    " ORDER BY score DESC, left_source, left_number, right_source, right_number LIMIT 500"
)
_JUDGEMENTS = (
    "WITH member AS (SELECT source, number FROM cluster_member WHERE manifestation = %(id)s)"
    " SELECT left_source, left_number, right_source, right_number, verdict, who, why"
    " FROM judgement WHERE withdrawn_at IS NULL AND ("
    " (left_source, left_number) IN (SELECT * FROM member)"
    " OR (right_source, right_number) IN (SELECT * FROM member)) ORDER BY judgement LIMIT 500"
)

_STATES = {state.value: state for state in CirculationState}
_LENDING = {lending.value: lending for lending in LendingClass}


class ReadStore:
    """The reads of the API over PostgreSQL; every one raises StoreUnavailable when it is away."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through `pool`."""
        self._pool = pool

    async def manifestation(self, spil_id: str) -> Lookup[Manifestation]:
        """The manifestation that answers to an id."""
        rows = await self._pool.rows(_MANIFESTATION, {"id": spil_id})
        found = tuple(Manifestation.model_validate_json(body) for _, body in rows if body)
        return Lookup(bool(rows and rows[0][0]), found)

    async def work(self, spil_id: str) -> Lookup[WorkTitles]:
        """The work that answers to an id, with its manifestations."""
        rows = await self._pool.rows(_WORK, {"id": spil_id})
        works: dict[str, str] = {}
        members: defaultdict[str, list[Manifestation]] = defaultdict(list)
        for _, found, body, manifestation in rows:
            if found:
                works[found] = body
                members[found].append(Manifestation.model_validate_json(manifestation))
        titles = tuple(
            WorkTitles(work=Work.model_validate_json(body), manifestations=tuple(members[found]))
            for found, body in works.items()
        )
        return Lookup(bool(rows and rows[0][0]), titles)

    async def living(self, spil_ids: Sequence[str]) -> dict[str, tuple[ManifestationId, ...]]:
        """For each id that was ever minted: the manifestations that answer for it now."""
        rows = await self._pool.rows(
            "WITH RECURSIVE chain (asked, id) AS (SELECT id, id FROM minted_id"
            " WHERE id = ANY(%s) AND kind = 'manifestation'"
            " UNION SELECT c.asked, r.target FROM redirect r JOIN chain c USING (id))"
            " SELECT c.asked, array_remove(array_agg(m.id ORDER BY m.id), NULL)"
            " FROM chain c LEFT JOIN manifestation m USING (id) GROUP BY c.asked",
            (list(spil_ids),),
        )
        return {asked: tuple(living) for asked, living in rows}

    async def copies(self, ids: Iterable[str]) -> dict[str, Copies]:
        """The copies and online addresses of each manifestation, all in one round trip."""
        wanted = list(ids)
        if not wanted:
            return {}
        items, online = await self._pool.each((_ITEMS, (wanted,)), (_ONLINE, (wanted,)))
        return _by_title(wanted, items, online)

    async def page(self, works: Sequence[str], manifestations: Sequence[str]) -> Page:
        """Works, manifestations and the copies of these for a page of hits, in one round trip."""
        wanted = (list(manifestations),)
        works_, bodies, items, online = await self._pool.each(
            ("SELECT id, body FROM work WHERE id = ANY(%s)", (list(works),)),
            ("SELECT id, body FROM manifestation WHERE id = ANY(%s)", wanted),
            (_ITEMS, wanted),
            (_ONLINE, wanted),
        )
        return Page(
            {one: Work.model_validate_json(body) for one, body in works_},
            {one: Manifestation.model_validate_json(body) for one, body in bodies},
            _by_title(manifestations, items, online),
        )

    async def weighed(self, manifestation: str) -> Weighed:
        """The comparisons and judgements of a manifestation's records, best score first."""
        comparisons, judgements = await self._pool.each(
            (_COMPARISONS, {"id": manifestation}), (_JUDGEMENTS, {"id": manifestation})
        )
        return Weighed(
            tuple(_comparison(row) for row in comparisons),
            tuple(_judgement(row) for row in judgements),
        )

    async def network(self) -> tuple[int, str]:
        """The newest network: its number and its text; (0, "") before one was saved."""
        rows = await self._pool.rows(
            "SELECT version, body FROM network_version ORDER BY version DESC LIMIT 1"
        )
        return (rows[0][0], rows[0][1]) if rows else (0, "")

    async def network_number(self) -> int:
        """The number of the newest network: changes when a van's day changes."""
        rows = await self._pool.rows("SELECT coalesce(max(version), 0) FROM network_version")
        return int(rows[0][0])

    async def terms(self) -> Terms:
        """What each source lets pass through which door."""
        rows = await self._pool.rows("SELECT source, field_group, may FROM source_terms")
        return {(source, group): may for source, group, may in rows}


def _by_title(
    wanted: Sequence[str], items: Sequence[Row], online: Sequence[Row]
) -> dict[str, Copies]:
    by_title: defaultdict[str, list[Item]] = defaultdict(list)
    for row in items:
        by_title[row[0]].append(_item(row))
    addresses: defaultdict[str, list[OnlineAccess]] = defaultdict(list)
    for title, *access in online:
        addresses[title].append(_online(access))
    return {
        one: Copies(tuple(by_title.get(one, ())), tuple(addresses.get(one, ()))) for one in wanted
    }


def _item(row: tuple[Any, ...]) -> Item:
    # Built without checks: the store's own constraints hold them, and a page has 2,000 of them.
    return Item.model_construct(
        installation=row[1],
        item_id=row[2],
        local_record=row[3],
        library=row[4],
        branch=row[5],
        place=row[6],
        state=_STATES[row[7]],
        lending=_LENDING[row[8]],
        shelf_mark=row[9],
        part=row[10],
        state_since=row[11],
        seen_at=row[12],
        due=row[13],
    )


def _online(row: Sequence[Any]) -> OnlineAccess:
    return OnlineAccess(
        address=row[0], licence_from=row[1], licence_until=row[2], loan_model=row[3]
    )


def _comparison(row: Sequence[Any]) -> StoredComparison:
    return StoredComparison(
        left=RecordKey(row[0], row[1]),
        right=RecordKey(row[2], row[3]),
        score=row[4],
        verdict=row[5],
        evidence=row[6],
    )


def _judgement(row: Sequence[Any]) -> StoredJudgement:
    return StoredJudgement(
        left=RecordKey(row[0], row[1]),
        right=RecordKey(row[2], row[3]),
        verdict=row[4],
        who=row[5],
        why=row[6],
    )

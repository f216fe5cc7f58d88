"""The desks of libraries and cataloguers: what is not linked, and what people judged."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, Field

from api.dependencies import ServicesDep
from api.scope import IsilText
from api.security import CataloguerKey, DeskKey, require_library
from catalogue.desk_store import SignedJudgement, UnlinkedHolding
from catalogue.model import Value
from catalogue.source_record import RecordKey
from catalogue.verdicts import Judgement

router = APIRouter(prefix="/v1", tags=["desks"])


def _record(text: str) -> str:
    source, _, number = text.partition(":")
    if not (source and number):
        raise ValueError("not a record: `source:number`, such as `nbd:1234567`")
    return text


RecordText = Annotated[
    str,
    Field(max_length=300, pattern=r"^[^\x00-\x1f]+$", examples=["nbd:2024187"]),
    AfterValidator(_record),
]


class NewJudgement(Value):
    """Two records are the same, are different, or nobody can tell yet."""

    left: RecordText
    right: RecordText
    verdict: Literal["same", "different", "unsure"]
    why: str = Field("", max_length=2000, pattern=r"^[^\x00]*$")


class UnlinkedPage(Value):
    """A page of the unlinked desk; `next` continues it."""

    holdings: tuple[UnlinkedHolding, ...]
    next: str | None = None


class JudgementPage(Value):
    """A page of judgements, the newest first; `next` continues it."""

    judgements: tuple[SignedJudgement, ...]
    next: int | None = None


SizeQuery = Annotated[int, Query(ge=1, le=200, description="How many on a page.")]


@router.get("/unlinked")
async def unlinked(
    services: ServicesDep,
    key: DeskKey,
    library: IsilText | None = None,
    after: Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")] = "",
    size: SizeQuery = 50,
) -> UnlinkedPage:
    """Holdings without a national description, of the key's libraries, with the reason of each."""
    if library:
        require_library(key, library)
    libraries = (library,) if library else key.isils
    # A local record's number may hold a colon, the names around it never do.
    installation, _, rest = after.partition(":")
    local_record, _, owner = rest.rpartition(":")
    start = (installation, local_record, owner)
    found = await services.desk.unlinked(libraries, after=start, limit=size)
    more = len(found) == size
    following = (found[-1].installation, found[-1].local_record, found[-1].library) if more else ()
    return UnlinkedPage(holdings=tuple(found), next=":".join(following) or None)


@router.get("/judgements")
async def judgements(
    services: ServicesDep,
    key: DeskKey,
    record: RecordText | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    size: SizeQuery = 50,
) -> JudgementPage:
    """What cataloguers judged, the newest first; of everything, or of one record."""
    wanted = _key(record) if record else None
    found = await services.desk.judgements(wanted, before=before, limit=size)
    more = found[-1].judgement if len(found) == size else None
    return JudgementPage(judgements=tuple(found), next=more)


@router.post("/judgements", status_code=201)
async def judge(
    verdict: NewJudgement, services: ServicesDep, key: CataloguerKey, response: Response
) -> SignedJudgement:
    """Judge two source records. It outranks every computed verdict, through every later matching.

    It is signed with the name of the key: a library, never a person.
    """
    left, right = _key(verdict.left), _key(verdict.right)
    judgement = Judgement(left=left, right=right, verdict=verdict.verdict, why=verdict.why)
    signed = await services.writes.judge(judgement, key)
    response.headers["Location"] = f"/v1/judgements?record={verdict.left}"
    return signed


def _key(text: str) -> RecordKey:
    source, _, number = text.partition(":")
    return RecordKey(source, number)

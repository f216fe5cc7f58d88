"""Item events: a library system tells, in batches, what became of its copies."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from api.dependencies import ServicesDep
from api.security import SystemKey
from catalogue.api_keys import ApiKey
from catalogue.copies import ItemEvent
from catalogue.errors import AccessDenied
from catalogue.item_events import ItemMove
from holdings.events import read_event
from holdings.libraries import Network

router = APIRouter(prefix="/v1", tags=["systems"])

MOST = 10_000
"""Events in one batch."""

Code = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class IncomingEvent(ItemEvent):
    """A copy changed state. Unknown fields are refused: nothing about a reader is taken in."""

    installation: Name = Field(description="Your system, as the network names it.")
    item_id: Name = Field(description="The copy, as your system numbers it.")
    state_code: Code = Field(description="The state, in your system's own code.")
    event_time: AwareDatetime = Field(description="When it happened, with its zone.")
    sequence: int = Field(0, ge=0, lt=2**63, description="Orders events of the same moment.")
    branch_code: Code = Field("", description="Where the copy is now, if not at home.")


class Unread(BaseModel):
    """A code that no profile knows, and how often it came."""

    installation: str
    field: str
    value: str
    times: int


class EventAnswer(BaseModel):
    """What became of a batch: received = applied + repeated + late + unknown_items + refused."""

    received: int
    applied: int = Field(description="Copies that took the state of an event.")
    repeated: int = Field(description="Events that had come before; they changed nothing.")
    late: int = Field(description="Kept, but a newer event had already set the state.")
    unknown_items: int = Field(description="Kept until the copy itself is delivered.")
    refused: int = Field(description="Named a system or branch that the network does not know.")
    unknown_codes: list[Unread]


_BATCH = TypeAdapter(list[IncomingEvent])
_EXAMPLE = {
    "installation": "wise-utrecht",
    "item_id": "2106000123456",
    "state_code": "UIT",
    "event_time": "2026-11-23T10:15:00+01:00",
    "sequence": 1,
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "array",
                    "maxItems": MOST,
                    "items": IncomingEvent.model_json_schema(),
                },
                "example": [_EXAMPLE],
            },
            "application/x-ndjson": {"schema": {"type": "string"}},
        },
    }
}


@router.post("/item-events", openapi_extra=_BODY)
async def item_events(request: Request, services: ServicesDep, key: SystemKey) -> EventAnswer:
    """Take in up to 10,000 events, as a JSON array or one event a line (NDJSON).

    The newest event time wins whatever the order of arrival; a batch sent twice changes nothing,
    so send it again after any failure. Once answered, the events are durable.
    """
    body = await request.body()
    lines = "ndjson" in request.headers.get("content-type", "")
    events = await asyncio.to_thread(read_batch, body, lines=lines)
    network = await services.refreshed.network()
    _require_own(events, network, key)
    moves, unread = await asyncio.to_thread(read_moves, events, network, services.now())
    counts = await services.writes.apply(moves)
    return EventAnswer(
        received=len(events),
        applied=counts.applied,
        repeated=counts.repeated,
        late=counts.late,
        unknown_items=counts.unknown_item,
        refused=len(events) - len(moves),
        unknown_codes=unread,
    )


def read_batch(body: bytes, *, lines: bool) -> list[IncomingEvent]:
    """The events in a body; a request that is wrong names the event and its field, never a value.

    Raises RequestValidationError, and 413 for a batch that is too long.
    """
    try:
        if not lines:
            events = _BATCH.validate_json(body)
        else:
            events = [_line(i, line) for i, line in enumerate(body.splitlines()) if line.strip()]
    except ValidationError as problem:
        raise RequestValidationError(problem.errors(include_input=False)) from problem
    if len(events) > MOST:
        raise HTTPException(413, f"{len(events)} events in one batch; send at most {MOST}")
    return events


def _line(number: int, line: bytes) -> IncomingEvent:
    try:
        return IncomingEvent.model_validate_json(line)
    except ValidationError as problem:
        found = [{**e, "loc": (number, *e["loc"])} for e in problem.errors(include_input=False)]
        raise RequestValidationError(found) from problem


def read_moves(
    events: Sequence[IncomingEvent], network: Network, now: datetime
) -> tuple[list[ItemMove], list[Unread]]:
    """The events in our words, and the codes that nobody declared, the most frequent first."""
    moves: list[ItemMove] = []
    unread: Counter[tuple[str, str, str]] = Counter()
    for event in events:
        move, problem = read_event(event, network, now)
        if move:
            moves.append(move)
        if problem:
            unread[event.installation, problem.field, problem.value] += 1
    return moves, [
        Unread(installation=system, field=field, value=value, times=times)
        for (system, field, value), times in unread.most_common(100)
    ]


def _require_own(events: Sequence[ItemEvent], network: Network, key: ApiKey) -> None:
    """AccessDenied where an event is of a system whose libraries the key does not speak for."""
    for name in {event.installation for event in events}:
        system = network.installations.get(name)
        if system and not all(key.covers(isil) for isil in system.isils):
            raise AccessDenied(f"key {key.key_id} does not speak for system {name}")

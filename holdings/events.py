"""Item events read into our words: codes by the system's profile, times made sane."""

import hashlib
from datetime import datetime, timedelta

from catalogue.copies import CirculationState, ItemEvent
from catalogue.item_events import ItemMove
from catalogue.outcomes import Problem
from holdings.items import read_state
from holdings.libraries import Network

FUTURE = timedelta(minutes=5)
"""An event further ahead than this counts as of its receipt and is flagged: a clock is wrong."""


def read_event(
    event: ItemEvent, network: Network, received_at: datetime
) -> tuple[ItemMove | None, Problem | None]:
    """The event as a move, or the problem that keeps it out; an unmapped code becomes unknown.

    The fingerprint covers everything the system said, so the same message always has the same one.
    """
    installation = network.installations.get(event.installation)
    if installation is None:
        return None, _problem(event, "installation", event.installation)
    place = installation.branch_codes.get(event.branch_code)
    if event.branch_code and place is None:
        return None, _problem(event, "branch_code", event.branch_code)
    state, known = read_state(event.state_code, installation)
    ahead = event.event_time > received_at + FUTURE
    move = ItemMove(
        installation=event.installation,
        item_id=event.item_id,
        state=state if event.state_code else CirculationState.UNKNOWN,
        event_time=received_at if ahead else event.event_time,
        sequence=event.sequence,
        sha256=hashlib.sha256(event.model_dump_json().encode()).digest(),
        place=place,
        due=event.due,
        flag="clock_ahead" if ahead else "",
    )
    return move, None if known else _problem(event, "state_code", event.state_code)


def _problem(event: ItemEvent, field: str, value: str) -> Problem:
    return Problem(
        record=f"{event.installation} item {event.item_id}",
        field=field,
        value=value,
        rule=f"a {field} that is declared for the system",
        remedy_nl="verklaar deze code in het netwerkbestand",
        remedy_en="declare this code in the network file",
    )

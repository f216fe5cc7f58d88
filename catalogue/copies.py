"""Who has it: holdings, copies, their states, and the messages that change them."""

from datetime import date, datetime
from enum import StrEnum

from catalogue.identifiers import Isil, ManifestationId
from catalogue.model import Manifestation, OnlineAccess, Value, Work


class CirculationState(StrEnum):
    """Where a copy stands in its round; policy and place are other columns."""

    ON_SHELF = "on_shelf"
    ON_LOAN = "on_loan"
    ON_HOLD_SHELF = "on_hold_shelf"
    IN_TRANSIT = "in_transit"
    IN_PROCESS = "in_process"
    ON_ORDER = "on_order"
    MISSING = "missing"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class LendingClass(StrEnum):
    """What a library allows with a copy."""

    NORMAL = "normal"
    SHORT_LOAN = "short_loan"
    REFERENCE = "reference"
    TRAVELLING = "travelling_collection"
    NOT_FOR_IBL = "not_for_ibl"


class Item(Value):
    """One copy in our words: owner, home branch, place, state, policy and the state's age."""

    installation: str
    item_id: str
    local_record: str
    library: Isil
    branch: Isil
    place: Isil | None = None
    state: CirculationState = CirculationState.UNKNOWN
    lending: LendingClass = LendingClass.NORMAL
    shelf_mark: str = ""
    part: str = ""
    state_since: datetime | None = None
    seen_at: datetime | None = None
    due: date | None = None


class Holding(Value):
    """A library's statement that it has it: linked, or on the unlinked desk with the `reason`."""

    installation: str
    local_record: str
    library: Isil
    manifestation: ManifestationId | None = None
    reason: str = ""
    candidates: tuple[ManifestationId, ...] = ()


class ManifestationHoldings(Value):
    """A manifestation with who states to have it, the copies, and where it is read online."""

    manifestation: Manifestation
    items: tuple[Item, ...] = ()
    holdings: tuple[Holding, ...] = ()
    online: tuple[OnlineAccess, ...] = ()


class WorkPayload(Value):
    """All that a search document of a work is built from, read in one snapshot.

    `version` is the work's highest transaction in the change feed: a later state has a higher one.
    """

    work: Work
    version: int
    manifestations: tuple[ManifestationHoldings, ...] = ()


class ItemEvent(Value):
    """A library system's message that a copy changed state. Holds no reader."""

    installation: str
    item_id: str
    state_code: str
    event_time: datetime
    sequence: int = 0
    branch_code: str = ""
    due: date | None = None

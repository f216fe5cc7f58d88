"""The ways in which providers fail, for rehearsals: on which request, and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

FaultKind = Literal[
    "unavailable",  # 503 without Retry-After
    "retry_after_seconds",  # 503, come back in so many seconds
    "retry_after_date",  # 503, come back at a moment
    "too_many_requests",  # 429
    "server_error",  # 500
    "half_page",  # half of the bytes that were announced
    "cut_page",  # half a page, announced as if it were whole
    "reset",  # the connection is reset
    "silent",  # no answer for `seconds`, then the connection is reset
    "slow",  # the right answer, after `seconds`
    "html",  # a page for people, with status 200
    "control_character",  # bytes that XML forbids
    "broken_text",  # bytes that are no UTF-8
    "expired_token",  # badResumptionToken
    "repeated_token",  # the token that was sent comes back
    "empty_token",  # the list ends before its end
    "no_records",  # noRecordsMatch
]


@dataclass(frozen=True)
class Fault:
    """On request `request` for records (the first is 1) and the `times - 1` after it."""

    kind: FaultKind
    request: int = 1
    times: int = 1
    seconds: float = 0.0


class FaultPlan:
    """Counts the requests for records, and says which of them go wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """A plan of these faults; the first that fits a request happens."""
        self._faults = tuple(faults)
        self._lock = Lock()
        self.requests = 0

    def next(self) -> Fault | None:
        """The fault of the next request, or None if it goes well."""
        with self._lock:
            self.requests += 1
            number = self.requests
        fitting = (f for f in self._faults if f.request <= number < f.request + f.times)
        return next(fitting, None)

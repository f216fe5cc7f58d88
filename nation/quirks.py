"""What a provider is like all the time, where a fault happens now and then."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

STEADY = "verder"
"""The one token of a provider whose tokens stop changing."""

_TOKEN = re.compile(rb"(<resumptionToken[^>]*>)([^<]+)(</resumptionToken>)")
_ANSWERED = re.compile(rb"(<responseDate>)([^<]+)(</responseDate>)")
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Quirks:
    """How a provider differs from one that does all as OAI-PMH 2.0 has it.

    `login`: the `user:password` without which it answers 401. `deletions`: what it says of them;
    with `no` it lists none. `dates`: whether it heeds `from` and `until` by the second, by the day
    although it says by the second, or not at all. `overlap`: every page but the first begins with
    so many records of the page before. `steady_token`: its token is the same on every page, and it
    remembers where a list is. `slow_clock`: how far its clock is behind.
    """

    login: str = ""
    deletions: Literal["no", "transient", "persistent"] = "persistent"
    dates: Literal["by_second", "by_day", "ignored"] = "by_second"
    overlap: int = 0
    steady_token: bool = False
    slow_clock: timedelta = timedelta(0)

    def admits(self, authorization: str | None) -> bool:
        """True for a request with the right credentials (RFC 7617), or where none are needed."""
        told = "Basic " + base64.b64encode(self.login.encode()).decode()
        return not self.login or authorization == told

    def dated(self, body: bytes) -> bytes:
        """An answer that is dated by this provider's clock."""
        return _ANSWERED.sub(self._set_back, body) if self.slow_clock else body

    def _set_back(self, found: re.Match[bytes]) -> bytes:
        moment = datetime.strptime(found[2].decode(), _STAMP) - self.slow_clock  # noqa: DTZ007
        return found[1] + moment.strftime(_STAMP).encode() + found[3]


PLAIN = Quirks()
"""A provider that does all as it should be."""


class SteadyToken:
    """Gives every page the same token, and remembers what it stands for."""

    def __init__(self) -> None:
        """No list is under way."""
        self._true = ""

    def answer(
        self, asked: Mapping[str, str], answer: Callable[[Mapping[str, str]], bytes]
    ) -> bytes:
        """The answer that the true token would have got, with the steady one in it."""
        known = asked.get("resumptionToken") == STEADY
        body = answer({**asked, "resumptionToken": self._true} if known else asked)
        found = _TOKEN.search(body)
        self._true = found[2].decode() if found else ""
        return _TOKEN.sub(rb"\1" + STEADY.encode() + rb"\3", body)

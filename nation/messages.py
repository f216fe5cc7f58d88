"""From what happened to copies to what their systems say of it, in the order in which it arrives.

Most messages come as they should. Some are late, repeated, out of order or lost; some have a wrong
clock, a code in no table, or are about a copy that nobody delivered. Which, the truth tells.
"""

import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from nation.calendar_days import from_local, local
from nation.directory import Installation, profile
from nation.holdings import state_code
from nation.libraries import Libraries, libraries
from nation.life import DAY
from nation.randomness import PARTS, happens, in_parts, stream

UNKNOWN_CODE = "??"
FATES = ("lost", "late", "repeated", "out_of_order", "wrong_clock", "unknown_code")
"""What can become of a message, one of these; else it is `sent`, or `silent` on a silent day."""


class Told(NamedTuple):
    """A change and what was said of it; seconds are of local time since the first midnight.

    `code` is the state as it was said; `said_second` and `arrives` are None where nothing was.
    """

    item: int
    installation: int
    item_id: str
    second: int
    kind: str
    state: str
    place: str
    due_day: int | None
    sequence: int
    fate: str
    code: str
    said_second: int | None
    arrives: int | None


@dataclass(frozen=True)
class Stranger:
    """A message about a copy that no system delivered."""

    installation: str
    item_id: str
    arrives: int


class Messages:
    """Turns the changes of days, one after the other, into messages and the truth about them."""

    def __init__(self, seed: int) -> None:
        """Nothing said yet."""
        self._seed = seed
        self._country: Libraries = libraries(seed)
        self._sequence = [0] * len(self._country.installations)
        self._waiting: list[tuple[int, int, bytes]] = []
        self._count = 0
        self.strangers: list[Stranger] = []

    def of_day(self, day: int, changes: Iterable[tuple[Any, ...]]) -> Iterator[Told]:
        """What is said of a day's changes (0 is the first day), in the order they happened.

        A change is (item, installation, item_id, second, kind, state, place, due_day).
        """
        chance = stream(self._seed, "messages", day)
        silent = {system.index for system in self._country.installations
                  if self._is_silent(system, day)}  # fmt: skip
        for row in sorted(changes, key=lambda row: (row[3], row[0])):
            system = self._country.installations[row[1]]
            self._sequence[system.index] += 1
            fate = "silent" if system.index in silent else self._fate(system, chance)
            told = self._told(row, system, fate, chance)
            self._send(told, system, chance)
            yield told

    def _is_silent(self, system: Installation, day: int) -> bool:
        return happens(stream(self._seed, f"silence/{system.name}", day), in_parts(system.silence))

    def _fate(self, system: Installation, chance: Random) -> str:
        drawn = int(chance.random() * PARTS)
        careless = self._country.carelessness[system.index]
        for fate in FATES:
            drawn -= in_parts(profile()["messages"][fate]) * careless // PARTS
            if drawn < 0:
                return fate
        return "sent"

    def _told(self, row: tuple[Any, ...], system: Installation, fate: str, chance: Random) -> Told:
        sequence = self._sequence[system.index]
        if fate in ("lost", "silent"):
            return Told._make((*row, sequence, fate, "", None, None))
        code = UNKNOWN_CODE if fate == "unknown_code" else state_code(system, row[5], chance)
        said = row[3] + system.clock_seconds
        if fate == "wrong_clock":
            said += chance.randint(*profile()["messages"]["ahead_hours"]) * 3600
        arrives = row[3] + self._travel(row[3], system, fate, chance)
        return Told._make((*row, sequence, fate, code, said, arrives))

    def _travel(self, second: int, system: Installation, fate: str, chance: Random) -> int:
        """Seconds until a message arrives: at once or with the next batch, and by its fate."""
        rules = profile()["messages"]
        least = chance.randint(system.delay_seconds // 2, system.delay_seconds * 2)
        if system.batch_minutes:
            batch = system.batch_minutes * 60
            least += -(second + least) % batch
        if fate == "late":
            least += chance.randint(*rules["late_hours"]) * 3600
        elif fate == "out_of_order":
            least += chance.randint(*rules["out_of_order_seconds"])
        return least

    def _send(self, told: Told, system: Installation, chance: Random) -> None:
        if told.arrives is None or told.said_second is None:
            return
        line = self._line(told, system)
        self._wait(told.arrives, line)
        rules = profile()["messages"]
        if told.fate == "repeated":
            self._wait(told.arrives + chance.randint(*rules["repeated_seconds"]), line)
        if happens(chance, in_parts(rules["unknown_item"])):
            self._stranger(told, system, chance)

    def _stranger(self, told: Told, system: Installation, chance: Random) -> None:
        """The same message, about a number that is nobody's: it begins with 99."""
        item_id = f"99{chance.randrange(10**11):011}"
        stranger = told._replace(item_id=item_id)
        arrives = (told.arrives or 0) + 1
        self._wait(arrives, self._line(stranger, system))
        self.strangers.append(Stranger(system.name, item_id, arrives))

    def _wait(self, arrives: int, line: bytes) -> None:
        self._count += 1
        heapq.heappush(self._waiting, (arrives, self._count, line))

    def _line(self, told: Told, system: Installation) -> bytes:
        event = {
            "installation": system.name,
            "item_id": told.item_id,
            "state_code": told.code,
            "event_time": local(moment(told.said_second or 0)).isoformat(timespec="seconds"),
            "sequence": told.sequence,
            "branch_code": self._country.codes[told.place],
        }
        if told.due_day is not None:
            due = profile()["calendar"]["start"] + timedelta(days=told.due_day)
            event["due"] = due.isoformat()
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @property
    def waiting(self) -> int:
        """How many messages are still on their way."""
        return len(self._waiting)

    def arrived_by(self, second: int) -> Iterator[tuple[int, bytes]]:
        """Take out what arrives before a second, in order: (second, line)."""
        while self._waiting and self._waiting[0][0] < second:
            arrives, _, line = heapq.heappop(self._waiting)
            yield arrives, line


def moment(second: int) -> datetime:
    """The moment (UTC) of a second of local time since the first midnight."""
    day, rest = divmod(second, DAY)
    return from_local(profile()["calendar"]["start"] + timedelta(days=day), rest)

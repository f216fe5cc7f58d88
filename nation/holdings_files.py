"""Lists of holdings, per system and day, each in its system's style.

A list names each description by the number of its system, with a short title, and all its copies.
Day 1 and the last day are whole lists; in between stands what changed, the whole record each time:
a copy that it leaves out is gone.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from nation.changes import changes
from nation.copy_fields import Field, copy_fields, csv_values
from nation.directory import Installation, profile
from nation.framing import FORMS, HEADING, delimited
from nation.holdings import Described, Item, local_number
from nation.libraries import libraries
from nation.life import DAY, Change

Describe = Callable[[Described, Installation], tuple[str, Sequence[Field]]]
"""The number and the fields (without copies) of a system's own record of a manifestation."""

Copies = Sequence[tuple[Item, Sequence[Change]]]
"""Copies of one manifestation in one system, with what happens to each."""

_FULL = 1 << 20


def brief(manifestation: Described, installation: Installation) -> tuple[str, Sequence[Field]]:
    """A number of the system's own, and a title."""
    tag, mark = ("021A", "") if installation.file == "pica" else ("245", "00")
    fields = ((tag, mark, (("a", manifestation.title),)),)
    return local_number(installation, manifestation.id), fields


class HoldingsLists:
    """Writes one part of every list; a part is of the blocks that one process makes."""

    def __init__(self, folder: Path, seed: int, days: int, *, part: int) -> None:
        """Lists for `days` days under `folder`, in files of part `part`."""
        self._folder, self._days, self._part = folder, days, part
        self._start: date = profile()["calendar"]["start"]
        self._country, self._planned = libraries(seed), changes(seed)
        merger = self._planned.merger
        self._moving = {move.moved_from for move in self._planned.moves}
        self._moving |= merger.branches.keys() if merger.day <= days else set()
        self._waiting: dict[tuple[int, int], bytearray] = {}
        self._paths: dict[tuple[int, int], Path] = {}

    def add(
        self,
        system: Installation,
        manifestation: Described,
        copies: Copies,
        *,
        describe: Describe = brief,
    ) -> None:
        """Put the copies of a manifestation in a system on its lists."""
        number, fields = describe(manifestation, system)
        touched = set(self._touched(copies))
        if not touched and not any(happened for _, happened in copies):
            payload = _record(system, number, fields, [item for item, _ in copies])
            for day in {1, self._days}:
                self._append(system, day, payload)
            return
        for day in sorted({1, self._days} | touched):
            present = [self.on_day(item, happened, day) for item, happened in copies]
            shown = [item for item in present if item is not None]
            if shown or day not in (1, self._days):
                self._append(system, day, _record(system, number, fields, shown))

    def _touched(self, copies: Copies) -> Iterable[int]:
        """The days on which a copy came, went or moved: the day after it was weeded, it is gone."""
        for item, happened in copies:
            if not happened and item.day == 1 and item.branch not in self._moving:
                continue
            if item.day > 1:
                yield item.day
            yield from (
                change.second // DAY + 2
                for change in happened
                if change.kind == "withdrawn" and change.second // DAY + 2 <= self._days
            )
            moved = [move.day for move in self._planned.moves if move.moved_from == item.branch]
            if item.library == self._planned.merger.joins:
                moved.append(self._planned.merger.day)
            yield from (day for day in moved if item.day < day <= self._days)

    def on_day(self, item: Item, happened: Sequence[Change], day: int) -> Item | None:
        """A copy as its system lists it in the night after a day; None where it does not."""
        if item.day > day:
            return None
        before = [change for change in happened if change.second < (day - 1) * DAY]
        if any(change.kind == "withdrawn" for change in before):
            return None
        if day == 1:
            return item
        return self._later(item, [c for c in happened if c.second < day * DAY], day)

    def _later(self, item: Item, happened: Sequence[Change], day: int) -> Item:
        system = self._country.system_of[item.library]
        home = self._planned.stands(item.branch, day)
        if home != item.branch:
            item = item._replace(branch=home, branch_code=self._country.codes[home])
        if item.library == self._planned.merger.joins:
            item = item._replace(library=self._planned.library(item.library, day))
        if not happened:
            return item
        state, due_day = happened[-1].state, happened[-1].due_day
        due = None if due_day is None else self._start + timedelta(days=due_day)
        return item._replace(state=state, status_code=system.states[state], due=due)

    def _append(self, system: Installation, day: int, payload: bytes) -> None:
        key = system.index, day
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = bytearray(_opening(system))
            self._paths[key] = self._begin(system, day)
        waiting += payload
        if len(waiting) > _FULL:
            self._flush(self._paths[key], waiting)

    def _begin(self, system: Installation, day: int) -> Path:
        ending = "csv" if system.file == "csv" else FORMS[system.file].ending
        folder = self._folder / system.name / f"day-{day:02}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"part-{self._part:05}.{ending}"
        path.write_bytes(b"")
        return path

    def _flush(self, path: Path, waiting: bytearray) -> None:
        with path.open("ab") as file:
            file.write(waiting)
        waiting.clear()

    def close(self) -> None:
        """Write what waits, and what closes a file."""
        for key, waiting in self._waiting.items():
            path = self._paths[key]
            waiting += FORMS["marcxml"].closing if path.suffix == ".xml" else b""
            self._flush(path, waiting)


def _record(
    system: Installation, number: str, fields: Sequence[Field], items: Sequence[Item]
) -> bytes:
    if system.file != "csv":
        own = [*fields, *copy_fields(system.product, items)]
        return FORMS[system.file].write(number, own)
    title = fields[0][2][0][1]
    rows = [csv_values(item, number) for item in items]
    return delimited([(number, title, *row[1:]) for row in rows] or [(number, title)])


def _opening(system: Installation) -> bytes:
    if system.file == "csv":
        return HEADING
    return FORMS[system.file].opening

"""The copies of one part of the country: their lists, the truth, and what happens to them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa

from nation.copy_numbers import NUMBERS, barcode
from nation.demand import REQUESTS, requests_for
from nation.directory import Installation, profile
from nation.holdings import COPIES_CAP, Described, Item, items_of
from nation.holdings_files import Describe, HoldingsLists, brief
from nation.libraries import libraries
from nation.life import DAY, YEAR, Change, Lives
from nation.randomness import PARTS, happens, in_parts, stream
from nation.row_files import RowFile

WANTED = 60
"""From so many copies in the country on, a title is wanted more than others."""

WORK = "work"
"""Folder of what is needed between the two steps, and thrown away after them."""

ITEMS = pa.schema(
    [
        ("item", pa.int64()), ("manifestation", pa.int64()), ("installation", pa.string()),
        ("item_id", pa.string()), ("barcode", pa.string()), ("library", pa.string()),
        ("branch", pa.string()), ("branch_code", pa.string()), ("state", pa.string()),
        ("lending", pa.string()), ("part", pa.string()), ("due", pa.date32()),
        ("twin", pa.bool_()), ("since", pa.date32()),
    ]
)  # fmt: skip
"""Of truth/items.parquet: every copy, as it stands when it is first told."""

CHANGES = pa.schema(
    [
        ("item", pa.int64()), ("installation", pa.int16()), ("item_id", pa.string()),
        ("second", pa.int32()), ("kind", pa.string()), ("state", pa.string()),
        ("place", pa.string()), ("due_day", pa.int16()),
    ]
)  # fmt: skip


class Copies:
    """Makes the copies of manifestations, and writes one part of all files about them."""

    def __init__(self, folder: Path, seed: int, days: int, *, part: int) -> None:
        """Files of part `part` under the country's folder, for `days` days."""
        self._seed, self._days = seed, days
        self._country = libraries(seed)
        self._start: date = profile()["calendar"]["start"]
        self._lives = Lives(seed, days)
        self._lists = HoldingsLists(folder / "holdings", seed, days, part=part)
        name = f"part-{part:05}.parquet"
        self._items = RowFile(folder / WORK / "items" / name, ITEMS)
        self._changes = [
            RowFile(folder / WORK / f"changes-{day + 1:02}" / name, CHANGES) for day in range(days)
        ]
        self._requests = RowFile(folder / WORK / "requests" / name, REQUESTS)
        self._new = in_parts(profile()["life"]["new_a_year"]) * max(days - 1, 0) // YEAR

    def add(self, manifestation: Described, *, describe: Describe = brief) -> int:
        """The copies of one manifestation; returns how many there are."""
        chance = stream(self._seed, "life", manifestation.id)
        items = self._with_new(items_of(manifestation, self._seed), chance)
        if not items:
            return 0
        wanted = len(items) >= WANTED
        lived: dict[str, list[tuple[Item, Sequence[Change]]]] = {}
        for item in items:
            happened = self._lives.of(item, chance, wanted=wanted)
            lived.setdefault(item.installation, []).append((item, happened))
            self._tell(item, happened)
        for request in requests_for(items, self._seed, self._days, chance):
            self._requests.add(request)
        for copies in lived.values():
            system = self._country.system_of[copies[0][0].library]
            self._lists.add(system, manifestation, copies, describe=describe)
        return len(items)

    def _with_new(self, items: Sequence[Item], chance: Random) -> Sequence[Item]:
        """The copies and those bought in the days to come, each in order of its system."""
        parts = self._new * len(items)
        number = parts // PARTS + happens(chance, parts % PARTS)
        made = list(items)
        for _ in range(number):
            item = chance.choice(items)
            own = sum(each.installation == item.installation for each in made)
            system = self._country.system_of[item.library]
            made.append(self._new_copy(item, system, (len(made), own), chance))
        return made

    def _new_copy(
        self, item: Item, system: Installation, places: tuple[int, int], chance: Random
    ) -> Item:
        number = item.manifestation * COPIES_CAP + places[0]
        rest = (system.index, number, item.manifestation, places[1])
        state = ("on_order", "in_process")[chance.randrange(2)]
        return item._replace(
            number=number,
            item_id=NUMBERS[system.numbers](*rest),
            barcode=barcode(*rest),
            branch_code=self._country.codes[item.branch],
            state=state,
            status_code=system.states[state],
            due=None,
            twin=False,
            day=chance.randint(2, self._days),
        )

    def _tell(self, item: Item, happened: Iterable[Change]) -> None:
        self._items.add(
            (item.number, item.manifestation, item.installation, item.item_id, item.barcode,
             item.library, item.branch, item.branch_code, item.state, item.lending, item.part,
             item.due, item.twin, self._start + timedelta(days=item.day - 1))
        )  # fmt: skip
        for change in happened:
            index = self._country.system_of[item.library].index
            self._changes[change.second // DAY].add(
                (item.number, index, item.item_id, change.second, change.kind, change.state,
                 change.place, change.due_day)
            )  # fmt: skip

    def close(self) -> None:
        """Finish the files of this part."""
        self._lists.close()
        for file in (self._items, self._requests, *self._changes):
            file.close()

"""Deltas: per day and source the records that are new or changed, and those that went.

A record has at most one fate in all days. New manifestations come from the blocks of a part that
its first day did not need; their records arrive on that day or later, as libraries get to them.
"""

import json
from pathlib import Path
from random import Random

import pyarrow as pa

from nation.copies_made import WORK
from nation.drafting import Describing
from nation.profile import Profile
from nation.randomness import PARTS, happens, stream
from nation.records import Made, RecordMaker
from nation.row_files import RowFile, join_files
from nation.source_files import SourceFiles
from nation.world import Manifestation, Work

CHANGES = pa.schema(
    [
        ("source", pa.string()),
        ("number", pa.string()),
        ("change", pa.string()),
        ("into", pa.string()),
        ("manifestation", pa.int64()),
        ("expression", pa.int64()),
        ("work", pa.int64()),
        ("kind", pa.string()),
        ("phenomena", pa.list_(pa.string())),
    ]
)
"""Of days/<n>/truth.parquet: what became of which record; `into` is where a merged one went."""


class Day:
    """The files of one later day of one part."""

    def __init__(self, out: Path, day: int, part: int) -> None:
        """Under `days/<day>/`: records and deletions by source, and the truth."""
        self.folder = out / "days" / f"{day:02}"
        self._part = part
        self._sources = SourceFiles(self.folder / "sources", part)
        self._gone: dict[str, list[str]] = {}
        self._truth = RowFile(out / WORK / "later" / f"{day:02}-{part:05}.parquet", CHANGES)

    def write(self, m: Manifestation, made: Made, change: str) -> None:
        """A record that is new or changed: delivered whole."""
        self._sources.add([made])
        self._tell(m, made, change, "")

    def drop(self, m: Manifestation, made: Made, change: str, into: str = "") -> None:
        """A record that was deleted, or merged into another of its source."""
        line = json.dumps({"number": made.number, "into": into or None})
        self._gone.setdefault(made.source, []).append(line)
        self._tell(m, made, change, into)

    def _tell(self, m: Manifestation, made: Made, change: str, into: str) -> None:
        self._truth.add(
            (
                made.source,
                made.number,
                change,
                into,
                m.id,
                m.expression,
                m.work,
                made.kind,
                made.phenomena,
            )
        )

    def close(self) -> None:
        """Write all files of the day."""
        self._sources.write()
        for source, lines in self._gone.items():
            folder = self.folder / "sources" / source
            folder.mkdir(parents=True, exist_ok=True)
            text = "\n".join(lines)
            (folder / f"deletions-{self._part:05}.ndjson").write_text(f"{text}\n", "utf-8")
        self._truth.close()


class LaterDays:
    """What becomes of the records of one part on the days after the first."""

    def __init__(self, out: Path, profile: Profile, seed: int, *, days: int, part: int) -> None:
        """Days 2 to `days`; the fates of a part are drawn from a stream of its own."""
        self._days = [Day(out, day, part) for day in range(2, days + 1)]
        self._chance: Random = stream(seed, "fates", part)
        rates = {name: profile.number("days", name) for name in profile.tables["days"]}
        self._changed, self._deleted = rates["changed"], rates["deleted"]
        self._merged = rates["merged"]
        self._new = rates["new"]

    def wanted(self, records: int) -> int:
        """How many new records all later days shall bring to a part of so many."""
        return len(self._days) * self._new * records // PARTS

    def pass_over(self, maker: RecordMaker, m: Manifestation, work: Work, made: list[Made]) -> None:
        """Let the records of a manifestation of day 1 be changed, deleted or merged."""
        first: dict[str, Made] = {}
        for each in made:
            earlier = first.setdefault(each.source, each)
            for day in self._days:
                if self._fate(day, maker, (m, work), each, earlier):
                    break

    def _fate(
        self,
        day: Day,
        maker: RecordMaker,
        about: tuple[Manifestation, Work],
        made: Made,
        earlier: Made,
    ) -> bool:
        m, work = about
        chance = self._chance
        if made is not earlier and happens(chance, self._merged):
            day.drop(m, made, "merged", earlier.number)
        elif happens(chance, self._deleted):
            day.drop(m, made, "deleted")
        elif happens(chance, self._changed):
            amended = maker.amended(made, Describing(m, work, chance))
            if amended.payload == made.payload:
                return False  # the change is in what this system does not deliver
            day.write(m, amended, "changed")
        else:
            return False
        return True

    def arrive(self, m: Manifestation, made: list[Made]) -> None:
        """A manifestation that came out later: its records arrive from some day on."""
        start = int(self._chance.random() * len(self._days))
        for each in made:
            self._days[start].write(m, each, "new")
            if start < len(self._days) - 1 and self._chance.random() < 0.5:
                start += 1

    def close(self) -> None:
        """Write all files of all days."""
        for day in self._days:
            day.close()


def finish_days(out: Path, days: int) -> None:
    """Join what the parts tell of each later day into days/<n>/truth.parquet."""
    for day in range(2, days + 1):
        parts = sorted((out / WORK / "later").glob(f"{day:02}-*.parquet"))
        join_files(parts, out / "days" / f"{day:02}" / "truth.parquet", CHANGES)

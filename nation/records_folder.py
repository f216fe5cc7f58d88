"""A folder of records: one XML file a record, named after its control number, and `index.csv`.

The index has the columns number, identifier, datestamp (UTC, `2026-11-21T08:00:00Z`), set and
deleted (`yes` or empty). A deleted record needs no file.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

INDEX = "index.csv"
COLUMNS = ("number", "identifier", "datestamp", "set", "deleted")
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Entry:
    """A line of the index; `datestamp` is UTC without saying so, as `oaipmh` wants it."""

    number: str
    identifier: str
    datestamp: datetime
    set: str = ""
    deleted: bool = False


class RecordsFolder:
    """The records of a folder, read anew whenever its index changes."""

    def __init__(self, folder: Path) -> None:
        """The records under `folder`."""
        self._folder = folder
        self._entries: Sequence[Entry] = ()
        self._read_at = (0, 0)

    def entries(self) -> Sequence[Entry]:
        """The lines of the index in the order of datestamp and identifier."""
        facts = (self._folder / INDEX).stat()
        now = (facts.st_mtime_ns, facts.st_size)
        if now != self._read_at:
            self._entries = sorted(
                read_index(self._folder), key=lambda each: (each.datestamp, each.identifier)
            )
            self._read_at = now
        return self._entries

    def earliest(self) -> datetime | None:
        """The first datestamp."""
        entries = self.entries()
        return entries[0].datestamp if entries else None

    def sets(self) -> Sequence[str]:
        """The sets that the index names."""
        return sorted({each.set for each in self.entries() if each.set})

    def named(self, identifier: str) -> Entry | None:
        """The record with this identifier."""
        fitting = (each for each in self.entries() if each.identifier == identifier)
        return next(fitting, None)

    def matching(
        self, set: str, first: datetime | None, last: datetime | None, *, deletions: bool
    ) -> Sequence[Entry]:
        """The records of a set ("": of all) between two moments, both included."""
        return [
            entry
            for entry in self.entries()
            if (not first or entry.datestamp >= first)
            and (not last or entry.datestamp <= last)
            and (not set or entry.set == set or entry.set.startswith(f"{set}:"))
            and (deletions or not entry.deleted)
        ]

    def payload(self, entry: Entry) -> bytes:
        """The bytes of a record."""
        return (self._folder / f"{entry.number}.xml").read_bytes()


def read_index(folder: Path) -> list[Entry]:
    """The lines of a folder's index, in the order of the file."""
    with (folder / INDEX).open(encoding="utf-8", newline="") as file:
        return [
            Entry(
                number=row["number"],
                identifier=row["identifier"],
                datestamp=datetime.strptime(row["datestamp"], _STAMP),  # noqa: DTZ007
                set=row["set"],
                deleted=row["deleted"] == "yes",
            )
            for row in csv.DictReader(file)
        ]


def write_index(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the index of a folder whole, so that a provider never sees half of it."""
    aside = folder / f"{INDEX}.new"
    with aside.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for each in entries:
            stamp = each.datestamp.strftime(_STAMP)
            deleted = "yes" if each.deleted else ""
            lines.writerow((each.number, each.identifier, stamp, each.set, deleted))
    aside.replace(folder / INDEX)

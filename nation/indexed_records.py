"""The records of a source, found through its index in the files that were delivered."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, overload

from nation.as_xml import FORMS
from nation.records_folder import Entry
from nation.source_index import Wanted, as_utc, index_file, ranks_between

_ENTRY = "record.number, record.second, record.set_name, record.deleted"


class IndexedRecords:
    """Records of any number; a page of them is in memory at a time. One lock for all threads."""

    def __init__(self, wanted: Wanted) -> None:
        """The records that the index tells of; it is built where there is none."""
        self._country = wanted.country
        self._prefix = f"oai:{wanted.source}.example:"
        self._lock = Lock()
        self._index = sqlite3.connect(index_file(wanted), check_same_thread=False)

    def __len__(self) -> int:
        """How many records there are, deleted ones included."""
        return len(self.matching("", None, None, deletions=True))

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            self._index.close()

    def earliest(self) -> datetime | None:
        """The first datestamp."""
        ((second,),) = self.rows("SELECT min(second) FROM listed WHERE list = ''")
        return None if second is None else as_utc(second)

    def sets(self) -> Sequence[str]:
        """The names of the sets, in order."""
        return [name for (name,) in self.rows("SELECT DISTINCT list FROM listed") if name]

    def named(self, identifier: str) -> Entry | None:
        """The record with this identifier."""
        if not identifier.startswith(self._prefix):
            return None
        number = identifier.removeprefix(self._prefix)
        found = self.rows(f"SELECT {_ENTRY} FROM record WHERE number = ?", number)
        return self.entry(found[0]) if found else None

    def matching(
        self, set: str, first: datetime | None, last: datetime | None, *, deletions: bool
    ) -> Sequence[Entry]:
        """The records of a set between two moments; an index without deletions lists none."""
        with self._lock:
            ranks = ranks_between(self._index, set, first, last)
        return _Stretch(self, set, ranks)

    def payload(self, entry: Entry) -> bytes:
        """A record as XML, rendered from the bytes that were delivered."""
        ((path, start, length),) = self.rows(
            "SELECT path, start, length FROM record JOIN file ON file.id = record.file"
            " WHERE number = ?",
            entry.number,
        )
        with (self._country / path).open("rb") as file:
            file.seek(start)
            return FORMS[Path(path).suffix[1:]].as_xml(file.read(length))

    def entry(self, row: Sequence[Any]) -> Entry:
        """A row of the index, as the repository lists it."""
        number, second, set_name, deleted = row
        return Entry(number, self._prefix + number, as_utc(second), set_name, bool(deleted))

    def rows(self, question: str, *given: Any) -> list[Any]:
        """Rows of the index."""
        with self._lock:
            return self._index.execute(question, given).fetchall()


class _Stretch(Sequence[Entry]):
    """A part of a list, read when a slice of it is asked for."""

    def __init__(self, records: IndexedRecords, name: str, ranks: Sequence[int]) -> None:
        self._records, self._name, self._ranks = records, name, ranks

    def __len__(self) -> int:
        return len(self._ranks)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(place, int):
            return self._read([self._ranks[place]])[0]
        return self._read(self._ranks[place])

    def _read(self, ranks: Sequence[int]) -> list[Entry]:
        if not ranks:
            return []
        rows = self._records.rows(
            f"SELECT {_ENTRY} FROM listed JOIN record ON record.number = listed.number"
            " WHERE list = ? AND rank BETWEEN ? AND ? ORDER BY rank",
            self._name,
            ranks[0],
            ranks[-1],
        )
        return [self._records.entry(row) for row in rows]

"""What was landed and where each harvest stands: the SQL form of the journal of `ingest`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.database import Connection
from catalogue.source_record import Format


@dataclass(frozen=True)
class LandedPage:
    """A file of records, as harvested or delivered: `file` is its path in the landing zone."""

    page: int
    source: str
    file: str
    format: Format
    records: int


@dataclass(frozen=True)
class LandedSource:
    """What came from one source: pages, the records in them, how many wait or are rejected."""

    source: str
    pages: int = 0
    records: int = 0
    waiting: int = 0
    last: datetime | None = None
    rejected: int = 0


class SqlJournal:
    """The journal over one connection; every method is one commit."""

    def __init__(self, connection: Connection) -> None:
        """A journal that writes through `connection`."""
        self._connection = connection

    def checkpoint(self, name: str) -> dict[str, Any] | None:
        """Where the harvest or file `name` stands, or None before its first page."""
        row = self._connection.execute(
            "SELECT state FROM checkpoint WHERE name = %s", (name,)
        ).fetchone()
        return dict(json.loads(row[0])) if row else None

    def set_checkpoint(self, name: str, state: Mapping[str, Any]) -> None:
        """Move checkpoint `name` where no page goes with it, as at the end of a window."""
        self._connection.execute(
            "INSERT INTO checkpoint (name, state) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET state = excluded.state, at = now()",
            (name, json.dumps(state)),
        )

    def is_landed(self, file: str) -> bool:
        """True if a page of this name in the landing zone is known."""
        row = self._connection.execute(
            "SELECT FROM landed_page WHERE file = %s", (file,)
        ).fetchone()
        return row is not None

    def page_landed(
        self,
        page: LandedPage,
        *,
        checkpoint: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> int:
        """Note a landed page and move its checkpoint in one commit; the number of the page.

        The bytes must be on disk already. A file that was noted before waits once more, behind
        all others: what it says is the newest.
        """
        with self._connection.transaction():
            row = self._connection.execute(
                "INSERT INTO landed_page (source, file, format, records) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (file) DO UPDATE SET page = DEFAULT, saved = false,"
                " records = excluded.records, landed_at = now() RETURNING page",
                (page.source, page.file, page.format.value, page.records),
            ).fetchone()
            if checkpoint is not None:
                self.set_checkpoint(checkpoint, state or {})
        return int(row[0]) if row else 0

    def waiting(self, source: str | None = None) -> tuple[LandedPage, ...]:
        """The pages that are landed and not yet saved, in the order in which they were landed."""
        rows = self._connection.execute(
            "SELECT page, source, file, format, records FROM landed_page"
            " WHERE NOT saved AND (%s::text IS NULL OR source = %s) ORDER BY page",
            (source, source),
        )
        return tuple(
            LandedPage(page, name, file, Format(format_), records)
            for page, name, file, format_, records in rows
        )

    def landed(self) -> tuple[LandedSource, ...]:
        """What came from each source that delivered anything, in the order of their names."""
        rows = self._connection.execute(
            "SELECT source, count(*), sum(records), count(*) FILTER (WHERE NOT saved),"
            " max(landed_at), (SELECT count(*) FROM dead_letter d WHERE d.source = p.source)"
            " FROM landed_page p GROUP BY source ORDER BY source"
        )
        return tuple(LandedSource(*row) for row in rows)

"""What was landed and where each harvest stands: the SQL form of the journal of `ingest`."""

from dataclasses import dataclass

from catalogue.database import Connection
from catalogue.model import Format


@dataclass(frozen=True)
class WaitingPage:
    """A landed page that is not saved yet: `file` is its path in the landing zone."""

    page: int
    source: str
    file: str
    format: Format
    records: int


class SqlJournal:
    """The journal over one connection; every method is one commit."""

    def __init__(self, connection: Connection) -> None:
        """A journal that writes through `connection`."""
        self._connection = connection

    def read_checkpoint(self, name: str) -> str | None:
        """The state kept under `name`, or None."""
        row = self._connection.execute(
            "SELECT state FROM checkpoint WHERE name = %s", (name,)
        ).fetchone()
        return str(row[0]) if row else None

    def move_checkpoint(self, name: str, state: str) -> None:
        """Keep `state` under `name`."""
        self._connection.execute(
            "INSERT INTO checkpoint (name, state) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET state = excluded.state, at = now()",
            (name, state),
        )

    def page_landed(
        self, source: str, file: str, *, format: str, records: int, checkpoint: tuple[str, str]
    ) -> None:
        """Note a landed page that waits to be saved, and a checkpoint, in one commit.

        A file that was noted before waits once more, behind all others: what it says is newest.
        """
        with self._connection.transaction():
            self._connection.execute(
                "INSERT INTO landed_page (source, file, format, records) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (file) DO UPDATE SET page = DEFAULT, saved = false,"
                " records = excluded.records, landed_at = now()",
                (source, file, format, records),
            )
            self.move_checkpoint(*checkpoint)

    def waiting(self, source: str | None = None) -> tuple[WaitingPage, ...]:
        """The pages that are landed and not yet saved, in the order in which they were landed."""
        rows = self._connection.execute(
            "SELECT page, source, file, format, records FROM landed_page"
            " WHERE NOT saved AND (%s::text IS NULL OR source = %s) ORDER BY page",
            (source, source),
        )
        return tuple(
            WaitingPage(page, name, file, Format(format_), records)
            for page, name, file, format_, records in rows
        )

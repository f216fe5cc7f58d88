"""What the catalogue holds of one source, to be set beside what the source lists."""

from collections.abc import Iterator
from datetime import datetime

from catalogue.database import Connection

Header = tuple[str, datetime | None, bool]
"""OAI identifier, datestamp, and whether it is a deletion."""


def located_records(connection: Connection, source: str) -> Iterator[Header]:
    """Every record of a source that came under an identifier; rejected ones came too."""
    rows = connection.execute(
        "SELECT locator, datestamp, deleted FROM source_record"
        " WHERE source = %(source)s AND locator IS NOT NULL"
        " UNION ALL SELECT locator, NULL, false FROM dead_letter d"
        " WHERE source = %(source)s AND locator IS NOT NULL AND NOT EXISTS"
        "   (SELECT FROM source_record r WHERE (r.source, r.locator) = (d.source, d.locator))",
        {"source": source},
    )
    yield from rows

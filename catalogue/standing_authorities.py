"""Entries of thesauri as they stand, beside what their bytes would be read as."""

from collections.abc import Sequence

from catalogue.authority import Authority
from catalogue.database import Connection
from catalogue.source_record import RecordKey


def standing_authorities(
    connection: Connection, keys: Sequence[RecordKey]
) -> dict[RecordKey, Authority]:
    """Those of the entries that stand."""
    given = [key.source for key in keys], [key.number for key in keys]
    bodies = " UNION ALL ".join(
        f"SELECT t.body FROM {table} t"
        " JOIN unnest(%(sources)s::text[], %(numbers)s::text[]) g(source, number)"
        " USING (source, number) WHERE NOT t.deleted"
        for table in ("agent", "concept")
    )
    rows = connection.execute(bodies, dict(zip(("sources", "numbers"), given, strict=True)))
    found = (Authority.model_validate_json(body) for (body,) in rows)
    return {entry.key: entry for entry in found}

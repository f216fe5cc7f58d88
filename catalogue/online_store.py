"""Where titles are read online: addresses and licences, by the records that state them."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.changes import announce
from catalogue.database import Connection

_RECORDS = """
    SELECT number FROM source_record
    WHERE source = %s AND number > %s AND NOT deleted ORDER BY number LIMIT %s
"""
_STATED = """
    SELECT c.manifestation, v.source, v.number, o.address, o.licence_from, o.licence_until,
        o.loan_model
    FROM source_record r JOIN source_record_version v USING (version)
    JOIN cluster_member c ON (c.source, c.number) = (r.source, r.number)
    CROSS JOIN LATERAL jsonb_to_record(v.record::jsonb -> 'online') AS o(
        address text, licence_from date, licence_until date, loan_model text)
    WHERE r.source = %(source)s AND r.number = ANY(%(numbers)s)
        AND jsonb_typeof(v.record::jsonb -> 'online') = 'object'
"""
_WRITE = f"""
    WITH before AS (
        SELECT source, number, manifestation FROM online_access
        WHERE source = %(source)s AND number = ANY(%(numbers)s)),
    written AS (
        INSERT INTO online_access AS kept (manifestation, source, number, address,
            licence_from, licence_until, loan_model) {_STATED}
        ON CONFLICT (source, number) DO UPDATE SET manifestation = excluded.manifestation,
            address = excluded.address, licence_from = excluded.licence_from,
            licence_until = excluded.licence_until, loan_model = excluded.loan_model
        WHERE (kept.*) IS DISTINCT FROM (excluded.*)
        RETURNING source, number, manifestation)
    SELECT w.manifestation, b.manifestation FROM written w
    LEFT JOIN before b USING (source, number)
"""
_DROP = """
    DELETE FROM online_access a
    WHERE a.source = %s AND NOT EXISTS (
        SELECT FROM source_record r JOIN source_record_version v USING (version)
        JOIN cluster_member c ON (c.source, c.number) = (r.source, r.number)
        WHERE (r.source, r.number) = (a.source, a.number) AND NOT r.deleted
            AND jsonb_typeof(v.record::jsonb -> 'online') = 'object')
    RETURNING a.manifestation
"""


@dataclass(frozen=True)
class OnlineCounts:
    """Records read, addresses written because they differed, and addresses dropped."""

    read: int = 0
    written: int = 0
    dropped: int = 0


def write_online_access(
    connection: Connection, sources: Sequence[str], *, batch: int = 2000
) -> OnlineCounts:
    """Bring the addresses stated by records of `sources` up to date, after clusters have ids.

    Each batch commits whole, with the works whose addresses changed in the feed.
    """
    read = written = dropped = 0
    for source in sources:
        last = ""
        while numbers := _next(connection, source, last, batch):
            last = numbers[-1]
            read += len(numbers)
            written += _write(connection, source, numbers)
        dropped += _drop(connection, source)
    return OnlineCounts(read, written, dropped)


def _next(connection: Connection, source: str, last: str, batch: int) -> list[str]:
    return [row[0] for row in connection.execute(_RECORDS, (source, last, batch))]


def _write(connection: Connection, source: str, numbers: Sequence[str]) -> int:
    with connection.transaction():
        rows = connection.execute(_WRITE, {"source": source, "numbers": list(numbers)}).fetchall()
        _announce_works(connection, [m for row in rows for m in row if m])
    return len(rows)


def _drop(connection: Connection, source: str) -> int:
    with connection.transaction():
        rows = connection.execute(_DROP, (source,)).fetchall()
        _announce_works(connection, [row[0] for row in rows])
    return len(rows)


def _announce_works(connection: Connection, manifestations: Sequence[str]) -> None:
    rows = connection.execute(
        "SELECT DISTINCT work FROM work_member WHERE manifestation = ANY(%s) ORDER BY work",
        (list(manifestations),),
    )
    announce(connection, "work", [row[0] for row in rows])

"""What matching found, in the store: match keys for one record on line, comparisons to explain."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogue.database import Connection, batches
from catalogue.source_record import RecordKey

_LEARNED = "matching"


class WeighedPair(NamedTuple):
    """A pair as it is kept, under its smaller key; `evidence` is JSON."""

    right: RecordKey
    score: float
    verdict: str
    evidence: str


class LocalRow(NamedTuple):
    """A library system's record as it stands, its copies (JSON), and what matching made of it."""

    installation: str
    source: str
    number: str
    items: str
    seen_at: str
    manifestation: str | None
    standing: str | None
    candidates: list[str]


def keep_match_keys(
    connection: Connection,
    keys: Iterable[tuple[RecordKey, Sequence[str]]],
    *,
    batch: int = 1000,
) -> int:
    """Let each record stand under exactly these keys; how many rows changed.

    Records that are not given keep theirs; each batch commits whole.
    """
    return sum(_keep_keys(connection, some) for some in batches(keys, batch))


def _keep_keys(connection: Connection, some: Sequence[tuple[RecordKey, Sequence[str]]]) -> int:
    rows = [(key, *record) for record, keys in some for key in keys]
    with connection.transaction():
        dropped = connection.execute(
            "DELETE FROM match_key k USING unnest(%s::text[], %s::text[]) r(source, number)"
            " WHERE (k.source, k.number) = (r.source, r.number)"
            " AND NOT (k.key || chr(31) || k.source || chr(31) || k.number) = ANY(%s)",
            (
                [record.source for record, _ in some],
                [record.number for record, _ in some],
                ["\x1f".join(row) for row in rows],
            ),
        ).rowcount
        added = connection.execute(
            "INSERT INTO match_key SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])"
            " ON CONFLICT DO NOTHING",
            _columns(rows, 3),
        ).rowcount
    return dropped + added


def keep_comparisons(
    connection: Connection,
    weighed: Iterable[tuple[RecordKey, Sequence[WeighedPair]]],
    *,
    batch: int = 1000,
) -> int:
    """Let each record stand with exactly these pairs under it; how many rows changed.

    Records that are not given keep theirs; each batch commits whole.
    """
    return sum(_keep_pairs(connection, some) for some in batches(weighed, batch))


def _keep_pairs(
    connection: Connection, some: Sequence[tuple[RecordKey, Sequence[WeighedPair]]]
) -> int:
    rows = [
        (*left, *pair.right, pair.score, pair.verdict, pair.evidence)
        for left, pairs in some
        for pair in pairs
    ]
    with connection.transaction():
        dropped = connection.execute(
            "DELETE FROM comparison c USING unnest(%s::text[], %s::text[]) r(source, number)"
            " WHERE (c.left_source, c.left_number) = (r.source, r.number)"
            " AND NOT (c.left_source || chr(31) || c.left_number || chr(31) || c.right_source"
            "   || chr(31) || c.right_number) = ANY(%s)",
            (
                [left.source for left, _ in some],
                [left.number for left, _ in some],
                ["\x1f".join(row[:4]) for row in rows],
            ),
        ).rowcount
        written = connection.execute(
            "INSERT INTO comparison AS kept SELECT * FROM unnest(%s::text[], %s::text[],"
            " %s::text[], %s::text[], %s::real[], %s::text[], %s::text[])"
            " ON CONFLICT (left_source, left_number, right_source, right_number) DO UPDATE"
            " SET score = excluded.score, verdict = excluded.verdict, evidence = excluded.evidence"
            " WHERE (kept.score, kept.verdict, kept.evidence)"
            " IS DISTINCT FROM (excluded.score, excluded.verdict, excluded.evidence)",
            _columns(rows, 7),
        ).rowcount
    return dropped + written


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [[row[i] for row in rows] for i in range(width)]


def keep_poisoned(connection: Connection, identifiers: Iterable[str]) -> None:
    """Keep the identifiers that a full match found to mean nothing, for everyone who matches."""
    connection.execute(
        "INSERT INTO checkpoint (name, state) VALUES (%s, %s) ON CONFLICT (name)"
        " DO UPDATE SET state = excluded.state, at = now()"
        " WHERE checkpoint.state <> excluded.state",
        (_LEARNED, json.dumps(sorted(identifiers))),
    )


def read_poisoned(connection: Connection) -> frozenset[str]:
    """The identifiers that the last full match found to mean nothing."""
    row = connection.execute("SELECT state FROM checkpoint WHERE name = %s", (_LEARNED,)).fetchone()
    return frozenset(json.loads(row[0])) if row else frozenset()


def read_works_of(connection: Connection) -> Mapping[str, str]:
    """The work of every manifestation that has records."""
    return dict(connection.execute("SELECT manifestation, work FROM work_member").fetchall())


_LOCAL = """
    SELECT i.installation, r.source, r.number, coalesce(v.items, '[]'),
        to_json(coalesce(r.datestamp, v.datestamp, v.saved_at))#>>'{}', c.manifestation, m.standing,
        CASE WHEN m.standing = 'local' THEN ARRAY(
            SELECT DISTINCT other.manifestation FROM (
                SELECT right_source AS source, right_number AS number FROM comparison
                WHERE (left_source, left_number) = (r.source, r.number) AND verdict = 'ask'
                UNION ALL
                SELECT left_source, left_number FROM comparison
                WHERE (right_source, right_number) = (r.source, r.number) AND verdict = 'ask'
            ) doubted JOIN cluster_member other USING (source, number)
            JOIN manifestation found ON found.id = other.manifestation
            WHERE found.standing <> 'local' ORDER BY 1) ELSE '{}' END
    FROM installation i JOIN source_record r USING (source)
    JOIN source_record_version v USING (version)
    LEFT JOIN cluster_member c ON (c.source, c.number) = (r.source, r.number)
    LEFT JOIN manifestation m ON m.id = c.manifestation
    WHERE NOT r.deleted ORDER BY i.installation, r.number
"""


def read_local_records(connection: Connection) -> Iterator[LocalRow]:
    """The records of every library system, by installation, with what else each may be.

    A record in doubt has the national manifestations of the records it may be the same as.
    """
    with connection.transaction(), connection.cursor(name="local_records") as cursor:
        for row in cursor.execute(_LOCAL):
            yield LocalRow(*row)


def last_delivered(connection: Connection) -> str:
    """When a library system delivered last, changed or not: each delivery confirms its copies."""
    row = connection.execute(
        "SELECT max(r.datestamp)::text FROM installation i JOIN source_record r USING (source)"
    ).fetchone()
    return str(row[0]) if row else ""


def read_withdrawn_local(connection: Connection) -> Mapping[str, list[str]]:
    """Records that a library system withdrew and that still have holdings, by installation."""
    rows = connection.execute(
        "SELECT h.installation, array_agg(DISTINCT h.local_record ORDER BY h.local_record)"
        " FROM holding h JOIN installation i USING (installation)"
        " JOIN source_record r ON (r.source, r.number) = (i.source, h.local_record)"
        " WHERE r.deleted GROUP BY h.installation ORDER BY h.installation"
    )
    return {installation: records for installation, records in rows}

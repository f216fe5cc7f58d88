"""A work with everything a search document needs, read in one snapshot.

The payload is a `WorkPayload` as JSON text, put together from bodies as they are kept: nothing is
parsed on the way out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.database import Connection

_READ = """
WITH asked AS (SELECT id FROM unnest(%(ids)s::text[]) AS asked(id)),
m AS MATERIALIZED (
    SELECT m.work, m.id, m.body FROM asked JOIN manifestation m ON m.work = asked.id),
h AS MATERIALIZED (
    SELECT h.manifestation, h.installation, h.local_record, h.library, h.reason
    FROM m JOIN holding h ON h.manifestation = m.id),
holdings AS (
    SELECT manifestation AS id, json_agg(json_build_object('installation', installation,
        'local_record', local_record, 'library', library, 'manifestation', manifestation,
        'reason', reason) ORDER BY library, installation, local_record)::text AS json
    FROM h GROUP BY manifestation),
items AS (
    SELECT h.manifestation AS id, json_agg(json_build_object('installation', i.installation,
        'item_id', i.item_id, 'local_record', i.local_record, 'library', i.library,
        'branch', i.branch, 'place', i.place, 'state', i.state, 'lending', i.lending,
        'shelf_mark', i.shelf_mark, 'part', i.part, 'state_since', i.state_since,
        'seen_at', i.seen_at, 'due', i.due)
        ORDER BY i.installation, i.item_id)::text AS json
    FROM h JOIN item i ON (i.installation, i.local_record, i.library)
                        = (h.installation, h.local_record, h.library)
    WHERE NOT i.gone GROUP BY h.manifestation),
online AS (
    SELECT m.id, json_agg(json_build_object('address', o.address,
        'licence_from', o.licence_from, 'licence_until', o.licence_until,
        'loan_model', o.loan_model) ORDER BY o.source, o.number)::text AS json
    FROM m JOIN online_access o ON o.manifestation = m.id GROUP BY m.id),
described AS (
    SELECT m.work, string_agg('{"manifestation":' || m.body
        || ',"items":' || coalesce(items.json, '[]')
        || ',"holdings":' || coalesce(holdings.json, '[]')
        || ',"online":' || coalesce(online.json, '[]') || '}', ',' ORDER BY m.id) AS json
    FROM m LEFT JOIN items USING (id) LEFT JOIN holdings USING (id) LEFT JOIN online USING (id)
    GROUP BY m.work)
SELECT asked.id, version.xid, '{"work":' || work.body || ',"version":' || version.xid
    || ',"manifestations":[' || described.json || ']}'
FROM asked
CROSS JOIN LATERAL (SELECT coalesce((SELECT xid FROM change WHERE subject = asked.id
    ORDER BY xid DESC LIMIT 1)::text::bigint, 0) AS xid) version
LEFT JOIN work ON work.id = asked.id LEFT JOIN described ON described.work = asked.id
ORDER BY asked.id
"""


@dataclass(frozen=True)
class WorkPage:
    """A work as it stood: `version` only grows; `payload` is None where the work is gone."""

    work: str
    version: int
    payload: str | None


def read_work_pages(connection: Connection, works: Sequence[str]) -> tuple[WorkPage, ...]:
    """The works asked for, in the order of their ids, all read in one snapshot.

    The version is the highest transaction in the work's change rows: a document written with it
    never overwrites a later one. A work without manifestations counts as gone. Holdings on the
    unlinked desk are among the rest with their reason: their own library finds them. Items that
    are gone are left out.
    """
    rows = connection.execute(_READ, {"ids": sorted(set(works))})
    return tuple(WorkPage(*row) for row in rows)

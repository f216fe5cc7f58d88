"""Records that a source handed to its successor: who stands for whom while both deliver.

The copy of the predecessor takes no part in matching once its successor delivers: two copies of one
record are one witness. It stays in the cluster of its successor.
"""

from collections.abc import Iterable, Mapping

from catalogue.changes import announce
from catalogue.database import Connection
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster

STANDS_FOR = """
    SELECT a.source, a.number, a.to_source, a.to_number, a.succession FROM record_alias a
    JOIN source_record r ON (r.source, r.number) = (a.to_source, a.to_number) AND NOT r.deleted
"""
"""Aliases whose successor delivers the record."""

_MOVE = f"""
    WITH moved AS (
        SELECT m.id, s.succession, m.anchor_source, m.anchor_number, s.to_source, s.to_number
        FROM minted_id m JOIN ({STANDS_FOR}) s
          ON (m.anchor_source, m.anchor_number) = (s.source, s.number)),
    noted AS (
        INSERT INTO succession_move (succession, kind, subject, before)
        SELECT succession, 'id', id, json_build_array(anchor_source, anchor_number)::text FROM moved
        ON CONFLICT DO NOTHING)
    UPDATE minted_id m SET anchor_source = moved.to_source, anchor_number = moved.to_number
    FROM moved WHERE m.id = moved.id
"""


def move_anchors(connection: Connection) -> int:
    """Let ids follow their records to the successor that delivers them now; how many moved."""
    with connection.transaction():
        moved = connection.execute(_MOVE).rowcount
        if moved:
            announce(connection, "judgement", ("succession",))
    return moved


def read_stand_ins(connection: Connection) -> dict[RecordKey, RecordKey]:
    """Each record that its successor stands for, with that successor; both still deliver."""
    rows = connection.execute(
        f"SELECT s.source, s.number, s.to_source, s.to_number FROM ({STANDS_FOR}) s"
        " JOIN source_record r USING (source, number) WHERE NOT r.deleted"
    )
    return {RecordKey(*row[:2]): RecordKey(*row[2:]) for row in rows}


def with_predecessors(
    clusters: Iterable[Cluster], stand_ins: Mapping[RecordKey, RecordKey]
) -> list[Cluster]:
    """The clusters with the records that their members stand for behind them."""
    behind: dict[RecordKey, list[RecordKey]] = {}
    for record in sorted(stand_ins):
        behind.setdefault(_last(record, stand_ins), []).append(record)
    return [
        Cluster(
            (*each.members, *(r for m in each.members for r in behind.get(m, ()))), each.reasons
        )
        for each in clusters
    ]


def _last(record: RecordKey, stand_ins: Mapping[RecordKey, RecordKey]) -> RecordKey:
    """The last successor of a record; a circle ends where it was entered."""
    seen = {record}
    while (following := stand_ins.get(record)) and following not in seen:
        record = following
        seen.add(record)
    return record

"""One source succeeds another: ids, judgements and provenance go with the records, and back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.aliases import STANDS_FOR, move_anchors
from catalogue.changes import announce
from catalogue.database import Connection
from catalogue.errors import CatalogueError
from catalogue.source_record import RecordKey

Pair = tuple[str, str]
"""The number under the old source, and the one under the new."""

_GIVEN = "unnest(%(old)s::text[], %(new)s::text[]) g(old, new)"


@dataclass(frozen=True)
class SuccessionCounts:
    """What a succession moves: `known` of the pairs are records of the old source, `delivered` of
    the new one too; `kept_apart` are pairs that a person judged different."""

    pairs: int
    known: int
    delivered: int
    kept_apart: int
    ids: int
    judgements: int


def preview(connection: Connection, old: str, new: str, pairs: Sequence[Pair]) -> SuccessionCounts:
    """What `succeed` would do."""
    with connection.transaction(force_rollback=True):
        return _succeed(connection, old, new, pairs)


def succeed(connection: Connection, old: str, new: str, pairs: Sequence[Pair]) -> SuccessionCounts:
    """Move ids and judgements of source `old` to `new`, record by record, in one transaction.

    Pairs whose new record is not delivered yet move when it is; the same pairs again move nothing.
    """
    with connection.transaction():
        return _succeed(connection, old, new, pairs)


def undo(connection: Connection, old: str, new: str) -> SuccessionCounts:
    """Move everything back that `succeed` moved; raises CatalogueError where nothing was."""
    with connection.transaction():
        row = connection.execute(
            "UPDATE succession SET undone_at = now() WHERE (old_source, new_source) = (%s, %s)"
            " AND undone_at IS NULL RETURNING succession",
            (old, new),
        ).fetchone()
        if row is None:
            raise CatalogueError(f"{new} does not succeed {old}, so nothing can be undone")
        number = int(row[0])
        ids = _move_back(connection, number, "id", _ID_BACK)
        judgements = _move_back(connection, number, "judgement", _JUDGEMENT_BACK)
        pairs = connection.execute(
            "DELETE FROM record_alias WHERE succession = %s", (number,)
        ).rowcount
        announce(connection, "judgement", (f"succession {old} {new}",))
    return SuccessionCounts(pairs, pairs, pairs, 0, ids, judgements)


def _succeed(connection: Connection, old: str, new: str, pairs: Sequence[Pair]) -> SuccessionCounts:
    apart = _kept_apart(connection, old, new, pairs)
    wanted = [pair for pair in pairs if pair not in apart]
    number = _number(connection, old, new)
    values = {
        "old_source": old,
        "new_source": new,
        "number": number,
        "old": [first for first, _ in wanted],
        "new": [second for _, second in wanted],
    }
    connection.execute(
        "INSERT INTO record_alias (source, number, to_source, to_number, succession)"
        f" SELECT %(old_source)s, old, %(new_source)s, new, %(number)s FROM {_GIVEN}"
        " ON CONFLICT (source, number) DO UPDATE SET to_number = excluded.to_number,"
        " to_source = excluded.to_source, succession = excluded.succession",
        values,
    )
    connection.execute(
        f"DELETE FROM match_key k USING ({STANDS_FOR}) s"
        " WHERE (k.source, k.number) = (s.source, s.number)"
    )
    ids, judgements = move_anchors(connection), _move_judgements(connection, number)
    announce(connection, "judgement", (f"succession {old} {new}",))
    known, delivered = _delivered(connection, values)
    return SuccessionCounts(len(pairs), known, delivered, len(apart), ids, judgements)


def _number(connection: Connection, old: str, new: str) -> int:
    """The number of this succession, which may be added to later."""
    row = (
        connection.execute(
            "SELECT succession FROM succession"
            " WHERE (old_source, new_source) = (%s, %s) AND undone_at IS NULL",
            (old, new),
        ).fetchone()
        or connection.execute(
            "INSERT INTO succession (old_source, new_source) VALUES (%s, %s) RETURNING succession",
            (old, new),
        ).fetchone()
    )
    return int(row[0]) if row else 0


def _delivered(connection: Connection, values: dict[str, object]) -> tuple[int, int]:
    row = connection.execute(
        f"SELECT count(o.source), count(n.source) FROM {_GIVEN}"
        " LEFT JOIN source_record o ON (o.source, o.number) = (%(old_source)s, g.old)"
        " LEFT JOIN source_record n"
        "   ON (n.source, n.number) = (%(new_source)s, g.new) AND NOT n.deleted",
        values,
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _kept_apart(connection: Connection, old: str, new: str, pairs: Sequence[Pair]) -> set[Pair]:
    """Pairs that a person judged different: people outrank a concordance."""
    rows = connection.execute(
        "SELECT left_source, left_number, right_source, right_number FROM judgement"
        " WHERE verdict = 'different' AND withdrawn_at IS NULL"
        " AND (left_source, right_source) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"a": old, "b": new},
    )
    judged = {frozenset((RecordKey(*row[:2]), RecordKey(*row[2:]))) for row in rows}
    return {
        (first, second)
        for first, second in pairs
        if frozenset((RecordKey(old, first), RecordKey(new, second))) in judged
    }


def _move_judgements(connection: Connection, succession: int) -> int:
    """Let standing judgements speak of the successors; one on both copies has nothing to say."""
    rows = connection.execute(
        "SELECT j.judgement, j.left_source, j.left_number, j.right_source, j.right_number,"
        " l.to_source, l.to_number, r.to_source, r.to_number FROM judgement j"
        " LEFT JOIN record_alias l ON (l.source, l.number) = (j.left_source, j.left_number)"
        " LEFT JOIN record_alias r ON (r.source, r.number) = (j.right_source, j.right_number)"
        " WHERE j.withdrawn_at IS NULL AND %(s)s IN (l.succession, r.succession)",
        {"s": succession},
    ).fetchall()
    moved = 0
    for judgement, *keys in rows:
        before = [RecordKey(*keys[:2]), RecordKey(*keys[2:4])]
        after = [
            RecordKey(*keys[at : at + 2]) if keys[at] else was
            for at, was in zip((4, 6), before, strict=True)
        ]
        if after[0] == after[1]:
            continue
        moved += 1
        connection.execute(
            "INSERT INTO succession_move VALUES (%s, 'judgement', %s, %s) ON CONFLICT DO NOTHING",
            (succession, str(judgement), json.dumps([*before[0], *before[1]])),
        )
        left, right = sorted(after)
        connection.execute(_JUDGEMENT, (*left, *right, judgement))
    return moved


_JUDGEMENT = (
    "UPDATE judgement SET left_source = %s, left_number = %s, right_source = %s, right_number = %s"
    " WHERE judgement = %s::bigint"
)
_JUDGEMENT_BACK = _JUDGEMENT
_ID_BACK = "UPDATE minted_id SET anchor_source = %s, anchor_number = %s WHERE id = %s"


def _move_back(connection: Connection, succession: int, kind: str, statement: str) -> int:
    rows = connection.execute(
        "SELECT subject, before FROM succession_move WHERE (succession, kind) = (%s, %s)",
        (succession, kind),
    ).fetchall()
    for subject, before in rows:
        connection.execute(statement, (*json.loads(before), subject))
    return len(rows)

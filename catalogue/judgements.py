"""A cataloguer's verdict, recorded with its change and its signature in one transaction."""

from catalogue.api_keys import ApiKey
from catalogue.changes import announce
from catalogue.database import Connection
from catalogue.desk_store import SignedJudgement
from catalogue.errors import UnreadableRecord
from catalogue.source_record import RecordKey
from catalogue.verdicts import Judgement


def record_judgement(connection: Connection, judgement: Judgement, key: ApiKey) -> SignedJudgement:
    """Keep a judgement; the next matching obeys it. The pair is stored in the order of its keys.

    Raises UnreadableRecord where one of the records was never delivered. An equal judgement that
    still stands is returned as it is: saying it twice changes nothing.
    """
    left, right = sorted((judgement.left, judgement.right))
    with connection.transaction():
        _require(connection, left, right)
        standing = _standing(connection, left, right)
        if standing and (standing.verdict, standing.why) == (judgement.verdict, judgement.why):
            return standing
        row = connection.execute(
            "INSERT INTO judgement (left_source, left_number, right_source, right_number, verdict,"
            " who, why) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING judgement, at",
            (*left, *right, judgement.verdict, key.name, judgement.why),
        ).fetchone()
        announce(connection, "judgement", (f"{left} {right}",), key.name)
        connection.execute(
            "INSERT INTO audit (key_id, action, subject, detail) VALUES (%s, 'judge', %s, %s)",
            (key.key_id, f"{left} {right}", judgement.verdict),
        )
    if row is None:
        raise UnreadableRecord(f"the judgement on {left} and {right} was not kept; send it again")
    return SignedJudgement(
        judgement=row[0],
        left=str(left),
        right=str(right),
        verdict=judgement.verdict,
        who=key.name,
        why=judgement.why,
        at=row[1],
        withdrawn_at=None,
    )


def _require(connection: Connection, *keys: RecordKey) -> None:
    for key in keys:
        known = connection.execute(
            "SELECT 1 FROM source_record WHERE (source, number) = (%s, %s)", key
        ).fetchone()
        if known is None:
            raise UnreadableRecord(f"no source ever delivered a record {key}")


def _standing(connection: Connection, left: RecordKey, right: RecordKey) -> SignedJudgement | None:
    """The newest judgement on a pair that was not withdrawn."""
    row = connection.execute(
        "SELECT judgement, verdict, who, why, at FROM judgement WHERE withdrawn_at IS NULL AND"
        " (left_source, left_number, right_source, right_number) = (%s, %s, %s, %s)"
        " ORDER BY judgement DESC LIMIT 1",
        (*left, *right),
    ).fetchone()
    if row is None:
        return None
    return SignedJudgement(
        judgement=row[0],
        left=str(left),
        right=str(right),
        verdict=row[1],
        who=row[2],
        why=row[3],
        at=row[4],
        withdrawn_at=None,
    )

"""The days between an announcement and a full description, as they are reported."""

from datetime import UTC, datetime, timedelta

import pytest

from catalogue.database import Connection, open_store
from catalogue.timeliness import Timeliness, days_to_full_description

pytestmark = pytest.mark.postgres

START = datetime(2026, 11, 1, tzinfo=UTC)


def tell(
    connection: Connection, spil_id: str, record: tuple[str, str], day: float, body: str
) -> None:
    source, number = record
    connection.execute(
        "WITH v AS (INSERT INTO source_record_version"
        " (source, number, sha256, format, record, saved_at) VALUES (%s, %s, '', 'marc', %s, %s)"
        " RETURNING source, number, version)"
        " INSERT INTO source_record (source, number, version) SELECT * FROM v"
        " ON CONFLICT (source, number) DO UPDATE SET version = excluded.version",
        (source, number, body, START + timedelta(days=day)),
    )
    connection.execute(
        "INSERT INTO minted_id VALUES (%s, 'manifestation', %s, %s) ON CONFLICT DO NOTHING",
        (spil_id, source, number),
    )
    connection.execute(
        "INSERT INTO cluster_member VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (source, number, spil_id),
    )


def test_days_run_from_first_known_to_each_sources_full_description(database_url: str) -> None:
    provisional, full = '{"provisional":true}', '{"provisional":false,"level":"full"}'
    with open_store(database_url) as connection:
        tell(connection, "m1", ("onix", "1"), 0, provisional)
        tell(connection, "m1", ("nbd", "1"), 10, full)
        tell(connection, "m1", ("ggc", "1"), 20, '{"level":"minimal"}')
        tell(connection, "m1", ("ggc", "1"), 30, full)
        tell(connection, "m2", ("onix", "2"), 0, provisional)
        tell(connection, "m2", ("nbd", "2"), 20, full)
        tell(connection, "m3", ("onix", "3"), 0, provisional)
        tell(connection, "m4", ("nbd", "4"), 0, full)
        assert days_to_full_description(connection) == (
            Timeliness("ggc", 1, 30.0, 30.0),
            Timeliness("nbd", 2, 15.0, 19.0),
            Timeliness("onix", waiting=1),
        )

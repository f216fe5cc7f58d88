"""Deliveries that carry a reader, through landing, saving and rejecting: nothing of it is kept."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from catalogue.database import Connection, open_store
from cli.harvesting import harvest_sources
from cli.saving import save_landed
from ingest.sources import Source, Sources
from tests.ingest.deliveries_with_readers import KINDS, UNREADABLE
from tests.ingest.test_stripping import READER, everything_kept
from tests.made_up_source import NOW

pytestmark = pytest.mark.postgres


def test_no_table_file_or_log_holds_the_reader(database_url: str, tmp_path: Path) -> None:
    sources = {}
    for number, (name, (dialect, payload)) in enumerate({**KINDS, **UNREADABLE}.items()):
        folder = tmp_path / "drop" / str(number)
        folder.mkdir(parents=True)
        (folder / name).write_bytes(payload)
        entry = {"name": f"system-{number}", "kind": "files", "installation": True}
        sources[f"system-{number}"] = Source.model_validate(
            {**entry, "dialect": dialect, "path": str(folder / "*")}
        )
    landing = tmp_path / "landing"
    with open_store(database_url) as connection, capture_logs() as logs:
        harvested = harvest_sources(connection, list(sources.values()), landing, now=NOW)
        _, saved = save_landed(connection, landing, Sources(sources=sources))
        told = repr((harvested, saved, logs)).encode()
        tables = list(_everything_stored(connection))
    assert saved.outcome.more["saved"] >= 9
    assert harvested.outcome.more["refused"] >= len(UNREADABLE)
    assert len(tables) > 30
    for kept in [told, *tables, *everything_kept(landing)]:
        assert not READER.search(kept)


def _everything_stored(connection: Connection) -> list[bytes]:
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    return [
        b"".join(
            bytes(v) if isinstance(v, bytes) else repr(v).encode() for row in rows for v in row
        )
        for (name,) in names
        for rows in [connection.execute(f'SELECT * FROM "{name}"').fetchall()]
    ]

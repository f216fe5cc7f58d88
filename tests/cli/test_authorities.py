"""Thesauri are harvested like any source, and kept apart from descriptions."""

from pathlib import Path

import pytest

from catalogue.authority_store import read_authority
from catalogue.database import open_store
from catalogue.source_record import RecordKey
from cli.harvesting import harvest_sources
from cli.saving import save_landed
from ingest.sources import Source, Sources
from tests.made_up_source import NOW
from tests.normalize.test_authorities import CONCEPT, PICA

pytestmark = pytest.mark.postgres


def test_a_thesaurus_is_saved_once_as_agents_and_concepts(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "nta").mkdir()
    (tmp_path / "nta" / "1.pica").write_bytes(PICA + b"\n" + CONCEPT + b"\n003@ $01\n021A $aX\n")
    entry = {"name": "nta", "kind": "files", "dialect": "authority_pica", "holds": "authorities"}
    nta = Source.model_validate({**entry, "path": str(tmp_path / "nta" / "*")})
    landing, sources = tmp_path / "landing", Sources(sources={"nta": nta})
    with open_store(database_url) as connection:

        def run() -> dict[str, int]:
            harvest_sources(connection, [nta], landing, now=NOW)
            return dict(save_landed(connection, landing, sources)[1].outcome.more)

        assert run() == {"saved": 2}
        tables = {
            table: connection.execute(f"SELECT kind, name FROM {table}").fetchall()
            for table in ("agent", "concept")
        }
        assert tables == {
            "agent": [("person", "Berg, Jan van den")],
            "concept": [("topic", "Fietsen")],
        }
        assert connection.execute("SELECT count(*) FROM source_record").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM dead_letter").fetchone() == (1,)
        (tmp_path / "nta" / "2.pica").write_bytes(
            PICA.replace(b"Parijs", b"Luik") + b"\n" + CONCEPT
        )
        assert run() == {"saved": 1, "unchanged": 1}
        found = read_authority(connection, RecordKey("nta", "068512345"))
        assert found
        assert "Jan van Luik" in found.variants

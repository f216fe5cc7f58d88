"""The small country of the fixtures, normalized without any server: for tests of whole steps."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from catalogue.outcomes import Normalized
from catalogue.source_record import SourceRecord
from fixtures.generate import NOW, generate
from ingest.file_drop import waiting_files
from ingest.files import frame
from ingest.sources import Source, load_sources
from normalize.read import gather, load_profile, normalize_record

FIXTURES = Path(__file__).parents[1] / "fixtures"
NETWORK = FIXTURES / "network" / "network.toml"


def make_country(folder: Path, now: datetime = NOW) -> Path:
    """Generate the country below `folder`, with its file of sources."""
    generate(folder, now=now)
    text = (FIXTURES / "sources.toml").read_text(encoding="utf-8")
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return folder


def normalized(country: Path) -> Iterator[Normalized]:
    """Every record that its sources deliver and that can be read."""
    for source in load_sources(country / "sources.toml").sources.values():
        profile = load_profile(source.dialect)
        for record in gather(_delivered(country, source), profile):
            outcome = None if record.deleted else normalize_record(record, profile)
            if isinstance(outcome, Normalized):
                yield outcome


def _delivered(country: Path, source: Source) -> Iterator[SourceRecord]:
    over_oai = sorted((country / "oai" / source.name).glob("*.xml"))
    for path in over_oai if source.kind == "oai" else waiting_files(source.path):
        format = source.format
        yield from frame(path.read_bytes(), source=source.name, format=format, file=path.name)

"""Lists of holdings, read as the catalogue reads what library systems deliver."""

from collections.abc import Iterator
from typing import NamedTuple

from catalogue.outcomes import LocalItem, Normalized
from ingest.files import frame
from nation.directory import Installation
from normalize.read import gather, load_profile, normalize_records
from tests.nation.made_copies import country


class Listed(NamedTuple):
    """A copy on a list, with the number and the title it stands under."""

    record: str
    title: str
    item: LocalItem


def read(system: Installation, day: int) -> Iterator[Listed]:
    """The copies in the list of a system."""
    profile = load_profile(system.dialect)
    for file in sorted((country() / "holdings" / system.name / f"day-{day:02}").iterdir()):
        framed = frame(file.read_bytes(), source=system.name, format=None, file=file.name)
        for found in normalize_records(gather(framed, profile), profile):
            assert isinstance(found, Normalized), found
            for item in found.items:
                yield Listed(found.record.key.number, found.record.title.main, item)

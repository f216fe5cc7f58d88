"""Made-up countries of books and records: made once, read by many tests."""

from pathlib import Path

from nation.make import Order, make
from tests.made_once import made_once

SEED = 7
SMALL, MIDDLE = 3_000, 15_000


def country(records: int = SMALL, days: int = 0) -> Path:
    """A country with so many records; it goes when the tests end."""
    return made_once(
        f"records-{records}-{days}",
        lambda folder: make(Order(SEED, records, folder, days), processes=1),
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

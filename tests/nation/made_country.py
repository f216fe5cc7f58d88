"""Made-up countries of books and records: made once, read by many tests."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from nation.make import Order, make

SEED = 7
SMALL, MIDDLE = 3_000, 15_000


def country(records: int = SMALL, days: int = 0) -> Path:
    """A country with so many records; it goes when the tests end."""
    return _made(records, days)


@cache
def _made(records: int, days: int) -> Path:
    kept = TemporaryDirectory()
    atexit.register(kept.cleanup)
    folder = Path(kept.name) / "country"
    make(Order(SEED, records, folder, days), processes=1)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

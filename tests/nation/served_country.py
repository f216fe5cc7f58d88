"""A made-up country that has eventful days, to be served; and what its truth says of them."""

import atexit
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from nation.make import Order, make
from nation.profile import DEFAULT

SEED, RECORDS, DAYS = 7, 1_500, 3
OAI = {"nbd": "marcxml", "ggc": "picaxml", "obcp": "picaxml"}
_EVENTFUL = {"new": 0.02, "changed": 0.05, "deleted": 0.03, "merged": 0.5}


@cache
def country() -> Path:
    """The country; it goes when the tests end."""
    kept = TemporaryDirectory(prefix="spil-served-")
    atexit.register(kept.cleanup)
    home = Path(kept.name)
    home.chmod(0o755)
    text = DEFAULT.read_text(encoding="utf-8")
    before, mark, days = text.partition("\n[days]")
    for name, rate in _EVENTFUL.items():
        days = re.sub(rf"^{name} = \S+", f"{name} = {rate}", days, count=1, flags=re.M)
    profile = home / "eventful.toml"
    profile.write_text(before + mark + days, encoding="utf-8")
    make(Order(SEED, RECORDS, home / "country", DAYS, profile), processes=1)
    return home / "country"


@cache
def base(source: str) -> frozenset[str]:
    """The numbers of the records that a source had on day 1."""
    rows = pq.read_table(country() / "truth/records.parquet", columns=["source", "number"])
    return frozenset(r["number"] for r in rows.to_pylist() if r["source"] == source)


@cache
def changes(day: int, source: str) -> dict[str, str]:
    """What became of a source's records on a day: new, changed, deleted or merged, by number."""
    rows = pq.read_table(country() / f"days/{day:02}/truth.parquet").to_pylist()
    return {row["number"]: row["change"] for row in rows if row["source"] == source}


def gone(day: int, source: str) -> set[str]:
    """The numbers of the records that were deleted or merged on a day."""
    found = changes(day, source).items()
    return {number for number, change in found if change in ("deleted", "merged")}


def listed(day: int, source: str) -> set[str]:
    """Every number that a source tells of after a day, also those of records that went."""
    return set(base(source)).union(*(changes(d, source) for d in range(2, day + 1)))

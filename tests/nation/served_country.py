"""A made-up country that has eventful days, to be served; and what its truth says of them."""

import re
import shutil
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from nation.make import Order, make
from nation.profile import DEFAULT
from tests.made_once import made_once

SEED, RECORDS, DAYS = 7, 1_500, 3
OAI = {"nbd": "marcxml", "ggc": "picaxml", "obcp": "picaxml"}
_EVENTFUL = {"new": 0.02, "changed": 0.05, "deleted": 0.03, "merged": 0.5}


def country() -> Path:
    """The country; it goes when the tests end."""
    return made_once("served", _make) / "country"


def copied(folder: Path) -> Path:
    """A country of one's own below a folder: what is served is written to."""
    made = folder / "country"
    shutil.copytree(country(), made, ignore=shutil.ignore_patterns("serve"))
    return made


def _make(home: Path) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    before, mark, days = text.partition("\n[days]")
    for name, rate in _EVENTFUL.items():
        days = re.sub(rf"^{name} = \S+", f"{name} = {rate}", days, count=1, flags=re.M)
    profile = home / "eventful.toml"
    profile.write_text(before + mark + days, encoding="utf-8")
    make(Order(SEED, RECORDS, home / "country", DAYS, profile), processes=1)


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

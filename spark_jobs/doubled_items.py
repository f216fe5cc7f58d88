"""Copies of one library system that carry the same number: only one of them can be known by it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from catalogue.copies import Item
from holdings.doubled_items import Copy
from spark_jobs.engine import rows_in
from spark_jobs.tables import files_of


@dataclass(frozen=True)
class Doubled:
    """A number that several copies of a system carry, in the order in which they were delivered."""

    installation: str
    item_id: str
    copies: tuple[Copy, ...]

    def is_known_as(self, item: Item) -> bool:
        """True for a copy of the record that was delivered with the number last."""
        return item.local_record == self.copies[-1].local_record


DoubledItems = Mapping[tuple[str, str], Doubled]


def find_doubled(folder: Path) -> DoubledItems:
    """The numbers in `links.parquet` that several copies of a system carry.

    Memory holds the numbers of one system at a time.
    """
    found: dict[tuple[str, str], Doubled] = {}
    for installation, rows in groupby(_copies(folder), key=lambda row: row[0]):
        first: dict[str, Copy] = {}
        for _, item_id, copy in rows:
            if item_id not in first:
                first[item_id] = copy
                continue
            before = found.get((installation, item_id))
            copies = before.copies if before else (first[item_id],)
            found[installation, item_id] = Doubled(installation, item_id, (*copies, copy))
    return found


def _copies(folder: Path) -> Iterator[tuple[str, str, Copy]]:
    columns = ["installation", "local_record", "items"]
    for file in files_of(folder / "links.parquet"):
        with pq.ParquetFile(file) as parquet:
            rows: Iterator[dict[str, Any]] = rows_in(parquet.iter_batches(columns=columns))
            for row in rows:
                for said in map(json.loads, row["items"]):
                    copy = Copy(row["local_record"], said["library"])
                    yield row["installation"], said["item_id"], copy

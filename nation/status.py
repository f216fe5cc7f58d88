"""The true state of every copy at any moment, and the state that its systems have told of."""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq

from nation.calendar_days import local
from nation.row_files import read_columns

Row = Mapping[str, Any]
LAST = datetime(9999, 1, 1, tzinfo=UTC)


class CopyState(NamedTuple):
    """How a copy is; `since` is None where it is as it was first told."""

    item: int
    installation: str
    item_id: str
    state: str
    branch: str
    since: datetime | None


def true_status(folder: Path, moment: datetime = LAST) -> Iterator[CopyState]:
    """Every copy that is there at a moment, as it really stands; in the order of the items.

    A weeded copy stays, as `withdrawn`. A branch that moved or was renumbered by then goes by the
    ISIL it has at that moment.
    """
    happened: dict[int, Row] = {}
    for row in _changes(folder):
        if row["at"] <= moment:
            happened[row["item"]] = row  # they stand in the order in which they happened
    yield from _states(folder, happened, moment)


def told_status(folder: Path, moment: datetime = LAST) -> Iterator[CopyState]:
    """The same as far as the messages that arrived by then tell it: the newest said time wins.

    A code that nobody declared tells that the state is unknown.
    """
    declared = _declared(folder)
    told: dict[int, Row] = {}
    for row in _changes(folder):
        if row["arrives"] is None or row["arrives"] > moment:
            continue
        before = told.get(row["item"])
        if before is None or (row["said"], row["sequence"]) > (before["said"], before["sequence"]):
            known = (row["installation"], row["code"]) in declared
            told[row["item"]] = row if known else {**row, "state": "unknown"}
    yield from _states(folder, told, moment)


def _states(folder: Path, rows: Mapping[int, Row], moment: datetime) -> Iterator[CopyState]:
    day = local(min(moment, LAST)).date()
    names = _names_on(folder, day)
    wanted = ("item", "installation", "item_id", "state", "branch", "since")
    for number, system, item_id, state, branch, since in read_columns(_items(folder), wanted):
        if since > day:
            continue
        row = rows.get(number)
        if row is not None:
            state, branch = row["state"], row["branch"]
        at = None if row is None else row["at"]
        yield CopyState(number, system, item_id, state, names.get(branch, branch), at)


def _items(folder: Path) -> Path:
    return folder / "truth/items.parquet"


def _changes(folder: Path) -> Iterator[Row]:
    for batch in pq.ParquetFile(folder / "truth/status.parquet").iter_batches():
        yield from batch.to_pylist()


def _names_on(folder: Path, day: date) -> dict[str, str]:
    """Where copies of a branch stand on a day, for branches that moved or were renumbered."""
    found: dict[str, str] = {}
    for row in _table(folder, "changes"):
        if row["kind"].startswith("branch") and date.fromisoformat(row["date"]) <= day:
            found[row["before"]] = row["after"]
    return {before: found.get(after, after) for before, after in found.items()}


def _declared(folder: Path) -> set[tuple[str, str]]:
    return {
        (row["installation"], row["code"])
        for row in _table(folder, "codes")
        if row["kind"] == "state" and row["declared"]
    }


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"network/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fates(folder: Path) -> dict[str, int]:
    """How many changes there were, by what became of the message about them."""
    column = pq.read_table(folder / "truth/status.parquet", columns=["fate"]).column("fate")
    counted = pc.value_counts(column).to_pylist()
    return {each["values"]: each["counts"] for each in sorted(counted, key=lambda e: -e["counts"])}

"""The second step: the changes of all parts become messages by day, and the truth about them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pyarrow as pa

from nation.changes import Changes, changes
from nation.copies_made import ITEMS, WORK
from nation.demand import write_requests
from nation.directory import profile
from nation.libraries import libraries
from nation.life import DAY
from nation.messages import Messages, Told, moment
from nation.row_files import RowFile, join_files, read_rows

_MOMENT = pa.timestamp("ms", "UTC")
STATUS = pa.schema(
    [
        ("item", pa.int64()), ("installation", pa.string()), ("item_id", pa.string()),
        ("at", _MOMENT), ("kind", pa.string()), ("state", pa.string()), ("branch", pa.string()),
        ("due", pa.date32()), ("sequence", pa.int64()), ("fate", pa.string()),
        ("code", pa.string()),
        ("said", _MOMENT), ("arrives", _MOMENT),
    ]
)  # fmt: skip
"""Of truth/status.parquet: every true change, in order, and what was said of it.

`branch` is its ISIL on that day; `code`, `said` and `arrives` are empty where nothing was said.
"""

STRANGERS = pa.schema(
    [("installation", pa.string()), ("item_id", pa.string()), ("arrives", _MOMENT)]
)
"""Of truth/strangers.parquet: messages about copies that nobody delivered."""


def write_events(folder: Path, seed: int, days: int) -> dict[str, int]:
    """Write events/, requests.ndjson, and of truth/ items, status, strangers and requests.

    What the parts left in `work/` is read day by day and thrown away. Returns counts by name.
    """
    messages, work = Messages(seed), folder / WORK
    events, counts = folder / "events", {"changes": 0, "events": 0}
    events.mkdir(parents=True, exist_ok=True)
    with RowFile(folder / "truth/status.parquet", STATUS) as status:
        for day in range(days):
            parts = sorted((work / f"changes-{day + 1:02}").glob("part-*.parquet"))
            for told in messages.of_day(day, read_rows(parts)):
                status.add(_row(told, seed))
                counts["changes"] += 1
            counts["events"] += _write_day(events, day + 1, messages.arrived_by((day + 1) * DAY))
    counts["events"] += _write_rest(events, days, messages)
    with RowFile(folder / "truth/strangers.parquet", STRANGERS) as strangers:
        for each in messages.strangers:
            strangers.add((each.installation, each.item_id, moment(each.arrives)))
    asked = sorted((work / "requests").glob("part-*.parquet"))
    counts["requests"] = write_requests(folder, list(read_rows(asked)))
    items = sorted((work / "items").glob("part-*.parquet"))
    counts["items"] = join_files(items, folder / "truth/items.parquet", ITEMS)
    rmtree(work)
    return counts


def _write_day(folder: Path, day: int, lines: Iterator[tuple[int, bytes]]) -> int:
    count = 0
    with (folder / f"day-{day:02}.ndjson").open("wb") as file:
        for _, line in lines:
            file.write(line)
            count += 1
    return count


def _write_rest(folder: Path, days: int, messages: Messages) -> int:
    """What arrives after the last day, on days of its own."""
    count = 0
    while messages.waiting:
        days += 1
        count += _write_day(folder, days, messages.arrived_by(days * DAY))
    return count


def _row(told: Told, seed: int) -> tuple[object, ...]:
    planned: Changes = changes(seed)
    start = profile()["calendar"]["start"]
    due = None if told.due_day is None else start + timedelta(days=told.due_day)
    return (
        told.item,
        libraries(seed).installations[told.installation].name,
        told.item_id,
        moment(told.second),
        told.kind,
        told.state,
        planned.isil(told.place, told.second // DAY + 1),
        due,
        told.sequence,
        told.fate,
        told.code,
        None if told.said_second is None else moment(told.said_second),
        None if told.arrives is None else moment(told.arrives),
    )

"""An index over what a source delivered: where each record stands, and its place in every list.

It is a file of SQLite in the country's folder, so that a source of any size is listed page by page
without holding it in memory. Every record is listed twice, among all and in its set, with its rank
there; a page is a stretch of ranks.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from nation.delivered import Span, files_of, spans

VERSION = 1
_LAST_SECOND = 86_399
_AT_ONCE = 5_000
_SCHEMA = """
CREATE TABLE made_of (facts TEXT);
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT);
CREATE TABLE record (number TEXT PRIMARY KEY, second INTEGER, set_name TEXT, deleted INTEGER,
  file INTEGER, start INTEGER, length INTEGER) WITHOUT ROWID;
CREATE TABLE listed (list TEXT, rank INTEGER, second INTEGER, number TEXT,
  PRIMARY KEY (list, rank)) WITHOUT ROWID;
"""
_BY_SECOND = "CREATE INDEX by_second ON listed (list, second, rank)"


class Wanted(NamedTuple):
    """Which index: of a source after a day that began at `start` + (`day` - 1) days (UTC)."""

    country: Path
    source: str
    day: int
    start: datetime
    deletions: bool = True


class TwoOfANumber(ValueError):
    """Two records of a source have one number, so that no provider can list both."""


def index_file(wanted: Wanted) -> Path:
    """The index that is wanted, built anew where the files have changed since."""
    kind = "" if wanted.deletions else "-kept"
    path = wanted.country / "serve" / f"day-{wanted.day:02}" / f"{wanted.source}{kind}.sqlite"
    facts = _facts(wanted)
    if not _is_current(path, facts):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        aside.unlink(missing_ok=True)
        try:
            _build(aside, wanted, facts)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    return path


def _facts(wanted: Wanted) -> str:
    """What an index is made of, as text: other files, or other rules, need another index."""
    files = [
        [str(path.relative_to(wanted.country)), path.stat().st_size, path.stat().st_mtime_ns]
        for day in range(1, wanted.day + 1)
        for path in files_of(wanted.country, wanted.source, day)
    ]
    return json.dumps([VERSION, wanted.start.isoformat(), wanted.deletions, files])


def _is_current(path: Path, facts: str) -> bool:
    if not path.exists():
        return False
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT facts FROM made_of").fetchall() == [(facts,)]
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def _build(path: Path, wanted: Wanted, facts: str) -> None:
    connection = sqlite3.connect(path)
    try:
        # It is made aside and can be made again: what a power cut spoils is never looked at.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        _fill(connection, wanted)
        connection.execute(_BY_SECOND)
        connection.execute("INSERT INTO made_of VALUES (?)", (facts,))
        connection.commit()
    except sqlite3.IntegrityError as problem:
        raise TwoOfANumber(
            f"source {wanted.source} has two records of one number, so it cannot be listed; "
            "make the country anew"
        ) from problem
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, wanted: Wanted) -> None:
    files: dict[Path, int] = {}
    ranks: dict[str, Iterator[int]] = {}
    records: list[tuple[Any, ...]] = []
    listed: list[tuple[Any, ...]] = []
    for moment, span in _newest(wanted):
        if span.deleted and not wanted.deletions:
            continue
        second = int(moment.timestamp())
        file = files.setdefault(span.file, len(files))
        where = file, span.offset, span.length
        records.append((span.number, second, span.set, span.deleted, *where))
        for name in dict.fromkeys(("", span.set)):
            rank = next(ranks.setdefault(name, count()))
            listed.append((name, rank, second, span.number))
        if len(records) >= _AT_ONCE:
            _insert(connection, records, listed)
    _insert(connection, records, listed)
    rows = [(id, str(path.relative_to(wanted.country))) for path, id in files.items()]
    connection.executemany("INSERT INTO file VALUES (?, ?)", rows)


def _insert(
    connection: sqlite3.Connection,
    records: list[tuple[Any, ...]],
    listed: list[tuple[Any, ...]],
) -> None:
    connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", records)
    connection.executemany("INSERT INTO listed VALUES (?, ?, ?, ?)", listed)
    records.clear()
    listed.clear()


def _newest(wanted: Wanted) -> Iterator[tuple[datetime, Span]]:
    """Each record as it stands after the day, in the order of datestamps.

    A deletion does not say which set the record was in: its earlier form does.
    """
    later = {
        span.number: day
        for day in range(2, wanted.day + 1)
        for span in spans(wanted.country, wanted.source, day)
    }
    sets: dict[str, str] = {}
    for day in range(1, wanted.day + 1):
        began = wanted.start + timedelta(days=day - 1)
        for span in spans(wanted.country, wanted.source, day):
            if span.number in later and not span.deleted:
                sets[span.number] = span.set
            if later.get(span.number, 1) == day:
                second = _LAST_SECOND * span.place // span.whole
                yield began + timedelta(seconds=second), _in_set(span, sets)


def _in_set(span: Span, sets: dict[str, str]) -> Span:
    if not span.deleted:
        return span
    return replace(span, set=sets.get(span.number, ""))


def as_utc(second: int) -> datetime:
    """A moment in UTC that does not say so, as `oaipmh` wants it."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None)


def ranks_between(
    connection: sqlite3.Connection, name: str, first: datetime | None, last: datetime | None
) -> Sequence[int]:
    """The ranks in a list of what changed between two moments, both included."""
    least = int(first.replace(tzinfo=UTC).timestamp()) if first else 0
    most = int(last.replace(tzinfo=UTC).timestamp()) if last else 1 << 40
    lowest = connection.execute(
        "SELECT rank FROM listed WHERE list = ? AND second >= ? ORDER BY second, rank LIMIT 1",
        (name, least),
    ).fetchone()
    highest = connection.execute(
        "SELECT rank FROM listed WHERE list = ? AND second <= ?"
        " ORDER BY second DESC, rank DESC LIMIT 1",
        (name, most),
    ).fetchone()
    return range(lowest[0], highest[0] + 1) if lowest and highest else range(0)

"""Runs of the steps: when, over what, with which counts, and how they ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from catalogue.database import Connection

_COLUMNS = "run, step, started_at, ended_at, fingerprint, counts, outcome"


@dataclass(frozen=True)
class Run:
    """One run of a step; `fingerprint` tells what it read."""

    run: int
    step: str
    started_at: datetime
    ended_at: datetime | None
    fingerprint: str | None
    counts: Mapping[str, Any]
    outcome: Literal["running", "done", "failed"]


def start_run(connection: Connection, step: str, fingerprint: str | None = None) -> int:
    """Note that a run of `step` starts and return its number; the caller holds the step's lock.

    A run of the step that never ended was killed, and is noted as failed.
    """
    with connection.transaction():
        connection.execute(
            "UPDATE run SET outcome = 'failed', ended_at = now()"
            " WHERE step = %s AND outcome = 'running'",
            (step,),
        )
        row = connection.execute(
            "INSERT INTO run (step, fingerprint) VALUES (%s, %s) RETURNING run",
            (step, fingerprint),
        ).fetchone()
    return int(row[0]) if row else 0


def end_run(
    connection: Connection,
    run: int,
    counts: Mapping[str, Any],
    outcome: Literal["done", "failed"] = "done",
) -> None:
    """Note how run `run` ended, with its counts."""
    connection.execute(
        "UPDATE run SET ended_at = now(), counts = %s, outcome = %s WHERE run = %s",
        (json.dumps(counts), outcome, run),
    )


def last_done(connection: Connection, step: str) -> Run | None:
    """The newest run of `step` that ended well, or None."""
    runs = _runs(connection, "step = %s AND outcome = 'done'", (step,), 1)
    return runs[0] if runs else None


def list_runs(connection: Connection, limit: int = 50) -> tuple[Run, ...]:
    """The newest runs of every step, newest first."""
    return _runs(connection, "true", (), limit)


def _runs(
    connection: Connection, where: str, values: tuple[Any, ...], limit: int
) -> tuple[Run, ...]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM run WHERE {where} ORDER BY run DESC LIMIT {limit:d}", values
    )
    return tuple(
        Run(run, step, started, ended, fingerprint, json.loads(counts), outcome)
        for run, step, started, ended, fingerprint, counts, outcome in rows
    )

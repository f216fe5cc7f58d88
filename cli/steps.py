"""One step of the line: its lock, its row among the runs, its summary, and when it may be idle."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from catalogue.database import Connection, step_lock
from catalogue.errors import SpilError
from catalogue.runs import end_run, last_done, start_run

LOCKS = {
    "match": "the build of the catalogue",
    "merge": "the build of the catalogue",
    "link": "the build of the catalogue",
    "build": "the build of the catalogue",
    "publish": "the build of the catalogue",
    "retry": "save",
}
"""Steps that hand each other tables, or save records, share one lock; others have their own."""


@dataclass(frozen=True)
class Outcome:
    """What a step did: how many it read, what stands of them, and what else is worth telling.

    `for_next` is kept with the run for the step that follows, and told to nobody.
    """

    read: int = 0
    kept: int = 0
    rejected: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    for_next: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """A step that ended: its outcome and seconds; idle: nothing to do; planned: a dry run."""

    step: str
    outcome: Outcome = Outcome()
    seconds: float = 0.0
    idle: bool = False
    planned: bool = False

    @property
    def counts(self) -> dict[str, Any]:
        """Everything counted, for a run's row and for machines."""
        outcome = self.outcome
        return {
            "step": self.step,
            "read": outcome.read,
            "kept": outcome.kept,
            "rejected": outcome.rejected,
            "seconds": round(self.seconds, 2),
            **outcome.more,
            **outcome.for_next,
            "nothing_to_do": self.idle,
            "dry_run": self.planned,
        }

    @property
    def summary(self) -> str:
        """The one line that a person reads."""
        if self.idle or self.planned:
            return f"{self.step}: {'nothing to do' if self.idle else 'would run'}"
        outcome = self.outcome
        more = "".join(f", {name.replace('_', ' ')} {value}" for name, value in self.told)
        return (
            f"{self.step}: read {outcome.read:,}, kept {outcome.kept:,}, "
            f"rejected {outcome.rejected:,}, {self.seconds:.1f} s{more}"
        )

    @property
    def told(self) -> list[tuple[str, Any]]:
        """What a line has room for: lists by source are for machines."""
        more = self.outcome.more.items()
        return [(name, v) for name, v in more if v != "" and not isinstance(v, Mapping)]


@dataclass(frozen=True)
class Step:
    """A step as it is asked for: its name, its work, and a text that tells what it would read.

    `again`: do it although the last run read the same.
    """

    name: str
    work: Callable[[], Outcome]
    fingerprint: Callable[[], str] | None = None
    again: bool = False


def run_step(connection: Connection, step: Step, *, dry_run: bool = False) -> Done:
    """Run a step, unless its last run read the same; a dry run only tells whether it would.

    Raises StepLocked while another run is busy; a failed or killed run leaves no fingerprint, so
    the next one does the step again.
    """
    with step_lock(connection, LOCKS.get(step.name, step.name)):
        mark = step.fingerprint() if step.fingerprint else None
        last = None if mark is None or step.again else last_done(connection, step.name)
        if last is not None and last.fingerprint == mark:
            return Done(step.name, idle=True)
        if dry_run:
            return Done(step.name, planned=True)
        started = time.monotonic()
        run = start_run(connection, step.name, mark)
        try:
            outcome = step.work()
        except BaseException:
            with suppress(SpilError):
                end_run(connection, run, {}, "failed")
            raise
        done = Done(step.name, outcome, time.monotonic() - started)
        end_run(connection, run, done.counts)
        return done


def steps_table(steps: list[Done]) -> Table:
    """One row a step: read, kept, rejected, seconds, records a second, and a remark."""
    table = Table(title="The line", title_justify="left")
    table.add_column("step")
    for name in ("read", "kept", "rejected", "seconds", "records/s"):
        table.add_column(name, justify="right")
    table.add_column("")
    for done in steps:
        table.add_row(*_cells(done))
    return table


def _cells(done: Done) -> list[str]:
    if done.idle:
        return [done.step, "", "", "", "", "", "nothing to do"]
    outcome = done.outcome
    speed = f"{outcome.read / done.seconds:,.0f}" if done.seconds > 0.005 else ""
    remark = ", ".join(f"{n.replace('_', ' ')} {v}" for n, v in done.told if v)
    numbers = [f"{count:,}" for count in (outcome.read, outcome.kept, outcome.rejected)]
    return [done.step, *numbers, f"{done.seconds:.1f}", speed, remark]

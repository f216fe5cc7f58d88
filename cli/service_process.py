"""Servers that outlive the command: started detached, known by a pid file, stopped by signals.

A pid file holds the line of /proc/PID/stat that the server itself wrote just before it became the
server, and the machine's boot id: a later process with the same number is not taken for it.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.errors import ServiceError
from cli.service_user import Account, identity

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# The shell notes its own number on its input, the pid file, before it becomes the server:
# a start that is killed half-way still leaves a server that the next start finds.
_BECOME = f'cat /proc/$$/stat {BOOT_ID} >&0 && exec "$@" </dev/null'


@dataclass(frozen=True)
class Place:
    """Where one server of a home notes its process, logs, and is locked while it starts."""

    home: Path
    name: str

    @property
    def pid_file(self) -> Path:
        """The file of its process."""
        return self.home / "run" / f"{self.name}.pid"

    @property
    def lock(self) -> Path:
        """The file that whoever starts it holds."""
        return self.home / "run" / f"{self.name}.lock"

    @property
    def log(self) -> Path:
        """The file of what it says."""
        return self.home / "logs" / f"{self.name}.log"


@dataclass(frozen=True)
class Server:
    """One server's command, user and additions to the environment."""

    command: Sequence[str]
    account: Account | None
    environment: Mapping[str, str] = field(default_factory=dict)


def launch(place: Place, server: Server) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own, its output added to its log."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    with place.pid_file.open("w+b") as pid_file, place.log.open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            ["/bin/sh", "-c", _BECOME, place.name, *server.command],
            stdin=pid_file,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment | dict(server.environment),
            start_new_session=True,
            umask=0o077,
            **identity(server.account),  # type: ignore[call-overload]
        )
    return process


def running(pid_file: Path) -> int | None:
    """The number of the process that wrote this pid file, if it still runs."""
    try:
        noted, boot = pid_file.read_text(encoding="ascii", errors="replace").splitlines()[:2]
        pid, _, started = _facts(noted)
        if boot != BOOT_ID.read_text(encoding="ascii").strip():
            return None
        _, state, now_started = _facts(Path(f"/proc/{pid}/stat").read_text(errors="replace"))
    except (OSError, ValueError, IndexError):
        return None
    return pid if started == now_started and state not in "ZX" else None


def _facts(stat_line: str) -> tuple[int, str, str]:
    """Number, state and start time (fields 1, 3 and 22) of a line of /proc/PID/stat."""
    head, _, tail = stat_line.rpartition(") ")
    fields = tail.split()
    return int(head.split(" ", 1)[0]), fields[0], fields[19]


@contextmanager
def one_at_a_time(lock_file: Path) -> Iterator[None]:
    """Wait until no other process is inside a block with this lock file."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # released when closed, also by a kill
        yield


def ensure_running(
    place: Place,
    server: Callable[[], Server],
    is_ready: Callable[[], bool],
    *,
    seconds: float,
) -> None:
    """Start the server unless it runs, and return when it answers.

    Raises `ServiceError` with the end of its log when it ends or does not answer in time.
    """
    process = None if running(place.pid_file) else launch(place, server())
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_ready():
            return
        if (process.poll() is not None) if process else (running(place.pid_file) is None):
            raise ServiceError(f"{place.name} ended while starting; {log_tail(place.log)}")
        time.sleep(0.1)
    raise ServiceError(
        f"{place.name} does not answer after {seconds:.0f} seconds; {log_tail(place.log)}"
    )


def log_tail(log: Path, *, lines: int = 12) -> str:
    """The last lines of a log, with its path, for an error message."""
    try:
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except OSError:
        tail = []
    return f"its log {log} ends:\n" + "\n".join(f"  {line}" for line in tail)


def stop(pid_file: Path, *, signals: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send each signal and wait its seconds until the server has ended; false if none ran.

    Raises `ServiceError` when the last signal does not end it either.
    """
    pid = running(pid_file)
    if pid is None:
        pid_file.unlink(missing_ok=True)
        return False
    for number, seconds in signals:
        _send(pid, number)
        if _ended(pid_file, seconds):
            pid_file.unlink(missing_ok=True)
            return True
    raise ServiceError(f"process {pid} of {pid_file.stem} does not stop: look at it with ps")


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        # A last resort goes to the whole session: a server may have helpers.
        os.killpg(pid, number) if number == signal.SIGKILL else os.kill(pid, number)


def _ended(pid_file: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if running(pid_file) is None:
            return True
        time.sleep(0.05)
    return False

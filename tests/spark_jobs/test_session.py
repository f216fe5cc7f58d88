"""A Spark session leaves nothing behind, however it ends."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.jdk import find_jdk

pytestmark = pytest.mark.spark

_SESSION = """
import sys, time
from pathlib import Path
from pyspark import SparkContext
from spark_jobs.session import SparkPlace, spark_session
place = SparkPlace(sys.argv[1], "512m", Path(sys.argv[2]), Path(sys.argv[3]))
with spark_session(place) as session:
    print(SparkContext._gateway.proc.pid, flush=True)
    assert session.range(3).count() == 3
    if sys.argv[4] == "stay":
        time.sleep(120)
print("ended", flush=True)
"""


def _started(folder: Path, how: str, master: str = "local[1]") -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _SESSION, master, str(find_jdk(None).home), str(folder), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def test_the_virtual_machine_has_ended_when_the_session_has(tmp_path: Path) -> None:
    process = _started(tmp_path, "end")
    assert process.stdout
    pid = int(process.stdout.readline())
    assert process.stdout.readline() == "ended\n"
    assert not _runs(pid)
    assert process.wait(30) == 0


def test_the_virtual_machine_ends_with_a_process_that_was_killed(tmp_path: Path) -> None:
    process = _started(tmp_path, "stay")
    assert process.stdout
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    deadline = time.monotonic() + 30
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(pid)


def test_a_master_that_cannot_be_reached_is_told_in_one_sentence(tmp_path: Path) -> None:
    process = _started(tmp_path, "end", master="nonsense")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "catalogue.errors.BatchError: Spark does not start" in told
    assert "nonsense" in told

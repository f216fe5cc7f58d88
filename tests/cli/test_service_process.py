import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.errors import ServiceError
from cli.service_process import BOOT_ID, Place, Server, ensure_running, launch, running, stop

_GENTLY = ((signal.SIGTERM, 5.0),)


_SLEEP = "sleep 60"
_DEAF = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A home with the folders that a server needs; whatever runs there is ended."""
    (tmp_path / "run").mkdir()
    (tmp_path / "logs").mkdir()
    place = Place(tmp_path, "sleeper")
    yield place
    stop(place.pid_file, signals=((signal.SIGKILL, 5.0),))


def _shell(script: str) -> Server:
    return Server(["/bin/sh", "-c", script], account=None)


def _launched(place: Place, script: str = _SLEEP) -> int:
    """The process of a server started with a script, once it is noted."""
    launch(place, _shell(script))
    return _wait_for(lambda: running(place.pid_file))


def _wait_for(ask: Callable[[], int | None]) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.02)
    raise AssertionError("the server did not start")


def _ensure(place: Place, *, ready: bool, script: str = _SLEEP, seconds: float = 5) -> None:
    ensure_running(
        place,
        lambda: _shell(script),
        lambda: ready and running(place.pid_file) is not None,
        seconds=seconds,
    )


def test_a_started_server_runs_until_it_is_stopped(place: Place) -> None:
    assert running(place.pid_file) is None
    process = launch(place, _shell(_SLEEP))
    assert _wait_for(lambda: running(place.pid_file)) == process.pid
    assert stop(place.pid_file, signals=_GENTLY)
    assert running(place.pid_file) is None
    assert not place.pid_file.exists()


def test_stopping_what_does_not_run_does_nothing(place: Place) -> None:
    assert not stop(place.pid_file, signals=_GENTLY)


def test_a_server_lives_in_a_session_of_its_own(place: Place) -> None:
    pid = _launched(place)
    assert os.getsid(pid) == pid


def test_a_server_that_runs_is_not_started_again(place: Place) -> None:
    _ensure(place, ready=True)
    first = running(place.pid_file)
    _ensure(place, ready=True)
    assert running(place.pid_file) == first


def test_another_process_with_the_same_number_is_not_taken_for_the_server(place: Place) -> None:
    pid = _launched(place)
    noted = place.pid_file.read_text()
    line, boot = noted.splitlines()
    head, _, tail = line.rpartition(") ")
    facts = tail.split()
    facts[19] = str(int(facts[19]) - 1)  # it started a moment earlier
    stale = place.pid_file.with_name("stale.pid")
    stale.write_text(f"{head}) {' '.join(facts)}\n{boot}\n")
    assert running(stale) is None
    stale.write_text(noted.replace(boot, "00000000-0000-0000-0000-000000000000"))
    assert running(stale) is None
    stale.write_text(noted)
    assert running(stale) == pid


@pytest.mark.parametrize("text", ["", "4711\n", "no process\nat all\n", "(x) S\n"])
def test_a_damaged_pid_file_names_no_process(tmp_path: Path, text: str) -> None:
    file = tmp_path / "damaged.pid"
    file.write_text(text + BOOT_ID.read_text())
    assert running(file) is None


def test_a_server_that_ends_while_starting_shows_the_end_of_its_log(place: Place) -> None:
    with pytest.raises(ServiceError, match="ended while starting") as problem:
        _ensure(place, ready=False, script="echo first; echo cannot listen; exit 3")
    assert "cannot listen" in str(problem.value)
    assert str(place.log) in str(problem.value)


def test_a_server_that_does_not_answer_in_time_is_told_of(place: Place) -> None:
    with pytest.raises(ServiceError, match="does not answer after 0 seconds"):
        _ensure(place, ready=False, seconds=0.2)


def _launched_deaf(place: Place) -> None:
    _launched(place, _DEAF)
    _wait_for(lambda: "deaf" in place.log.read_text())


def test_a_server_that_ignores_the_first_signal_gets_the_next(place: Place) -> None:
    _launched_deaf(place)
    assert stop(place.pid_file, signals=((signal.SIGTERM, 0.3), (signal.SIGKILL, 5.0)))


def test_a_server_that_no_signal_ends_is_told_of(place: Place) -> None:
    _launched_deaf(place)
    with pytest.raises(ServiceError, match="of sleeper does not stop"):
        stop(place.pid_file, signals=((signal.SIGTERM, 0.2),))

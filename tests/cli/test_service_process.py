import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.errors import ServiceError
from cli.service_process import BOOT_ID, Server, ensure_running, launch, running, stop

_GENTLY = ((signal.SIGTERM, 5.0),)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that does nothing for a minute."""
    sleeper = _server(tmp_path, "sleep 60")
    yield sleeper
    stop(sleeper.pid_file, signals=((signal.SIGKILL, 5.0),))


def _server(folder: Path, script: str) -> Server:
    return Server(
        name="sleeper",
        command=["/bin/sh", "-c", script],
        pid_file=folder / "sleeper.pid",
        log=folder / "sleeper.log",
        account=None,
    )


def _wait(server: Server) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if pid := running(server.pid_file):
            return pid
        time.sleep(0.02)
    raise AssertionError("the server did not start")


def test_a_started_server_runs_until_it_is_stopped(server: Server) -> None:
    assert running(server.pid_file) is None
    process = launch(server)
    assert _wait(server) == process.pid
    assert stop(server.pid_file, signals=_GENTLY)
    assert running(server.pid_file) is None
    assert not server.pid_file.exists()


def test_stopping_what_does_not_run_does_nothing(server: Server) -> None:
    assert not stop(server.pid_file, signals=_GENTLY)


def test_a_server_lives_in_a_session_of_its_own(server: Server) -> None:
    process = launch(server)
    _wait(server)
    session = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()[3]
    assert int(session) == process.pid


def test_a_server_that_runs_is_not_started_again(server: Server) -> None:
    ensure_running(server, lambda: running(server.pid_file) is not None, seconds=5)
    first = running(server.pid_file)
    ensure_running(server, lambda: True, seconds=5)
    assert running(server.pid_file) == first


def test_another_process_with_the_same_number_is_not_taken_for_the_server(server: Server) -> None:
    launch(server)
    _wait(server)
    noted = server.pid_file.read_text()
    line, boot = noted.splitlines()
    head, _, tail = line.rpartition(") ")
    facts = tail.split()
    facts[19] = str(int(facts[19]) - 1)  # it started a moment earlier
    stale = server.pid_file.with_name("stale.pid")
    stale.write_text(f"{head}) {' '.join(facts)}\n{boot}\n")
    assert running(stale) is None
    stale.write_text(noted.replace(boot, "00000000-0000-0000-0000-000000000000"))
    assert running(stale) is None
    stale.write_text(noted)
    assert running(stale) == running(server.pid_file)


@pytest.mark.parametrize("text", ["", "4711\n", "no process\nat all\n", "(x) S\n"])
def test_a_damaged_pid_file_names_no_process(tmp_path: Path, text: str) -> None:
    file = tmp_path / "damaged.pid"
    file.write_text(text + BOOT_ID.read_text())
    assert running(file) is None


def test_a_server_that_ends_while_starting_shows_the_end_of_its_log(tmp_path: Path) -> None:
    failing = _server(tmp_path, "echo first; echo cannot listen; exit 3")
    with pytest.raises(ServiceError, match="ended while starting") as problem:
        ensure_running(failing, lambda: False, seconds=5)
    assert "cannot listen" in str(problem.value)
    assert str(failing.log) in str(problem.value)


def test_a_server_that_does_not_answer_in_time_is_told_of(server: Server) -> None:
    with pytest.raises(ServiceError, match="does not answer after 0 seconds"):
        ensure_running(server, lambda: False, seconds=0.2)


def test_a_server_that_ignores_the_first_signal_gets_the_next(tmp_path: Path) -> None:
    stubborn = _server(tmp_path, "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    launch(stubborn)
    _wait(stubborn)
    while "deaf" not in stubborn.log.read_text():
        time.sleep(0.02)
    assert stop(stubborn.pid_file, signals=((signal.SIGTERM, 0.3), (signal.SIGKILL, 5.0)))


def test_a_server_that_no_signal_ends_is_told_of(tmp_path: Path) -> None:
    stubborn = _server(tmp_path, "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    launch(stubborn)
    _wait(stubborn)
    while "deaf" not in stubborn.log.read_text():
        time.sleep(0.02)
    with pytest.raises(ServiceError, match="of sleeper does not stop"):
        stop(stubborn.pid_file, signals=((signal.SIGTERM, 0.2),))
    assert stop(stubborn.pid_file, signals=((signal.SIGKILL, 5.0),))

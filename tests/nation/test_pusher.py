"""The event pusher: every message once, in order, at a rate, and on where it stopped."""

import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from nation.pusher import (
    Pace,
    Position,
    PushStopped,
    Send,
    event_files,
    http_sender,
    keep_position,
    push,
    read_position,
    require_here,
)
from tests.nation.made_copies import country


class StillClock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


class Service(HTTPServer):
    """A service on this machine that answers with the statuses it is given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.statuses = list(statuses)
        self.taken: list[bytes] = []
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/item-events"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 200:
            self.server.taken += body.splitlines()
            self.server.headers.append(dict(self.headers))
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def everything() -> list[bytes]:
    return [line for file in event_files(country()) for line in file.read_bytes().splitlines()]


def take(sent: list[bytes]) -> Send:
    def send(lines: Sequence[bytes]) -> None:
        sent.extend(line.rstrip(b"\n") for line in lines)

    return send


def run(pace: Pace, sent: list[bytes], start: Position | None = None) -> Position:
    begin = start or Position()
    reached = [begin]
    pushed = push(event_files(country()), pace, take(sent), start=begin, clock=StillClock())
    reached += [position for position, _ in pushed]
    return reached[-1]


def test_all_messages_are_sent_in_the_order_of_the_files() -> None:
    sent: list[bytes] = []
    position = run(Pace(rate=1_000), sent)
    assert sent == everything()
    assert position.sent == len(sent) > 300


def test_the_rate_is_kept_over_the_whole_of_it() -> None:
    clock, sent, pace = StillClock(), 0, Pace(rate=50)
    files, start = event_files(country()), Position()
    for _, progress in push(files, pace, take([]), start=start, clock=clock):
        sent = progress.sent
        assert progress.a_second <= 50.01
    assert clock.at == pytest.approx(sent / 50, abs=0.3)


def test_a_slow_service_gets_larger_batches_so_that_the_rate_is_kept() -> None:
    clock, sizes = StillClock(), []

    def slow(lines: Sequence[bytes]) -> None:
        sizes.append(len(lines))
        clock.at += 1.0

    pace, files = Pace(rate=100, batch=150), event_files(country())
    for _ in push(files, pace, slow, start=Position(), clock=clock):
        pass
    assert sizes[0] == 20
    assert 100 <= max(sizes) <= 150
    assert clock.at == pytest.approx(sum(sizes) / 100, abs=2)


def test_who_stopped_goes_on_where_it_ended_and_sends_nothing_twice() -> None:
    sent: list[bytes] = []
    position = Position()
    for most in (7, 100, 1, 0):
        position = run(Pace(rate=300, most=most), sent, position)
    assert sent == everything()
    assert position.sent == len(sent)


def test_a_finished_run_has_nothing_to_send() -> None:
    sent: list[bytes] = []
    position = run(Pace(rate=1_000), sent)
    run(Pace(rate=1_000), sent, position)
    assert len(sent) == len(everything())


def test_one_system_can_be_sent_alone() -> None:
    sent: list[bytes] = []
    run(Pace(rate=1_000, system="koha-amsterdam"), sent)
    assert sent == [line for line in everything() if b'"koha-amsterdam"' in line]
    assert sent


def test_a_position_is_kept_whole_and_a_broken_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "position.json"
    assert read_position(file) == Position()
    keep_position(file, Position("day-02.ndjson", 512, 9))
    assert read_position(file) == Position("day-02.ndjson", 512, 9)
    file.write_text("{half")
    with pytest.raises(PushStopped, match="position.json is not a position"):
        read_position(file)


def test_messages_are_posted_as_lines_with_the_key(service: Service) -> None:
    http_sender(service.url, "geheim")([b'{"a":1}\n', b'{"a":2}\n'])
    assert service.taken == [b'{"a":1}', b'{"a":2}']
    (headers,) = service.headers
    assert headers["Authorization"] == "Bearer geheim"
    assert headers["Content-Type"] == "application/x-ndjson"


def test_a_service_that_is_away_is_asked_again(service: Service) -> None:
    service.statuses = [503, 429, 500]
    http_sender(service.url, "geheim")([b"{}\n"])
    assert service.taken == [b"{}"]


@pytest.mark.parametrize("status", [401, 403, 413, 422, 302])
def test_a_batch_that_is_refused_stops_it_and_says_why(service: Service, status: int) -> None:
    service.statuses = [status]
    with pytest.raises(PushStopped, match=f"refuses a batch \\({status}\\)"):
        http_sender(service.url, "geheim")([b"{}\n"])
    assert service.taken == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/x", "http://localhost/x", "http://[::1]/x"])
def test_made_up_events_go_to_this_machine(url: str) -> None:
    require_here(url, anywhere=False)


@pytest.mark.parametrize(
    "url", ["http://catalogus.example/v1", "https://10.0.0.8/x", "ftp://127.0.0.1/x", "nowhere"]
)
def test_and_to_no_other_unless_asked(url: str) -> None:
    with pytest.raises(PushStopped):
        require_here(url, anywhere=False)


def test_the_command_writes_lines_to_stdout() -> None:
    words = ["nation", "events", str(country()), "--rate", "5000", "--most", "25"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert done.stdout.encode().splitlines() == everything()[:25]
    assert "25 events" in done.stderr


def test_the_command_keeps_its_position_and_goes_on(service: Service, tmp_path: Path) -> None:
    kept = tmp_path / "position.json"
    for most in ("40", "0"):
        words = ["nation", "events", str(country()), "--rate", "9000", "--most", most]
        words += ["--to", service.url, "--position", str(kept)]
        done = CliRunner(env={"SPIL_NATION_KEY": "geheim"}).invoke(app, words)
        assert done.exit_code == 0, done.stderr
    assert service.taken == everything()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "http://127.0.0.1:1/v1/item-events"], "no key in SPIL_NATION_KEY"),
        (["--to", "http://example.org/"], "no key in SPIL_NATION_KEY"),
    ],
)
def test_without_a_key_the_command_says_what_is_missing(words: list[str], says: str) -> None:
    done = CliRunner(env={"SPIL_NATION_KEY": ""}).invoke(
        app, ["nation", "events", str(country()), *words]
    )
    assert done.exit_code == 1
    assert says in done.stderr


def test_a_folder_without_a_country_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["nation", "events", str(tmp_path)])
    assert done.exit_code == 1
    assert "holds no events" in done.stderr

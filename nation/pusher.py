"""An event pusher: a country's messages, in the order in which they arrive, at a chosen rate."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

MOST = 10_000
"""Messages in one call, at most."""

TRIES = 6
PATIENCE = 30.0
"""Seconds that an answer may take."""

Send = Callable[[Sequence[bytes]], None]


class PushStopped(Exception):
    """The pushing cannot go on; the message tells why, and what to do."""


@dataclass(frozen=True)
class Position:
    """How far it came: in which file, at which byte, and how many messages were sent in all."""

    file: str = ""
    offset: int = 0
    sent: int = 0


@dataclass(frozen=True)
class Progress:
    """What to tell a person: messages sent in this run, a second, and where in the days."""

    sent: int
    a_second: float
    file: str


@dataclass(frozen=True)
class Pace:
    """How fast and how far: messages a second, at most so many (0: all), of one system or all.

    `batch` is the most that is sent in one call.
    """

    rate: float
    most: int = 0
    system: str = ""
    batch: int = 1000


def read_position(file: Path) -> Position:
    """The position kept in a file; the beginning where there is none.

    Raises PushStopped for a file that is not a position.
    """
    if not file.exists():
        return Position()
    try:
        return Position(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        raise PushStopped(f"{file} is not a position: delete it to begin anew") from problem


def keep_position(file: Path, position: Position) -> None:
    """Keep a position, whole or not at all."""
    aside = file.with_name(f"{file.name}.new")
    told = {"file": position.file, "offset": position.offset, "sent": position.sent}
    aside.write_text(json.dumps(told) + "\n", encoding="utf-8")
    aside.replace(file)


def event_files(folder: Path) -> list[Path]:
    """The files of messages of a country, in the order of their days; raises PushStopped."""
    found = sorted((folder / "events").glob("day-*.ndjson"))
    if not found:
        raise PushStopped(f"{folder} holds no events; make a country with `spil nation make`")
    return found


def push(
    files: Sequence[Path], pace: Pace, send: Send, *, start: Position, clock: "Clock | None" = None
) -> Iterator[tuple[Position, Progress]]:
    """Send what stands behind `start`, batch by batch; yields the position after each.

    A batch counts as sent when `send` returns. Whoever keeps the positions and comes back sends
    at most one batch twice, and loses none.
    """
    watch = clock or Clock()
    began, done = watch.now(), 0
    lines = _lines(files, pace, start)
    while batch := list(islice(lines, _due(pace, done, watch.now() - began))):
        # The first batch goes at once; each later one when all before it have had their time.
        early = began + done / pace.rate - watch.now()
        if early > 0:
            watch.sleep(early)
        send([line for line, _ in batch])
        done += len(batch)
        position = replace(batch[-1][1], sent=start.sent + done)
        passed = max(watch.now() - began, done / pace.rate)
        yield position, Progress(done, done / passed, position.file)


def _due(pace: Pace, done: int, passed: float) -> int:
    """How many messages the next batch has: a fifth of a second's worth, more if it is behind."""
    behind = int(passed * pace.rate) - done
    return min(max(1, int(pace.rate / 5), behind), pace.batch, MOST)


class Clock:
    """Time as it passes; tests hand in another."""

    def now(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def _lines(files: Iterable[Path], pace: Pace, start: Position) -> Iterator[tuple[bytes, Position]]:
    """The messages wanted, each with the place behind it."""
    mark, sent = f'"installation":"{pace.system}"'.encode(), 0
    for path in files:
        if path.name < start.file:
            continue
        offset = start.offset if path.name == start.file else 0
        with path.open("rb") as file:
            file.seek(offset)
            for line in file:
                offset += len(line)
                if pace.system and mark not in line:
                    continue
                yield line, Position(path.name, offset)
                sent += 1
                if sent == pace.most:
                    return


def http_sender(url: str, key: str, *, anywhere: bool = False) -> Send:
    """A `send` that posts NDJSON to a URL with a key, and tries again while the service is away.

    Raises PushStopped for an address that is not of this machine, unless `anywhere`; `send` raises
    it where a batch is refused, or after some tries.
    """
    require_here(url, anywhere=anywhere)

    def send(lines: Sequence[bytes]) -> None:
        for tried in range(1, TRIES + 1):
            try:
                _post(url, key, b"".join(lines))
            except _Away as problem:
                if tried == TRIES:
                    raise PushStopped(f"{url} does not take events: {problem}") from problem
                wait = 0.5 * 2**tried if problem.seconds is None else problem.seconds
                time.sleep(min(wait, 60))
            else:
                return

    return send


def require_here(url: str, *, anywhere: bool) -> None:
    """PushStopped where an address is not http(s), or of another machine without `anywhere`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PushStopped(f"{url} is no address of a service: give http://host:port/v1/item-events")
    if not anywhere and not _is_loopback(parts.hostname):
        raise PushStopped(
            f"{parts.hostname} is another machine; add --anywhere if made-up events may go there"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Away(Exception):
    """The service is away for now; `seconds` is when it asks to come back, if it says."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


def _post(url: str, key: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    # Events go where they are sent: no proxy, no other address that an answer names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            answer.read()
    except urllib.error.HTTPError as problem:
        _judge(problem, url)
    except (OSError, http.client.HTTPException) as problem:
        raise _Away(str(problem)) from problem


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """None: a redirect is an error."""


def _judge(problem: urllib.error.HTTPError, url: str) -> None:
    """Come back later after 429 and 5xx; anything else will not mend itself."""
    with problem:
        if problem.code == 429 or problem.code >= 500:
            wait = problem.headers.get("Retry-After", "")
            raise _Away(f"it answers {problem.code}", float(wait) if wait.isdigit() else None)
        said = problem.read(500).decode(errors="replace")
    raise PushStopped(f"{url} refuses a batch ({problem.code}): {said}")

"""Asking over HTTP: GET only, patient with a source that is busy, slow or half-way."""

import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx

from catalogue.errors import SourceError, UnreadableXml
from ingest.manners import AGENT, Manners, manners_of
from ingest.sources import Source

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Answers that another attempt may better (RFC 9110 §15.5.9, §15.6; RFC 6585 §4; RFC 8470)."""

Found = TypeVar("Found")


def http_client() -> httpx.Client:
    """The client that sources are asked with: it gives up on one that is silent for a minute."""
    return httpx.Client(
        timeout=httpx.Timeout(60.0, connect=15.0),
        follow_redirects=True,
        headers={"User-Agent": AGENT},
    )


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Patience:
    """How often and how long to try; waits are in seconds and double up to `cap`.

    `longest`: a source that asks for more than this is left alone until the next run.
    """

    attempts: int = 6
    first: float = 1.0
    cap: float = 60.0
    longest: float = 900.0
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    clock: Callable[[], datetime] = _now

    def wait(self, attempt: int, asked: float | None) -> None:
        """Wait as long as was asked, else between half and all of the doubled time."""
        doubled = min(self.cap, self.first * 2**attempt)
        self.sleep(doubled * (0.5 + self.jitter() / 2) if asked is None else asked)


@dataclass(frozen=True)
class Reach:
    """How sources are reached: the HTTP client, the moment of the run, and how patiently.

    `environment` holds the credentials that sources name.
    """

    client: httpx.Client
    now: datetime
    patience: Patience = Patience()
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)


class Trouble(Exception):
    """A fault that another attempt may not meet; `wait` is what the source asked for, in s."""

    def __init__(self, text: str, wait: float | None = None) -> None:
        """What the source does, as the rest of a sentence."""
        super().__init__(text)
        self.wait = wait


@dataclass
class Asker:
    """One source that is asked over HTTP; counts how often it had to be asked again."""

    address: str
    client: httpx.Client
    patience: Patience
    manners: Manners = Manners()
    retries: int = field(default=0, init=False)
    _answered: float | None = field(default=None, init=False)

    @classmethod
    def of(cls, source: Source, reach: Reach) -> Self:
        """The asker of `source`, as it wants to be asked; raises SourceError."""
        manners = manners_of(source, reach.environment)
        return cls(source.address, reach.client, reach.patience, manners)

    def ask(self, attempt: Callable[[], Found], what: str) -> Found:
        """The outcome of `attempt`, tried again after each Trouble or unreadable answer.

        Raises SourceError, which names `what` was asked, when patience ends.
        """
        trouble = Trouble("was not asked")
        for number in range(self.patience.attempts):
            if number:
                self.retries += 1
                self.patience.wait(number - 1, trouble.wait)
            try:
                return attempt()
            except Trouble as found:
                trouble = found
            except UnreadableXml as found:
                trouble = Trouble(str(found))
            if (trouble.wait or 0) > self.patience.longest:
                raise SourceError(
                    f"{what}: {self.address} asks to be left alone for {trouble.wait:.0f} s; "
                    "run again after that"
                )
        raise SourceError(
            f"{what}: {self.address} {trouble} ({self.patience.attempts} attempts); "
            "run again later, the harvest continues here"
        )

    @contextmanager
    def answer(
        self,
        what: str,
        *,
        address: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        """The answer to one request, of status 200 or 304; raises Trouble or SourceError."""
        self._pause()
        try:
            with self._request(address or self.address, headers or {}) as response:
                self._require_ok(response, what)
                yield response
        except httpx.TimeoutException as problem:
            raise Trouble("does not answer in time") from problem
        except (httpx.TransportError, httpx.DecodingError) as problem:
            raise Trouble(f"breaks off: {problem}") from problem
        except (httpx.TooManyRedirects, httpx.InvalidURL) as problem:
            raise SourceError(
                f"{what}: {self.address}: {problem}; correct the address"
            ) from problem
        finally:
            self._answered = time.monotonic()

    def _pause(self) -> None:
        """Leave the source alone for as long as it wants after its last answer."""
        if self.manners.delay and self._answered is not None:
            self.patience.sleep(max(0.0, self._answered + self.manners.delay - time.monotonic()))

    def _request(
        self, address: str, headers: Mapping[str, str]
    ) -> AbstractContextManager[httpx.Response]:
        manners = self.manners
        # A list of files may name another host: that one is not told the credentials of this one.
        is_home = urlsplit(address)[:2] == urlsplit(self.address)[:2]
        return self.client.stream(
            "GET",
            address,
            headers={**manners.headers, **headers},
            auth=manners.login if manners.login and is_home else None,
            timeout=manners.timeout or httpx.USE_CLIENT_DEFAULT,
        )

    def _require_ok(self, response: httpx.Response, what: str) -> None:
        status = response.status_code
        if status in _AGAIN:
            asked = _retry_after(response.headers.get("Retry-After"), self.patience.clock())
            raise Trouble(f"answers HTTP {status}", asked)
        if status not in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
            raise SourceError(
                f"{what}: {response.url} answers HTTP {status}; "
                "correct the address or the access in sources.toml"
            )


def body_of(response: httpx.Response, what: str, most: int) -> bytes:
    """The whole body; raises SourceError beyond `most` bytes."""
    blocks, size = [], 0
    for block in response.iter_bytes():
        size += len(block)
        if size > most:
            raise SourceError(f"{what}: the answer is larger than {most} bytes")
        blocks.append(block)
    return b"".join(blocks)


def _retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: seconds or a date (RFC 9110 §10.2.3)."""
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return max((then - now).total_seconds(), 0.0)

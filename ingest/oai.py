"""OAI-PMH requests: GET only, patient with a source that is busy, slow or half-way.

`oaipmh` knows the protocol's errors and datestamps; its client cannot be used here: it asks by
POST, does not know a Retry-After of date form, and waits for ever on a silent server.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from oaipmh.error import BadResumptionTokenError, NoRecordsMatchError

from catalogue.errors import SourceError, UnreadableXml
from catalogue.xml import SIZE_CAP
from ingest.oai_answers import Answer, Identity, read_answer, read_identity

NO_RECORDS: str = NoRecordsMatchError().oainame()
TOKEN_REFUSED: str = BadResumptionTokenError().oainame()

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Answers that another attempt may better (RFC 9110 §15.5.9, §15.6; RFC 6585 §4; RFC 8470)."""

Found = TypeVar("Found")


def http_client() -> httpx.Client:
    """The client that sources are asked with: it gives up on one that is silent for a minute."""
    return httpx.Client(
        timeout=httpx.Timeout(60.0, connect=15.0),
        follow_redirects=True,
        headers={"User-Agent": "spil (library metadata harvester)"},
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


@dataclass
class Repository:
    """One source that speaks OAI-PMH; counts how often it had to be asked again."""

    address: str
    client: httpx.Client
    patience: Patience
    retries: int = field(default=0, init=False)

    def identify(self, source: str) -> Identity:
        """What the source says of itself; raises SourceError."""
        return self._ask({"verb": "Identify"}, read_identity, f"source {source}, Identify")

    def list_records(
        self, arguments: Mapping[str, str], keep: Callable[[bytes], str], *, what: str
    ) -> Answer:
        """One page of records; `keep` lands the bytes before they are read and names their file.

        `what` names source, window and page in errors. The protocol's errors other than "no
        records" and "token refused" raise SourceError.
        """
        kept = ""

        def read(body: bytes) -> Answer:
            nonlocal kept
            kept = keep(body)
            return read_answer(body)

        try:
            answer = self._ask({"verb": "ListRecords", **arguments}, read, what)
        except SourceError as problem:
            if not kept:
                raise
            raise SourceError(f"{problem}; its last answer is kept as {kept}") from problem
        if answer.error not in ("", NO_RECORDS, TOKEN_REFUSED):
            raise SourceError(
                f"{what}: the source answers {answer.error} ({answer.message}); "
                "correct this source in sources.toml"
            )
        return answer

    def _ask(
        self, arguments: Mapping[str, str], read: Callable[[bytes], Found], what: str
    ) -> Found:
        trouble = _Trouble("was not asked")
        for attempt in range(self.patience.attempts):
            if attempt:
                self.retries += 1
                self.patience.wait(attempt - 1, trouble.wait)
            try:
                return read(self._get(arguments, what))
            except _Trouble as found:
                trouble = found
            except UnreadableXml as found:
                trouble = _Trouble(str(found))
            if (trouble.wait or 0) > self.patience.longest:
                raise SourceError(
                    f"{what}: {self.address} asks to be left alone for {trouble.wait:.0f} s; "
                    "run again after that"
                )
        raise SourceError(
            f"{what}: {self.address} {trouble} ({self.patience.attempts} attempts); "
            "run again later, the harvest continues here"
        )

    def _get(self, arguments: Mapping[str, str], what: str) -> bytes:
        try:
            with self.client.stream("GET", self.address, params=dict(arguments)) as response:
                return self._body(response, what)
        except httpx.TimeoutException as problem:
            raise _Trouble("does not answer in time") from problem
        except (httpx.TransportError, httpx.DecodingError) as problem:
            raise _Trouble(f"breaks off: {problem}") from problem
        except (httpx.TooManyRedirects, httpx.InvalidURL) as problem:
            raise SourceError(
                f"{what}: {self.address}: {problem}; correct the address"
            ) from problem

    def _body(self, response: httpx.Response, what: str) -> bytes:
        if response.status_code in _AGAIN:
            asked = _retry_after(response.headers.get("Retry-After"), self.patience.clock())
            raise _Trouble(f"answers HTTP {response.status_code}", asked)
        if response.status_code != httpx.codes.OK:
            raise SourceError(
                f"{what}: {self.address} answers HTTP {response.status_code}; "
                "correct the address or the access in sources.toml"
            )
        body = b""
        for block in response.iter_bytes(1 << 20):
            body += block
            if len(body) > SIZE_CAP:
                raise SourceError(f"{what}: a page is larger than {SIZE_CAP} bytes")
        return body


class _Trouble(Exception):
    """A fault that another attempt may not meet; `wait` is what the source asked for, in s."""

    def __init__(self, text: str, wait: float | None = None) -> None:
        super().__init__(text)
        self.wait = wait


def _retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: seconds or a date (RFC 9110 §10.2.3)."""
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((then.astimezone(UTC) - now).total_seconds(), 0.0)

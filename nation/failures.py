"""How a provider fails: each fault of the plan as bytes on the wire."""

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

from nation.faults import Fault

Asked = Mapping[str, str]
Answer = Callable[[Asked], bytes]

_TOKEN = re.compile(rb"(<resumptionToken[^>]*?)(?:/>|>[^<]*</resumptionToken>)")
_HTML = b"<!doctype html><html><head><title>Onderhoud</title></head><body><p>Tot zo.</body></html>"


class Connection(Protocol):
    """A connection on which an answer is due."""

    def send(self, status: int, body: bytes, kind: str = "text/xml", **headers: str) -> None:
        """Send a whole answer."""

    def send_half(self, body: bytes) -> None:
        """Announce the body, send half of it and hang up."""

    def reset(self) -> None:
        """Break the connection off."""


def fail(connection: Connection, fault: Fault, asked: Asked, answer: Answer) -> None:
    """Answer as the fault says; `answer` gives what would have been right."""
    if fault.kind in _STATUS:
        connection.send(_STATUS[fault.kind], b"", **_retry_after(fault))
    elif fault.kind in _BODIES:
        connection.send(200, _BODIES[fault.kind](asked, answer))
    elif fault.kind == "slow":
        time.sleep(fault.seconds)
        connection.send(200, answer(asked))
    elif fault.kind == "half_page":
        connection.send_half(answer(asked))
    else:
        time.sleep(fault.seconds)
        connection.reset()


def _retry_after(fault: Fault) -> dict[str, str]:
    if fault.kind == "retry_after_seconds":
        return {"Retry_After": str(int(fault.seconds))}
    if fault.kind == "retry_after_date":
        then = datetime.now(UTC) + timedelta(seconds=fault.seconds)
        return {"Retry_After": format_datetime(then, usegmt=True)}
    return {}


def _cut_page(asked: Asked, answer: Answer) -> bytes:
    body = answer(asked)
    return body[: len(body) // 2]


def _expired_token(asked: Asked, answer: Answer) -> bytes:
    return answer({"verb": "ListRecords", "resumptionToken": "expired"})


def _no_records(asked: Asked, answer: Answer) -> bytes:
    first = {"verb": "ListRecords", "metadataPrefix": "marcxml", "from": "2999-01-01"}
    prefix = re.search("metadataPrefix(?:=|%3D)([a-z]+)", asked.get("resumptionToken", ""))
    return answer(
        {**first, "metadataPrefix": asked.get("metadataPrefix") or (prefix or [""] * 2)[1]}
    )


def _repeated_token(asked: Asked, answer: Answer) -> bytes:
    sent = asked.get("resumptionToken", "").encode()
    if not sent:
        return answer(asked)
    return _TOKEN.sub(lambda found: found[1] + b">" + sent + b"</resumptionToken>", answer(asked))


def _empty_token(asked: Asked, answer: Answer) -> bytes:
    return _TOKEN.sub(lambda found: found[1] + b"/>", answer(asked))


def _spoilt(sign: bytes) -> Callable[[Asked, Answer], bytes]:
    """A body with a sign in the first subfield that may not be there."""
    return lambda asked, answer: answer(asked).replace(b"</subfield>", sign + b"</subfield>", 1)


_STATUS = {
    "unavailable": 503,
    "retry_after_seconds": 503,
    "retry_after_date": 503,
    "too_many_requests": 429,
    "server_error": 500,
}
_BODIES: Mapping[str, Callable[[Asked, Answer], bytes]] = {
    "html": lambda asked, answer: _HTML,
    "cut_page": _cut_page,
    "expired_token": _expired_token,
    "no_records": _no_records,
    "repeated_token": _repeated_token,
    "empty_token": _empty_token,
    "control_character": _spoilt(b"\x0b"),
    "broken_text": _spoilt(b"\xff"),
}

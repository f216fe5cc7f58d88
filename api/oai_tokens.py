"""Resumption tokens: where a list goes on, written out whole, so that no server has to remember.

The digest tells a damaged token from a sound one. It is no secret: a token can ask for nothing that
a request without one could not.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from oaipmh.error import BadResumptionTokenError

from catalogue.changes import Position
from catalogue.oai_feed import Span

LIFE = timedelta(days=1)
"""How long a token is taken; lists themselves do not grow old."""

_DIGITS = 16


@dataclass(frozen=True)
class Listing:
    """A list that was begun: what it holds after this page, and how far it has come."""

    verb: str
    prefix: str
    span: Span
    given: int = 0
    size: int | None = None


def write_token(listing: Listing, now: datetime) -> tuple[str, datetime]:
    """The token of a listing, and when it expires."""
    expires = now.replace(microsecond=0) + LIFE
    span = listing.span
    stated = [
        listing.verb,
        listing.prefix,
        span.within,
        span.after.xid,
        span.after.seq,
        span.before,
        span.until,
        listing.given,
        listing.size,
        int(expires.timestamp()),
    ]
    text = json.dumps(stated, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=") + "." + _digest(text), expires


def read_token(token: str, verb: str, now: datetime) -> Listing:
    """The listing that a token continues; BadResumptionTokenError where it is none of `verb`."""
    body, _, digest = token.partition(".")
    try:
        text = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadResumptionTokenError("this resumptionToken was not given out here") from None
    if digest != _digest(text):
        raise BadResumptionTokenError("this resumptionToken was not given out here")
    of, prefix, within, xid, seq, before, until, given, size, expires = json.loads(text)
    if of != verb:
        raise BadResumptionTokenError(f"this resumptionToken continues {of}, not {verb}")
    if datetime.fromtimestamp(expires, UTC) <= now:
        raise BadResumptionTokenError("this resumptionToken has expired; begin the list again")
    return Listing(of, prefix, Span(Position(xid, seq), before, within, until), given, size)


def _digest(text: bytes) -> str:
    return hashlib.sha256(b"spil oai 2\0" + text).hexdigest()[:_DIGITS]

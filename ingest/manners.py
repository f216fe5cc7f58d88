"""How a source wants to be asked: how often, by whom, and with which credentials."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogue.errors import SourceError
from ingest.sources import Source

AGENT = "spil (library metadata harvester)"
_LOGIN = re.compile(r"[^:]+:.+", re.DOTALL)


@dataclass(frozen=True)
class Manners:
    """What goes with every request to one source.

    `delay`: seconds between the end of an answer and the next request; `timeout`: seconds of
    silence before it is given up, None as the client has it; `login`: user and password.
    """

    delay: float = 0.0
    timeout: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = field(default=None, repr=False)


def manners_of(source: Source, environment: Mapping[str, str]) -> Manners:
    """The manners for `source`; raises SourceError where its credentials are not in `environment`.

    Credentials stand nowhere but in the environment, as `user:password` (RFC 7617 §2); no message
    repeats them.
    """
    contact = source.contact
    # RFC 9110 §10.1.2: the mail address of whoever runs the harvester.
    headers = {"From": contact, "User-Agent": f"{AGENT}; {contact}"} if contact else {}
    return Manners(
        source.delay_seconds, source.timeout_seconds, headers, _login(source, environment)
    )


def _login(source: Source, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = source.credentials_from
    if not name:
        return None
    if not _LOGIN.fullmatch(environment.get(name, "")):
        raise SourceError(
            f"source {source.name}: the environment variable {name} does not hold its credentials; "
            "set it to user:password"
        )
    user, _, password = environment[name].partition(":")
    return user, password

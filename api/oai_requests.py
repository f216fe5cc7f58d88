"""What a harvester asks: one verb and its arguments, read as strictly as OAI-PMH 2.0 wants."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from oaipmh import validation
from oaipmh.error import BadArgumentError, BadVerbError, IdDoesNotExistError

from catalogue.identifiers import is_spil_id

VERBS = (
    "GetRecord",
    "Identify",
    "ListIdentifiers",
    "ListMetadataFormats",
    "ListRecords",
    "ListSets",
)

# OAI-PMH 2.0, 3.3: UTC, by the day or by the second.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_SET = re.compile(r"[\w.!~*'()-]+(?::[\w.!~*'()-]+)*", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A request that is right in form: its verb and each argument once."""

    verb: str
    arguments: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """An argument; empty where it was not given."""
        return self.arguments.get(name, "")


def read_request(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request in these arguments. Raises BadVerbError and BadArgumentError."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1:
        raise BadVerbError("give one verb")
    if verbs[0] not in VERBS:
        raise BadVerbError(f"no such verb; there are {', '.join(VERBS)}")
    counted = Counter(name for name, _ in pairs)
    for name, times in counted.items():
        if times > 1:
            raise BadArgumentError(f"{name} is given {times} times")
    arguments = {name: value for name, value in pairs if name != "verb"}
    _check(verbs[0], arguments)
    return Asked(verbs[0], arguments)


def read_range(asked: Asked) -> tuple[datetime | None, datetime | None]:
    """The seconds from and until which changes are asked, both included.

    Raises BadArgumentError for what is no datestamp, two granularities, or an end before the start.
    """
    since, until = asked.arguments.get("from"), asked.arguments.get("until")
    if since is not None and until is not None and len(since) != len(until):
        raise BadArgumentError("from and until have different granularities")
    start = None if since is None else _moment("from", since, time.min)
    end = None if until is None else _moment("until", until, time(23, 59, 59))
    if start and end and start > end:
        raise BadArgumentError("from is later than until")
    return start, end


def read_set(asked: Asked) -> str | None:
    """The set that is asked, None for all. Raises BadArgumentError for what can name no set."""
    named = asked.arguments.get("set")
    if named is not None and not _SET.fullmatch(named):
        raise BadArgumentError("set has characters that no setSpec has")
    return named


def read_identifier(asked: Asked, host: str) -> str:
    """The id of the manifestation that is asked for; IdDoesNotExistError where it is not ours."""
    prefix, _, spil_id = asked.get("identifier").rpartition(":")
    if prefix != f"oai:{host}" or not is_spil_id(spil_id):
        raise IdDoesNotExistError(f"identifiers here have the form oai:{host}:m..........")
    return spil_id


def _check(verb: str, arguments: dict[str, str]) -> None:
    named = {"from_" if name == "from" else name: value for name, value in arguments.items()}
    try:
        validation.validateResumptionArguments(verb, named)
    except validation.BadArgumentError as problem:
        raise BadArgumentError(str(problem)) from problem


def _moment(name: str, text: str, of_day: time) -> datetime:
    try:
        if _DAY.fullmatch(text):
            day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
            return datetime.combine(day.date(), of_day, UTC)
        if _SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise BadArgumentError(f"{name} is no YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")

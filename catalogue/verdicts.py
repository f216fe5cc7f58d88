"""Why records are one: judgements, evidence, comparisons and clusters."""

from dataclasses import dataclass, field
from typing import Literal

from catalogue.model import Value
from catalogue.source_record import RecordKey


class Judgement(Value):
    """A cataloguer's verdict on two source records; outranks every computed one."""

    left: RecordKey
    right: RecordKey
    verdict: Literal["same", "different", "unsure"]
    who: str = ""
    why: str = ""


@dataclass(frozen=True)
class Evidence:
    """What one observation says: a weight in log-odds (base 2) and a sentence."""

    feature: str
    level: str
    weight: float
    text: str


@dataclass(frozen=True)
class Comparison:
    """Two records weighed: evidence, total in log-odds (base 2), vetoes and the verdict."""

    left: RecordKey
    right: RecordKey
    evidence: tuple[Evidence, ...]
    score: float
    vetoes: tuple[str, ...]
    verdict: Literal["same", "different", "ask"]


@dataclass(frozen=True)
class Cluster:
    """Bibliographic records judged to describe one manifestation, in the order of their keys."""

    members: tuple[RecordKey, ...]
    reasons: tuple[str, ...] = field(default=())

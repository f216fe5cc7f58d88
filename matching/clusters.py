"""Verdicts to clusters, under constraints and whatever their order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalogue.model import BibliographicRecord, Carrier
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster, Comparison
from matching.features import counted_languages
from matching.judgements import Decisions, Pair, pair_of
from matching.rules import Rules
from matching.view import view_of

MOST_CONTRADICTING = 1 / 3
"""A merge is refused where more than this share of its compared cross pairs speaks against it."""


@dataclass(frozen=True)
class Facts:
    """What a record brings into a cluster that another member may not contradict."""

    volume: int | None
    carrier: Carrier | None
    languages: frozenset[str]
    numerals: frozenset[int]
    is_glue: bool


def facts_of(record: BibliographicRecord) -> Facts:
    """The facts of a record; a carrier that is not sure contradicts nobody."""
    view = view_of(record)
    return Facts(
        volume=view.volume,
        carrier=view.carrier if view.carrier_sure else None,
        languages=counted_languages(view),
        numerals=view.numerals,
        is_glue=view.is_glue,
    )


@dataclass
class _Group:
    """A cluster while it grows."""

    members: list[RecordKey]
    volumes: set[int] = field(default_factory=set)
    carriers: set[Carrier] = field(default_factory=set)
    languages: list[frozenset[str]] = field(default_factory=list)
    numerals: set[int] = field(default_factory=set)
    apart_from: set[RecordKey] = field(default_factory=set)

    def contradicts(self, other: "_Group") -> bool:
        """Whether joining would put two volumes, carriers, languages or numerals into one."""
        unlike_volumes = len(self.volumes | other.volumes) > 1
        unlike_carriers = len(self.carriers | other.carriers) > 1
        spoken = [languages for languages in self.languages + other.languages if languages]
        unlike_languages = bool(spoken) and not frozenset.intersection(*spoken)
        numbered = bool(self.numerals and other.numerals)
        unlike_numerals = numbered and self.numerals.isdisjoint(other.numerals)
        return unlike_volumes or unlike_carriers or unlike_languages or unlike_numerals

    def kept_apart(self, other: "_Group") -> bool:
        """Whether a person said that two of their members are not the same."""
        return not self.apart_from.isdisjoint(other.members)

    def absorb(self, other: "_Group") -> None:
        """Take the other's members and facts."""
        self.members += other.members
        self.volumes |= other.volumes
        self.carriers |= other.carriers
        self.languages += other.languages
        self.numerals |= other.numerals
        self.apart_from |= other.apart_from


class _Clusters:
    """The clusters as they grow; every record begins alone."""

    def __init__(self, facts: Mapping[RecordKey, Facts], decisions: Decisions) -> None:
        self.facts = facts
        self.group_of = {key: _alone(key, fact) for key, fact in facts.items()}
        for left, right in decisions.different:
            if left in self.group_of and right in self.group_of:
                self.group_of[left].apart_from.add(right)
                self.group_of[right].apart_from.add(left)
        self.against: dict[RecordKey, dict[RecordKey, bool]] = {key: {} for key in facts}

    def join(self, left: RecordKey, right: RecordKey, *, by_hand: bool = False) -> None:
        """Join the clusters of two records unless a person, a fact or the other pairs forbid it."""
        one, other = self.group_of[left], self.group_of[right]
        if one is other or one.kept_apart(other):
            return
        if not by_hand and (one.contradicts(other) or self._outvoted(one, other)):
            return
        if len(other.members) > len(one.members):
            one, other = other, one
        one.absorb(other)
        for key in other.members:
            self.group_of[key] = one

    def is_alone(self, key: RecordKey) -> bool:
        """Whether the record has joined nothing yet."""
        return len(self.group_of[key].members) == 1

    def _outvoted(self, one: _Group, other: _Group) -> bool:
        small, large = sorted((one, other), key=lambda group: len(group.members))
        inside = set(large.members)
        votes = [
            against
            for key in small.members
            for neighbour, against in self.against[key].items()
            if neighbour in inside
        ]
        return sum(votes) > MOST_CONTRADICTING * len(votes) if votes else False


def _alone(key: RecordKey, facts: Facts) -> _Group:
    return _Group(
        members=[key],
        volumes={facts.volume} if facts.volume is not None else set(),
        carriers={facts.carrier} if facts.carrier is not None else set(),
        languages=[facts.languages],
        numerals=set(facts.numerals),
    )


def cluster(
    facts: Mapping[RecordKey, Facts],
    comparisons: Iterable[Comparison],
    decisions: Decisions,
    rules: Rules,
) -> tuple[Cluster, ...]:
    """All records in clusters, those alone as clusters of one; the order of the input is no matter.

    Judgements "same" join first, whatever the rules say; "not the same" keeps two records apart
    whatever chain connects them. Then the verdicts "same", strongest first; a record that states
    too little joins one cluster at most and connects none. Members stand in the order of their
    sources' ranking and keys, so the first anchors the id; clusters in the order of their first.
    """
    clusters = _Clusters(facts, decisions)
    edges = [c for c in comparisons if c.left in facts and c.right in facts]
    for edge in edges:
        against = edge.verdict == "different"
        clusters.against[edge.left][edge.right] = against
        clusters.against[edge.right][edge.left] = against
    for left, right in sorted(decisions.same):
        if left in facts and right in facts:
            clusters.join(left, right, by_hand=True)
    firm, loose = _edges(edges, facts, decisions)
    for left, right in firm:
        clusters.join(left, right)
    for left, right in loose:
        if clusters.is_alone(left if facts[left].is_glue else right):
            clusters.join(left, right)
    return tuple(_result(clusters, rules))


def _edges(
    comparisons: Iterable[Comparison], facts: Mapping[RecordKey, Facts], decisions: Decisions
) -> tuple[list[Pair], list[Pair]]:
    """The pairs found the same, strongest first: those between full records, and those with glue.

    Two records that both state too little are not joined by a rule at all.
    """
    firm: list[Pair] = []
    loose: list[Pair] = []
    for edge in sorted(comparisons, key=lambda c: (-c.score, c.left, c.right)):
        pair = pair_of(edge.left, edge.right)
        glue = facts[edge.left].is_glue + facts[edge.right].is_glue
        if edge.verdict != "same" or pair in decisions.different or glue > 1:
            continue
        (loose if glue else firm).append(pair)
    return firm, loose


def _result(clusters: _Clusters, rules: Rules) -> Iterator[Cluster]:
    groups = {id(group): group for group in clusters.group_of.values()}
    for members in sorted(
        sorted(group.members, key=lambda key: (rules.rank(key.source), key))
        for group in groups.values()
    ):
        yield Cluster(tuple(members))

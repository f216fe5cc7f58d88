"""The rules in force: weights, thresholds and poisoned identifiers, as data that is handed in."""

import hashlib
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from catalogue.errors import SpilError

DEFAULT = Path(__file__).parent / "rules.toml"


@dataclass(frozen=True)
class Rules:
    """Everything that decides whether two records are one; small enough to send to every worker.

    `weights` are log-odds in base 2 for each (feature, level); `poisoned` are identifiers on too
    many unlike titles, which count for nothing; `version` is the fingerprint of all of it.
    """

    weights: dict[tuple[str, str], float]
    same: float
    ask: float
    title_and_author_cap: float
    block_cap: int
    poisoned_titles: int
    source_rank: tuple[str, ...]
    version: str
    poisoned: frozenset[str] = frozenset()

    def weight(self, feature: str, level: str) -> float:
        """The weight of a level of a feature; a level without a weight says nothing (0)."""
        return self.weights.get((feature, level), 0.0)

    def rank(self, source: str) -> int:
        """The place of a source in the ranking; library systems come after all national sources."""
        known = source in self.source_rank
        return self.source_rank.index(source) if known else len(self.source_rank)

    def with_poisoned(self, identifiers: frozenset[str]) -> "Rules":
        """These rules with more identifiers that count for nothing."""
        poisoned = self.poisoned | identifiers
        mark = hashlib.sha256("\n".join([self.version, *sorted(poisoned)]).encode())
        return replace(self, poisoned=poisoned, version=mark.hexdigest()[:12])


@cache
def load_rules(path: Path = DEFAULT) -> Rules:
    """The rules of a TOML file; raises SpilError naming the file and the entry that is missing."""
    text = path.read_bytes()
    try:
        table = tomllib.loads(text.decode())
        return Rules(
            weights={
                (feature, level): float(weight)
                for feature, levels in table["weights"].items()
                for level, weight in levels.items()
            },
            same=float(table["thresholds"]["same"]),
            ask=float(table["thresholds"]["ask"]),
            title_and_author_cap=float(table["thresholds"]["title_and_author_cap"]),
            block_cap=int(table["blocks"]["cap"]),
            poisoned_titles=int(table["blocks"]["poisoned_titles"]),
            source_rank=tuple(table["sources"]["rank"]),
            version=hashlib.sha256(text).hexdigest()[:12],
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise SpilError(f"matching rules {path.name}: {problem}") from problem

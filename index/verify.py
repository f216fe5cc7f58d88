"""Whether a search engine reads Dutch as the mapping means it: texts and their tokens."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from index.mapping import MAPPING_VERSION, NUMBER, STEMS, STEMS_OF_QUERY, WORDS

_ANALYSERS = {"words": WORDS, "stems": STEMS, "stems_of_query": STEMS_OF_QUERY, "number": NUMBER}


class Analyser(Protocol):
    """What verifying asks of a search engine."""

    def create(self, index: str) -> None:
        """Make an empty build with our fields and analysers."""

    def analyze(self, index: str, analyser: str, text: str) -> tuple[str, ...]:
        """The tokens that an analyser or normalizer of the build makes of `text`."""

    def delete(self, index: str) -> None:
        """Remove a build."""


@dataclass(frozen=True)
class Check:
    """A text, how it is read, and the tokens that must come of it (order does not count)."""

    reading: str
    text: str
    tokens: frozenset[str]


@dataclass(frozen=True)
class Failure:
    """A check with the tokens that came instead."""

    check: Check
    found: frozenset[str]

    def __str__(self) -> str:
        """One sentence for an operator."""
        return (
            f"{self.check.reading} of {self.check.text!r}: "
            f"expected {sorted(self.check.tokens)}, found {sorted(self.found)}"
        )


def load_checks() -> tuple[Check, ...]:
    """The table of `analysis_checks.toml`."""
    text = (Path(__file__).parent / "analysis_checks.toml").read_text("utf-8")
    return tuple(
        Check(reading, sample, frozenset(tokens.split()))
        for reading, samples in tomllib.loads(text).items()
        for sample, tokens in samples.items()
    )


def verify(cluster: Analyser) -> list[Failure]:
    """The checks that this engine fails, by way of an empty index that is removed afterwards."""
    index = f"spil-verify-{MAPPING_VERSION}-{uuid4().hex[:12]}"
    cluster.create(index)
    try:
        found = (
            (check, frozenset(cluster.analyze(index, _ANALYSERS[check.reading], check.text)))
            for check in load_checks()
        )
        return [Failure(check, tokens) for check, tokens in found if tokens != check.tokens]
    finally:
        cluster.delete(index)

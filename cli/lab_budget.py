"""How much a change may move before a person must say that it is meant."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from catalogue.authority import Authority
from catalogue.model import BibliographicRecord
from cli.lab_effects import Effects
from cli.lab_outcomes import COPIES, fields_of
from cli.lab_reading import Tally

OF_ALL = ("records", "rejected", "clusters", "ids", "works")
"""What is held to a share beside each field."""

NAMES = tuple(
    dict.fromkeys((*OF_ALL, *fields_of(BibliographicRecord), COPIES, *fields_of(Authority)))
)


@dataclass(frozen=True)
class Budget:
    """The share that may change: of everything, and of what is named."""

    share: float
    named: Mapping[str, float]
    identity: bool = False

    def allowed(self, name: str) -> float:
        """The share that may change under this name."""
        return self.named.get(name, self.share)


@dataclass(frozen=True)
class Overrun:
    """Something that changes more than it may."""

    name: str
    share: float
    allowed: float

    def __str__(self) -> str:
        """In words."""
        if self.name == "identity":
            return "records would change their number (--allow-identity says that it is meant)"
        return f"{self.name} {_percent(self.share)} (budget {_percent(self.allowed)})"


def parse_budget(texts: Sequence[str], *, identity: bool) -> Budget:
    """`0.01` for everything, `subjects=0.5` for one; raises BadParameter for anything else."""
    share, named = 0.01, {}
    for text in texts:
        name, equals, number = text.rpartition("=")
        if equals and name not in NAMES:
            known = ", ".join(NAMES)
            raise typer.BadParameter(f"nothing is called {name}; there are {known}")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not 0 <= value <= 1:
            raise typer.BadParameter(f"{text} is no share: 0.01, or subjects=0.5 for one field")
        if equals:
            named[name] = value
        else:
            share = value
    return Budget(share, named, identity)


def overruns(budget: Budget, tally: Tally, effects: Effects | None) -> list[Overrun]:
    """Everything that changes more than it may."""
    found = [
        Overrun(name, share, budget.allowed(name))
        for name, share in shares(tally, effects).items()
        if share > budget.allowed(name)
    ]
    if tally.identity_changes and not budget.identity:
        found.append(Overrun("identity", tally.identity_changes / tally.read, 0.0))
    return found


def shares(tally: Tally, effects: Effects | None) -> dict[str, float]:
    """The share of each thing that changes: of the records read, the clusters, the ids now."""
    read = tally.read or 1
    found = {"records": tally.changed / read, "rejected": tally.newly_rejected / read}
    found |= {name: count.changed / read for name, count in sorted(tally.fields.items())}
    if effects is not None:
        clusters = effects.clusters_changed / (effects.clusters_before or 1)
        found |= {"clusters": clusters, "ids": effects.ids.share, "works": effects.works.share}
    return found


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"

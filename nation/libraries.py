"""The libraries of the made-up country: organisations, branches, systems, hubs and vans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nation.branches import Branch, branches_of
from nation.directory import Installation, Organisation, installations, organisations, profile
from nation.randomness import PARTS, Choices, in_parts, stream
from nation.transport import Hub, Van, hubs, policy_of, vans


@dataclass(frozen=True, slots=True)
class Libraries:
    """Everything that decides where a copy can be; `codes` are branch codes by branch ISIL.

    `carelessness` multiplies, per installation, the rates at which messages go wrong
    (millionths).
    """

    seed: int
    organisations: Mapping[str, Organisation]
    branches: Mapping[str, Branch]
    installations: tuple[Installation, ...]
    system_of: Mapping[str, Installation]
    codes: Mapping[str, str]
    hubs: tuple[Hub, ...]
    vans: tuple[Van, ...]
    policies: Mapping[str, str]
    carelessness: tuple[int, ...]

    def branches_in(self, installation: Installation) -> list[Branch]:
        """The branches that an installation serves."""
        return [b for b in self.branches.values() if self.system_of[b.organisation] is installation]


@lru_cache(maxsize=4)
def libraries(seed: int) -> Libraries:
    """The libraries of a seed; always the same for the same seed and profile."""
    listed, systems = organisations(), installations()
    branches = [branch for each in listed for branch in branches_of(each, seed)]
    system_of = {isil: system for system in systems for isil in system.organisations}
    codes: dict[str, str] = {}
    for system in systems:
        own = [branch for branch in branches if system_of[branch.organisation] is system]
        codes.update(_codes(own, system.branch_code))
    return Libraries(
        seed=seed,
        organisations={each.isil: each for each in listed},
        branches={branch.isil: branch for branch in branches},
        installations=systems,
        system_of=system_of,
        codes=codes,
        hubs=hubs(listed),
        vans=vans(listed, branches, seed),
        policies={each.isil: policy_of(each, seed) for each in listed},
        carelessness=_carelessness(systems, branches, system_of, seed),
    )


def _carelessness(
    systems: Sequence[Installation],
    branches: Sequence[Branch],
    system_of: Mapping[str, Installation],
    seed: int,
) -> tuple[int, ...]:
    """A grade for each system, such that the country as a whole makes the profile's mistakes."""
    grades = [in_parts(grade) for grade in profile()["messages"]["carelessness"]]
    drawn = Choices(grades, [1] * len(grades))
    own = [drawn.draw(stream(seed, "carelessness", system.index)) for system in systems]
    sizes = [0] * len(systems)
    for branch in branches:
        sizes[system_of[branch.organisation].index] += branch.fullness
    mean = sum(grade * size for grade, size in zip(own, sizes, strict=True)) // sum(sizes)
    return tuple(grade * PARTS // mean for grade in own)


def _codes(branches: list[Branch], rule: str) -> dict[str, str]:
    """The code of each branch in its system: by organisation, short (the same in many systems), or
    in letters."""
    if rule == "organisation":
        return {b.isil: f"{b.isil[5:9]}{int(b.isil[9:]) - 1000:02}" for b in branches}
    if rule == "short":
        return {b.isil: str(1001 + place) for place, b in enumerate(branches)}
    return {b.isil: f"{_letters(b.town)}{place:02}" for place, b in enumerate(branches, start=1)}


def _letters(town: str) -> str:
    return "".join(c for c in town.upper() if "A" <= c <= "Z")[:4]

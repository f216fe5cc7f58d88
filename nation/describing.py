"""Who describes a manifestation, and how: anew, copied with or without the number, or barely."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple

from nation.directory import Installation
from nation.profile import Profile
from nation.randomness import PARTS, Choices, happens
from nation.world import Manifestation

E_CONTENT = frozenset(("e_book", "e_audio"))
_JITTER = 150_000


class Task(NamedTuple):
    """One record to be made: by a national source, or by an installation of a library system."""

    source: str
    kind: str
    installation: Installation | None = None


class Habits(NamedTuple):
    """The profile's numbers that decide who describes what."""

    sizes: Choices[int]
    weights: dict[str, int]
    kinds: Choices[str]
    again: int


@lru_cache(maxsize=4)
def habits_of(profile: Profile) -> Habits:
    """The numbers of a profile, worked out once."""
    sizes = profile.tables["clusters"]["sizes"]
    return Habits(
        Choices(range(1, len(sizes) + 1), [round(share * PARTS) for share in sizes]),
        {name: profile.number("describers", name) for name in profile.tables["describers"]},
        profile.choices("kinds_of_local"),
        profile.number("clusters", "same_source_again"),
    )


def describers(
    m: Manifestation, holders: Sequence[Installation], habits: Habits, chance: Random
) -> list[Task]:
    """Sources of a manifestation's records: as many as its popularity asks, as far as there are."""
    count = habits.sizes.at(_place(m.popularity, chance) * habits.sizes.total // PARTS)
    open_to: list[tuple[Task, int]] = [
        (Task(name, "described"), weight)
        for name, weight in habits.weights.items()
        if name != "local" and (name != "online" or m.carrier in E_CONTENT)
    ]
    local = habits.weights["local"]
    open_to += [(Task(each.name, "", each), local) for each in holders]
    chosen: list[Task] = []
    while open_to and len(chosen) < count:
        place = _drawn([weight for _, weight in open_to], chance)
        chosen.append(open_to[place][0])
        if not happens(chance, habits.again):
            del open_to[place]
    chosen.sort(key=lambda task: task.installation is not None)
    return [_with_kind(task, chosen, habits, chance) for task in chosen]


def _place(popularity: int, chance: Random) -> int:
    near = popularity + int(chance.random() * 2 * _JITTER) - _JITTER
    return -near if near < 0 else 2 * PARTS - 1 - near if near >= PARTS else near


def _drawn(weights: list[int], chance: Random) -> int:
    left = int(chance.random() * sum(weights))
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return len(weights) - 1


def _with_kind(task: Task, chosen: list[Task], habits: Habits, chance: Random) -> Task:
    """How an installation describes: it copies only what a national source has."""
    if task.installation is None:
        return task
    kind = habits.kinds.draw(chance)
    if kind.startswith("copy_of"):
        sources = [each.source for each in chosen if each.source in ("nbd", "ggc")]
        if not sources:
            return task._replace(kind="described")
        wanted, kept = kind.split("_")[2:]
        if wanted not in sources:
            wanted = sources[0]
        if kept == "kept" and wanted == "nbd" and task.installation.product in ("wise", "gbs"):
            kept = "lost"  # these have no field for NBD's number
        kind = f"copy_of_{wanted}_{kept}"
    return task._replace(kind=kind)

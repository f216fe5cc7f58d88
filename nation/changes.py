"""What changes in the network itself during the days: branches that move, a merger."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nation.directory import Organisation, profile
from nation.libraries import Libraries, libraries
from nation.randomness import stream


@dataclass(frozen=True, slots=True)
class BranchMove:
    """From `day` on the copies of one branch stand in another, under its code."""

    day: int
    moved_from: str
    moved_to: str


@dataclass(frozen=True, slots=True)
class Merger:
    """From `day` on one organisation is part of another; its branches have new ISILs."""

    day: int
    joins: str
    joined: str
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is planned to change."""

    moves: tuple[BranchMove, ...]
    merger: Merger

    def stands(self, branch: str, day: int) -> str:
        """Where copies of `branch` stand on a day; both by their ISIL of day 1."""
        for move in self.moves:
            if move.moved_from == branch and day >= move.day:
                return move.moved_to
        return branch

    def isil(self, branch: str, day: int) -> str:
        """The ISIL of a branch (on day 1) on a day."""
        return self.merger.branches.get(branch, branch) if day >= self.merger.day else branch

    def is_gone(self, branch: str, day: int) -> bool:
        """Whether a branch (on day 1) has moved out and stays closed."""
        return any(move.moved_from == branch and day >= move.day for move in self.moves)

    def library(self, organisation: str, day: int) -> str:
        """The ISIL under which an organisation (on day 1) goes on a day."""
        merged = organisation == self.merger.joins and day >= self.merger.day
        return self.merger.joined if merged else organisation


@lru_cache(maxsize=4)
def changes(seed: int) -> Changes:
    """The changes of a seed."""
    country, rules = libraries(seed), profile()["changes"]
    joined, joins = (_numbered(country, number) for number in rules["merged"])
    own = [b.isil for b in country.branches.values() if b.organisation == joins.isil]
    renamed = {isil: f"{joined.isil[:9]}{2001 + place}" for place, isil in enumerate(own)}
    return Changes(_moves(country), Merger(rules["merged_on"], joins.isil, joined.isil, renamed))


def _numbered(country: Libraries, number: int) -> Organisation:
    return next(each for each in country.organisations.values() if each.number == number)


def _moves(country: Libraries) -> tuple[BranchMove, ...]:
    """Some public branches whose copies go to the main branch of their organisation."""
    rules, main = profile()["changes"], {}
    for branch in country.branches.values():
        if branch.main and branch.kind == "public":
            main[branch.organisation] = branch.isil
    merged = {
        each.isil for each in country.organisations.values() if each.number in rules["merged"]
    }
    small = [
        branch
        for branch in country.branches.values()
        if branch.kind == "public" and not branch.main and branch.organisation not in merged
    ]
    chosen = stream(country.seed, "moves", 0).sample(small, rules["branch_moves"])
    return tuple(
        BranchMove(rules["moved_on"], branch.isil, main[branch.organisation])
        for branch in sorted(chosen, key=lambda branch: branch.isil)
    )

"""Whose copies count: those of some libraries or branches, of a province, or of the country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator

from api.dependencies import ServicesDep
from catalogue.copies import Item
from catalogue.errors import QueryError
from catalogue.identifiers import Isil, parse_isil
from catalogue.terms import Door
from holdings.libraries import Network


def _isil(text: str) -> Isil:
    isil = parse_isil(text)
    if isil is None:
        raise ValueError("not an ISIL: `NL-` and ten digits")
    return isil


IsilText = Annotated[str, AfterValidator(_isil)]

IsilQuery = Annotated[
    list[IsilText] | None,
    Query(
        description="Only copies of these libraries or branches (ISIL; may be repeated).",
        examples=[["NL-0890600000"]],
        max_length=200,
    ),
]
ProvinceQuery = Annotated[
    str | None,
    Query(description="Only copies in this province.", examples=["Utrecht"], max_length=60),
]


class Scope:
    """A set of libraries and branches; without any, the whole country."""

    def __init__(self, isils: Iterable[str] = (), province: str = "") -> None:
        """Copies of any of these ISILs; `province` names what they stand for, where it does."""
        self.isils = frozenset(isils)
        self.province = province

    def of(self, items: Iterable[Item]) -> list[Item]:
        """The copies that lie in this scope."""
        if not self.isils:
            return list(items)
        return [i for i in items if {i.library, i.branch, i.place} & self.isils]


@dataclass(frozen=True)
class View:
    """How a title is looked at: through which door, whose copies, under which addresses."""

    door: Door = "give_to_anyone"
    scope: Scope = field(default_factory=Scope)
    prefix: str = "/v1"


def scope_of(network: Network, libraries: Iterable[str] = (), province: str = "") -> Scope:
    """The scope that was asked for; raises QueryError naming what is not known."""
    isils = set(libraries)
    for isil in isils:
        if isil not in network.libraries and isil not in network.branches:
            raise QueryError(f"isil: no library or branch has ISIL {isil}; see /v1/libraries")
    if province:
        inside: set[str] = {
            isil for isil, lib in network.libraries.items() if lib.province == province
        }
        if not inside:
            raise QueryError(f"province: no library lies in {province}; see /v1/libraries")
        isils = _both(network, isils, inside) if isils else inside
    return Scope(isils, province)


def _both(network: Network, isils: set[str], inside: set[str]) -> set[str]:
    branches = {isil for isil, branch in network.branches.items() if branch.library in inside}
    kept = isils & (inside | branches)
    if not kept:
        raise QueryError("isil: none of these libraries lies in that province")
    return kept


async def _asked_scope(
    services: ServicesDep, isil: IsilQuery = None, province: ProvinceQuery = None
) -> Scope:
    if not isil and not province:
        return Scope()
    return scope_of(await services.refreshed.network(), isil or (), province or "")


ScopeDep = Annotated[Scope, Depends(_asked_scope)]

"""The libraries and branches of the network, as others may know them."""

from fastapi import APIRouter

from api.dependencies import ServicesDep
from api.scope import ScopeDep
from catalogue.model import Value

router = APIRouter(prefix="/v1", tags=["libraries"])


class LibraryAnswer(Value):
    """A library organisation and how many branches it has."""

    isil: str
    name: str
    city: str
    province: str
    poi: str
    plus: bool
    branches: int


class BranchAnswer(Value):
    """A branch: where it is and on which days it is open."""

    isil: str
    library: str
    library_name: str
    name: str
    kind: str
    province: str
    latitude: float
    longitude: float
    open: tuple[str, ...]


@router.get("/libraries")
async def libraries(services: ServicesDep) -> list[LibraryAnswer]:
    """Every library of the network, by name."""
    network = await services.refreshed.network()
    found = [
        LibraryAnswer(
            isil=isil,
            name=library.name,
            city=library.city,
            province=library.province,
            poi=library.poi,
            plus=library.plus,
            branches=sum(branch.library == isil for branch in network.branches.values()),
        )
        for isil, library in network.libraries.items()
    ]
    return sorted(found, key=lambda library: library.name.casefold())


@router.get("/branches")
async def branches(services: ServicesDep, scope: ScopeDep) -> list[BranchAnswer]:
    """Every branch, or those of some libraries or of a province."""
    network = await services.refreshed.network()
    return [
        BranchAnswer(
            isil=isil,
            library=branch.library,
            library_name=network.library_of(isil).name,
            name=branch.name,
            kind=branch.kind,
            province=network.province_of(isil),
            latitude=branch.latitude,
            longitude=branch.longitude,
            open=branch.open,
        )
        for isil, branch in network.branches.items()
        if not scope.isils or {isil, branch.library} & scope.isils
    ]

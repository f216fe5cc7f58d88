"""Libraries, branches, opening days, vans and lending rules, by ISIL: one file, versioned whole."""

import hashlib
import tomllib
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from catalogue.errors import NetworkError, UnknownBranch
from catalogue.identifiers import Isil, parse_isil
from catalogue.model import Carrier, Value

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

BranchKind = Literal["public", "school", "depot", "mobile_stop", "pick_up_point", "poi_collection"]


def _isil(text: str) -> Isil:
    isil = parse_isil(text)
    if isil is None:
        raise ValueError(f"{text} is not an ISIL of the form NL- and ten digits")
    return isil


IsilCode = Annotated[str, AfterValidator(_isil)]


class NightLine(Value):
    """The carrier from hub to hub: its evenings, its nights, its price a parcel in euro."""

    nights: int = Field(2, ge=1, le=5)
    parcel: float = Field(0.0, ge=0)
    days: tuple[Day, ...]
    closed: tuple[date, ...] = ()


class Hub(Value):
    """Where the vans of one provincial organisation meet."""

    name: str


class Van(Value):
    """A round: on its days it calls at its branches, delivers and collects."""

    hub: str
    days: tuple[Day, ...]
    branches: tuple[IsilCode, ...]
    closed: tuple[date, ...] = ()


class Policy(Value):
    """Under what rules a library lends to others; the fee is in euro for each loan."""

    fee: float = Field(0.0, ge=0)
    pick_cut_off: time = time(11)
    carriers_not_lent: tuple[Carrier, ...] = ()
    new_title_days: int = Field(0, ge=0)
    suspended: bool = False


class Library(Value):
    """An organisation: where it is and which policy it lends under."""

    name: str
    city: str
    province: str
    poi: str
    plus: bool = False
    policy: str = "normal"
    fair_share: float = Field(1.0, gt=0)


class Branch(Value):
    """A place of a library, with its kind, coordinates (WGS 84) and opening days."""

    library: IsilCode
    name: str
    kind: BranchKind
    latitude: float
    longitude: float
    open: tuple[Day, ...]
    closed: tuple[date, ...] = ()


class Installation(Value):
    """A running library system: its product's profile, whose it is, and how its codes read.

    `fresh_hours` is how long its word counts as it stands, `probable_days` how long as probable.
    """

    profile: str
    dialect: str
    isils: tuple[IsilCode, ...]
    fresh_hours: int = Field(48, ge=1)
    probable_days: int = Field(10, ge=1)
    branch_codes: dict[str, IsilCode]
    status_codes: dict[str, str] = {}


class Network(Value):
    """Everything that decides where a copy may be and how it travels."""

    night_line: NightLine
    hubs: dict[str, Hub]
    vans: dict[str, Van]
    policies: dict[str, Policy]
    libraries: dict[IsilCode, Library]
    branches: dict[IsilCode, Branch]
    installations: dict[str, Installation]

    def branch(self, isil: str) -> Branch:
        """The branch with this ISIL; raises UnknownBranch."""
        if isil not in self.branches:
            raise UnknownBranch(f"no branch has ISIL {isil}; see the list of branches")
        return self.branches[Isil(isil)]

    def library_of(self, branch: str) -> Library:
        """The library that runs the branch; raises UnknownBranch."""
        return self.libraries[self.branch(branch).library]

    def province_of(self, branch: str) -> str:
        """The province in which the branch's library lies; raises UnknownBranch."""
        return self.library_of(branch).province

    def van_of(self, branch: str) -> Van | None:
        """The van that calls at the branch, or None."""
        return next((van for van in self.vans.values() if branch in van.branches), None)

    @property
    def version(self) -> str:
        """The fingerprint of everything in this network (12 hex digits); decisions name it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


NO_LIBRARIES = Network(
    night_line=NightLine(nights=1, parcel=0.0, days=()),
    hubs={},
    vans={},
    policies={},
    libraries={},
    branches={},
    installations={},
)
"""A catalogue of titles that no library has joined yet."""


def load_network(text: str) -> Network:
    """The network that a TOML text describes; raises NetworkError naming the wrong entry."""
    try:
        network = Network.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise NetworkError(f"the network file is not TOML: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NetworkError(f"network entry {place}: {first['msg']}") from problem
    for entry, kind, name, known in _references(network):
        if name not in known:
            raise NetworkError(f"network entry {entry} names {kind} {name}, which is not described")
    return network


def _references(network: Network) -> list[tuple[str, str, str, Any]]:
    """Every name that one entry uses for another: (entry, kind, name, what is described)."""
    found: list[tuple[str, str, str, Any]] = []
    for name, van in network.vans.items():
        found.append((f"vans.{name}", "hub", van.hub, network.hubs))
        found += [(f"vans.{name}", "branch", isil, network.branches) for isil in van.branches]
    for isil, library in network.libraries.items():
        found.append((f"libraries.{isil}", "policy", library.policy, network.policies))
    for isil, branch in network.branches.items():
        found.append((f"branches.{isil}", "library", branch.library, network.libraries))
    for name, system in network.installations.items():
        entry = f"installations.{name}"
        found += [(entry, "library", isil, network.libraries) for isil in system.isils]
        found += [(entry, "branch", b, network.branches) for b in system.branch_codes.values()]
    return found

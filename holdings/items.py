"""Item states, read from each library system's own codes, and which copies may be lent."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from catalogue.copies import CirculationState, Item, LendingClass
from catalogue.errors import NetworkError
from catalogue.identifiers import Isil
from catalogue.outcomes import LocalItem, Problem
from catalogue.source_record import RecordKey
from holdings.libraries import Installation, Network

PROFILES = Path(__file__).parent / "profiles"

LENDABLE = frozenset((LendingClass.NORMAL,))
"""Lending classes that travel to another library; the others stay in the house."""


@dataclass(frozen=True)
class SystemProfile:
    """How one product writes states and lending classes."""

    states: dict[str, CirculationState]
    lending: dict[str, LendingClass]


@cache
def load_profile(name: str) -> SystemProfile:
    """The profile of a library system's product; raises NetworkError where there is none."""
    path = PROFILES / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in PROFILES.glob("*.toml")))
        raise NetworkError(f"no library system profile {name}; there are {known}")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return SystemProfile(
        states={code: CirculationState(state) for code, state in table["states"].items()},
        lending={code: LendingClass(kind) for code, kind in table["lending"].items()},
    )


def read_state(code: str, installation: Installation) -> tuple[CirculationState, bool]:
    """The state that `code` means in this installation, and whether the code was known.

    An empty code says nothing and is known; an unmapped one is `unknown` and to be reported.
    """
    if code in installation.status_codes:
        return CirculationState(installation.status_codes[code]), True
    states = load_profile(installation.profile).states
    return states.get(code, CirculationState.UNKNOWN), code in states or not code


@dataclass(frozen=True)
class Delivery:
    """What every copy of one delivered record shares."""

    installation: str
    local_record: RecordKey
    seen_at: datetime


def read_item(
    local: LocalItem, delivery: Delivery, network: Network
) -> tuple[Item | None, tuple[Problem, ...]]:
    """A delivered copy in our words and what is to be mended; None where its branch is unknown."""
    installation = network.installations[delivery.installation]
    branch = installation.branch_codes.get(local.branch_code)
    if branch is None:
        return None, (_problem(delivery, local, "branch"),)
    state, known = read_state(local.status_code, installation)
    kinds = load_profile(installation.profile).lending
    problems = [] if known else [_problem(delivery, local, "status")]
    if local.lending_code and local.lending_code not in kinds:
        problems.append(_problem(delivery, local, "lending"))
    # An unknown lending code must not send a reference copy on the road.
    unmapped = LendingClass.NOT_FOR_IBL if local.lending_code else LendingClass.NORMAL
    item = Item(
        installation=delivery.installation,
        item_id=local.item_id,
        local_record=delivery.local_record.number,
        library=Isil(network.branches[branch].library),
        branch=Isil(branch),
        state=state,
        lending=kinds.get(local.lending_code, unmapped),
        shelf_mark=local.shelf_mark,
        part=local.part,
        seen_at=delivery.seen_at,
    )
    return item, tuple(problems)


_REMEDIES = {
    "branch": (
        "zet deze vestigingscode in branch_codes van het systeem",
        "add this branch code to the system's branch_codes",
    ),
    "status": (
        "zet deze statuscode in status_codes van het systeem",
        "add this status code to the system's status_codes",
    ),
    "lending": (
        "zet deze uitleencode in het profiel van het systeem",
        "add this lending code to the system's profile",
    ),
}


def _problem(delivery: Delivery, local: LocalItem, what: str) -> Problem:
    dutch, english = _REMEDIES[what]
    value = {"branch": local.branch_code, "status": local.status_code}.get(what, local.lending_code)
    return Problem(
        record=f"{delivery.local_record} item {local.item_id}",
        field=what,
        value=value,
        rule=f"a {what} code that {delivery.installation} has declared",
        remedy_nl=dutch,
        remedy_en=english,
    )

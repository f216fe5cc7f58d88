"""Who lends this to that branch: possible lenders ranked by the day it is ready, with reasons."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from catalogue.copies import CirculationState, Item
from catalogue.identifiers import Isil, ManifestationId
from catalogue.model import Carrier, OnlineAccess, Value
from holdings.availability import SHELF_KINDS, ShelfState, age_of, is_licensed, state_of
from holdings.items import LENDABLE
from holdings.libraries import Network
from holdings.reasons import Reason, reason
from holdings.timetable import Journey, journey, later

LAST_COPIES = 2
"""With so few healthy copies in the country a loan is tracked and its return confirmed."""


@dataclass(frozen=True)
class Copy:
    """A copy with the manifestation and carrier it is a copy of."""

    item: Item
    manifestation: ManifestationId
    carrier: Carrier


class PlanRequest(Value):
    """What is asked: ready at this branch, asked at this local time, needed by this day."""

    branch: Isil
    asked_at: datetime
    need_by: date | None = None


class Offer(Value):
    """One library that can lend: what, from where, ready when (and at the latest), at what cost."""

    library: Isil
    library_name: str
    branch: Isil
    branch_name: str
    manifestation: ManifestationId
    item_id: str
    state: ShelfState
    ready: date
    latest: date
    cost: float
    distance_km: int
    on_time: bool
    journey: Journey
    reasons: tuple[Reason, ...]


class Exclusion(Value):
    """A library that has it and cannot lend, with the rule that says so."""

    library: Isil
    library_name: str
    reason: Reason


class Plan(Value):
    """The ranked ways to get it: first the advice, then the rota, then who cannot and why."""

    advice: Literal["reserve_in_own_system", "request", "read_online", "nothing"]
    network_version: str
    request: PlanRequest
    summary: Reason
    own_system: tuple[Offer, ...] = ()
    rota: tuple[Offer, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    online: tuple[str, ...] = ()


def plan(
    request: PlanRequest,
    copies: Iterable[Copy],
    network: Network,
    *,
    online: Sequence[OnlineAccess] = (),
) -> Plan:
    """Who lends one of these copies to that branch, ranked, each with its reasons.

    Hard rules come first, each with an id; an unknown state is a risk, not a no. Rank is by the
    day it is ready at the branch (the latest day where the state is unknown), then cost, agreed
    share of lending, distance. A copy in the pick-up library's own system is reserved there: no
    rota holds a library of that system. Raises UnknownBranch.
    """
    own = _own_system(request.branch, network)
    everything = list(copies)
    healthy = sum(1 for copy in everything if _is_healthy(copy.item))
    offers, excluded = _judge(request, everything, network)
    if healthy <= LAST_COPIES:
        care = reason("last_copies", count=healthy)
        offers = [o.model_copy(update={"reasons": (*o.reasons, care)}) for o in offers]
    ranked = sorted(offers, key=lambda offer: rank(offer, network))
    inside = tuple(offer for offer in ranked if offer.library in own)
    rota = _with_lead(_best_of_each([o for o in ranked if o.library not in own]))
    readable = tuple(a.address for a in online if is_licensed(a, request.asked_at.date()))
    advice, summary = _advise(request, network, inside, rota, readable)
    return Plan(
        advice=advice,
        network_version=network.version,
        request=request,
        summary=summary,
        own_system=_best_of_each(inside),
        rota=rota,
        excluded=_exclusions(excluded, {offer.library for offer in ranked}, network),
        online=readable,
    )


def rank(offer: Offer, network: Network) -> tuple[date, float, float, int, str, str]:
    """The place of an offer: counted day, cost, agreed share (more first), distance, ISIL."""
    counted = offer.latest if offer.state == "unknown" else offer.ready
    share = network.libraries[offer.library].fair_share
    return counted, offer.cost, -share, offer.distance_km, offer.branch, offer.item_id


def _own_system(branch: str, network: Network) -> frozenset[str]:
    library = network.branch(branch).library
    systems = [s.isils for s in network.installations.values() if library in s.isils]
    return frozenset((library, *(isil for isils in systems for isil in isils)))


def _is_healthy(item: Item) -> bool:
    gone = (CirculationState.WITHDRAWN, CirculationState.LOST, CirculationState.MISSING)
    return item.state not in gone


def _judge(
    request: PlanRequest, copies: Sequence[Copy], network: Network
) -> tuple[list[Offer], list[tuple[Isil, Reason]]]:
    offers: list[Offer] = []
    excluded: list[tuple[Isil, Reason]] = []
    for copy in copies:
        state = state_of(copy.item, network, request.asked_at)
        rule = _refusal(copy, state, network)
        offer = None if rule else _offer(request, copy, state, network)
        if offer:
            offers.append(offer)
        else:
            excluded.append((copy.item.library, reason(rule or "no_route")))
    return offers, excluded


def _refusal(copy: Copy, state: ShelfState, network: Network) -> str | None:
    """The first hard rule that forbids this copy, or None."""
    policy = network.policies[network.libraries[copy.item.library].policy]
    rules = (
        ("not_on_shelf", state in ("not_available", "available_soon")),
        ("stays_in", copy.item.lending not in LENDABLE),
        ("suspended", policy.suspended),
        ("carrier", copy.carrier in policy.carriers_not_lent),
        ("branch_kind", network.branch(copy.item.branch).kind not in SHELF_KINDS),
    )
    return next((rule for rule, forbids in rules if forbids), None)


def _offer(request: PlanRequest, copy: Copy, state: ShelfState, network: Network) -> Offer | None:
    origin = copy.item.place or copy.item.branch
    trip = journey(network, origin, request.branch, asked=request.asked_at)
    if trip is None:
        return None
    slipped = later(network, trip, origin, request.branch) or trip
    start = network.branch(origin)
    library = network.libraries[Isil(start.library)]
    cost = _cost(request.branch, origin, trip, network)
    on_time = request.need_by is None or trip.ready <= request.need_by
    age = age_of(copy.item, start, request.asked_at)
    hours = int(age.total_seconds() // 3600) if age else 0
    reasons = [reason(state, branch=start.name, age=_span(hours))]
    reasons += [reason(leg.kind, day=leg.day, place=leg.place) for leg in trip.legs]
    reasons.append(reason("cost", euro=f"{cost:.2f}"))
    if not on_time and request.need_by:
        reasons.append(reason("late", day=request.need_by))
    return Offer(
        library=Isil(start.library),
        library_name=library.name,
        branch=Isil(origin),
        branch_name=start.name,
        manifestation=copy.manifestation,
        item_id=copy.item.item_id,
        state=state,
        ready=trip.ready,
        latest=slipped.ready,
        cost=cost,
        distance_km=round(distance_km(network, origin, request.branch)),
        on_time=on_time,
        journey=trip,
        reasons=tuple(reasons),
    )


def _span(hours: int) -> Reason:
    days = hours // 24
    if days:
        return Reason(rule="age", nl=f"{days} dag(en)", en=f"{days} day(s)")
    return Reason(rule="age", nl=f"{hours} uur", en=f"{hours} hour(s)")


def _cost(destination: str, origin: str, trip: Journey, network: Network) -> float:
    """Euro for the requesting library: the lender's fee and the night line's parcel."""
    if network.branch(origin).library == network.branch(destination).library:
        return 0.0
    fee = network.policies[network.library_of(origin).policy].fee
    parcel = network.night_line.parcel if any(x.kind == "night_line" for x in trip.legs) else 0.0
    return round(fee + parcel, 2)


def distance_km(network: Network, origin: str, destination: str) -> float:
    """Great-circle distance between two branches in kilometres (haversine, radius 6371 km)."""
    a, b = network.branch(origin), network.branch(destination)
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lon = math.radians(b.longitude - a.longitude) / 2
    square = math.sin((lat_b - lat_a) / 2) ** 2
    square += math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(square, 1.0)))


def _best_of_each(ranked: Sequence[Offer]) -> tuple[Offer, ...]:
    """The first offer of each library, in rank order."""
    first: dict[Isil, Offer] = {}
    for offer in ranked:
        first.setdefault(offer.library, offer)
    return tuple(first.values())


def _with_lead(rota: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The rota with, on its first offer, what puts it before the second."""
    if len(rota) < 2:
        return rota
    first, second = rota[0], rota[1]
    days = (second.ready - first.ready).days
    if days > 0:
        lead = reason("first", days=days, library=second.library_name)
    else:
        lead = reason("tie", library=second.library_name, why=_tie_break(first, second))
    return (first.model_copy(update={"reasons": (*first.reasons, lead)}), *rota[1:])


def _tie_break(first: Offer, second: Offer) -> Reason:
    if second.state == "unknown" and first.state != "unknown":
        return Reason(rule="surer", nl="zekerder op de plank", en="surer to be on the shelf")
    if first.cost < second.cost:
        return Reason(rule="cheaper", nl="goedkoper", en="cheaper")
    return Reason(
        rule="share", nl="groter afgesproken aandeel of dichterbij", en="larger share or nearer"
    )


def _advise(
    request: PlanRequest,
    network: Network,
    inside: Sequence[Offer],
    rota: Sequence[Offer],
    readable: Sequence[str],
) -> tuple[Literal["reserve_in_own_system", "request", "read_online", "nothing"], Reason]:
    if inside:
        name = network.library_of(request.branch).name
        return "reserve_in_own_system", reason("own_system", library=name)
    if rota:
        goal = network.branch(request.branch).name
        return "request", reason("ready", place=goal, day=rota[0].ready)
    return ("read_online", reason("online")) if readable else ("nothing", reason("nobody"))


def _exclusions(
    excluded: Sequence[tuple[Isil, Reason]], offering: set[Isil], network: Network
) -> tuple[Exclusion, ...]:
    """One line a library that offers nothing: the rule that stopped most of its copies."""
    rules: defaultdict[Isil, list[Reason]] = defaultdict(list)
    for library, why in excluded:
        if library not in offering:
            rules[library].append(why)
    return tuple(
        Exclusion(
            library=library,
            library_name=network.libraries[library].name,
            reason=max(whys, key=lambda why: (whys.count(why), why.rule)),
        )
        for library, whys in sorted(rules.items())
    )

"""The works of the fixtures by their known answers, with copies in a few branches, for search."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.matching_quality import read_records, read_truth
from catalogue.copies import CirculationState, Holding, Item, ManifestationHoldings, WorkPayload
from catalogue.identifiers import Isil, ManifestationId, WorkId, mint
from catalogue.model import BibliographicRecord, Carrier, Description, Manifestation, Work
from holdings.libraries import Network, load_network
from matching.survivorship import load_ranking, merge
from matching.work_titles import describe_work

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PARTS = "ABCDE"


@cache
def known_network() -> Network:
    """The network of the fixtures."""
    file = Path(__file__).parents[2] / "fixtures" / "network" / "network.toml"
    return load_network(file.read_text("utf-8"))


@cache
def known_works() -> tuple[WorkPayload, ...]:
    """Every work of the fixtures as a payload; the same copies every time."""
    truth = read_truth(PARTS)
    works: defaultdict[str, defaultdict[str, list[BibliographicRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for record in read_records(PARTS):
        if str(record.key) in truth:
            manifestation, work = truth[str(record.key)]
            works[work][manifestation].append(record)
    chance = random.Random(7)
    return tuple(_payload(name, groups, chance) for name, groups in sorted(works.items()))


def _payload(
    name: str, groups: dict[str, list[BibliographicRecord]], chance: random.Random
) -> WorkPayload:
    id_ = WorkId(mint("w", name))
    parts = []
    for group, records in sorted(groups.items()):
        merged = merge(records, load_ranking())
        manifestation = Manifestation(
            id=ManifestationId(mint("m", group)),
            work=id_,
            standing=merged.standing,
            description=merged.description,
        )
        parts.append(_held(manifestation, chance))
    return WorkPayload(
        work=describe_work(id_, [part.manifestation for part in parts]),
        version=1,
        manifestations=tuple(parts),
    )


def _held(manifestation: Manifestation, chance: random.Random) -> ManifestationHoldings:
    description = manifestation.description
    if description.online or description.carrier in (Carrier.E_BOOK, Carrier.E_AUDIO):
        online = (description.online,) if description.online else ()
        return ManifestationHoldings(manifestation=manifestation, online=online)
    network = known_network()
    branches = chance.sample(sorted(network.branches), chance.randrange(6))
    return held(manifestation, [Isil(branch) for branch in branches], network)


def held(
    manifestation: Manifestation, branches: list[Isil], network: Network
) -> ManifestationHoldings:
    """The manifestation with a copy on the shelf of each of these branches, seen at `NOW`."""
    items = tuple(copy_in(branch, network) for branch in branches)
    holdings = tuple(
        Holding(
            installation=item.installation,
            local_record="L1",
            library=item.library,
            manifestation=manifestation.id,
        )
        for item in items
    )
    return ManifestationHoldings(manifestation=manifestation, items=items, holdings=holdings)


def copy_in(branch: Isil, network: Network, **changes: object) -> Item:
    """A copy on the shelf of a branch, seen an hour before `NOW`."""
    library = Isil(network.branches[branch].library)
    system = next(name for name, s in network.installations.items() if library in s.isils)
    item = Item(
        installation=system,
        item_id=f"{branch}-1",
        local_record="L1",
        library=library,
        branch=branch,
        state=CirculationState.ON_SHELF,
        seen_at=NOW - timedelta(hours=1),
    )
    return item.model_copy(update=dict(changes))


def described(name: str, description: Description, standing: str = "national") -> Manifestation:
    """A manifestation under a made-up id."""
    return Manifestation(
        id=ManifestationId(mint("m", name)),
        work=WorkId(mint("w", name)),
        standing=standing,
        description=description,
    )


def work_of(part: ManifestationHoldings, *others: ManifestationHoldings) -> WorkPayload:
    """A work of these manifestations, called by the first."""
    title = part.manifestation.description.title.main
    work = Work(
        id=part.manifestation.work,
        title=title,
        contributors=part.manifestation.description.contributors,
    )
    return WorkPayload(work=work, version=1, manifestations=(part, *others))

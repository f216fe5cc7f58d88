"""What a made country came to, beside what its profile aims at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from nation.profile import load_profile
from nation.seen import Seen, seen_in

WITHIN = 0.10
"""A measure is met when it is within this part of its target."""

_LARGEST = 8
_MOST_PAIRS = 100


@dataclass(frozen=True)
class Measure:
    """One figure of the made country, of so many things; without a target it is only told."""

    name: str
    value: float
    of: int
    target: float | None = None

    @property
    def met(self) -> bool:
        """Whether it is near enough to its target."""
        return self.target is None or abs(self.value - self.target) <= WITHIN * self.target

    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return {**asdict(self), "met": self.met}


def measure(folder: Path, *, parts: int | None = None) -> list[Measure]:
    """Measures of a made country against its own profile; of the first `parts` parts, if said."""
    tables = load_profile(folder / "profile.toml").tables
    owners = _owners(folder)
    clusters = _clusters(folder, owners, parts)
    return [
        *_sizes(owners, tables),
        *_pairs(clusters, tables["targets"]),
        *_isbns(folder, clusters, tables["targets"]["isbn_missing"]),
    ]


def counts(folder: Path) -> dict[str, dict[str, int]]:
    """How many records there are by source, by kind and with which phenomenon."""
    records = pq.read_table(
        folder / "truth/records.parquet", columns=["source", "kind", "phenomena"]
    )
    phenomena = Counter(name for row in records["phenomena"].to_pylist() for name in row)
    return {
        "source": dict(Counter(records["source"].to_pylist()).most_common()),
        "kind": dict(Counter(records["kind"].to_pylist()).most_common()),
        "phenomenon": dict(phenomena.most_common()),
    }


def _owners(folder: Path) -> dict[tuple[str, str], int]:
    table = pq.read_table(
        folder / "truth/records.parquet", columns=["source", "number", "manifestation"]
    )
    columns = [table[name].to_pylist() for name in ("source", "number", "manifestation")]
    return {(source, number): owner for source, number, owner in zip(*columns, strict=True)}


def _clusters(
    folder: Path, owners: Mapping[tuple[str, str], int], parts: int | None
) -> dict[int, list[Seen]]:
    found: dict[int, list[Seen]] = {}
    for source in sorted(path.name for path in (folder / "sources").iterdir()):
        for seen in seen_in(folder, source, parts=parts):
            found.setdefault(owners[source, seen.number], []).append(seen)
    return found


def _sizes(owners: Mapping[tuple[str, str], int], tables: Mapping[str, Any]) -> Iterator[Measure]:
    sizes = Counter(Counter(owners.values()).values())
    total = sum(sizes.values())
    yield Measure("mean_cluster", len(owners) / total, total, tables["targets"]["mean_cluster"])
    aims = tables["clusters"]["sizes"]
    for size in range(1, _LARGEST):
        aim = aims[size - 1] if size < _LARGEST - 1 else None
        yield Measure(f"clusters_of_{size}", sizes[size] / total, total, aim)


def _pairs(clusters: Mapping[int, list[Seen]], targets: Mapping[str, float]) -> Iterator[Measure]:
    found: Counter[str] = Counter()
    total = 0
    for members in clusters.values():
        for left, right in list(combinations(members, 2))[:_MOST_PAIRS]:
            total += 1
            found.update(_differences(left, right))
    for name, target in targets.items():
        if name.startswith("pairs_"):
            yield Measure(name, found[name] / max(total, 1), total, target)


_COMPARED = {
    "title": "pairs_title_differs",
    "persons": "pairs_persons_differ",
    "publisher": "pairs_publisher_differs",
    "pages": "pairs_pages_differ",
    "parts": "pairs_part_numbering_differs",
    "year": "pairs_year_differs",
    "edition": "pairs_edition_differs",
    "carrier": "pairs_carrier_differs",
}
"""What is compared of two records of one manifestation, and the measure that counts it."""


def _differences(left: Seen, right: Seen) -> Iterator[str]:
    yield _isbn(left, right)
    for name, measured in _COMPARED.items():
        if getattr(left, name) != getattr(right, name):
            yield measured


def _isbn(left: Seen, right: Seen) -> str:
    if not left.isbns or not right.isbns:
        return "pairs_isbn_missing"
    return "pairs_isbn_shared" if left.isbns & right.isbns else "pairs_isbn_disjoint"


def _isbns(
    folder: Path, clusters: Mapping[int, list[Seen]], rates: Mapping[str, float]
) -> Iterator[Measure]:
    """Of records of manifestations that have an ISBN, how many have none."""
    table = pq.read_table(
        folder / "truth/manifestations.parquet", columns=["manifestation", "isbns"]
    )
    owners, isbns = (table[name].to_pylist() for name in ("manifestation", "isbns"))
    having = {owner for owner, numbers in zip(owners, isbns, strict=True) if numbers}
    without: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for owner in having.intersection(clusters):
        for member in clusters[owner]:
            kind = member.source if member.source in rates else "local"
            total[kind] += 1
            without[kind] += not member.isbns
    for kind, rate in rates.items():
        of = total[kind]
        yield Measure(f"isbn_missing_{kind}", without[kind] / max(of, 1), of, rate)

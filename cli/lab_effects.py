"""Two catalogues compared: what readers and libraries would notice of a change, in numbers."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from catalogue.model import Description
from catalogue.rehearsed_ids import Settled
from catalogue.source_record import RecordKey
from cli.lab_catalogue import AsIf
from spark_jobs.engine import rows_in
from spark_jobs.facets_job import read_facets
from spark_jobs.tables import files_of

_MARK = 8
"""Bytes that tell whether a field of a merged description is the same."""

MOVERS = 10
"""Values shown of each facet, those that move most."""

EXAMPLES = 10
"""Clusters and ids shown of each kind."""


@dataclass(frozen=True)
class IdChanges:
    """Ids that readers may hold: those that would redirect, answer no more, return or be new."""

    before: int
    after: int
    redirected: Mapping[str, str]
    withdrawn: tuple[str, ...]
    returned: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the ids that answer now and would not answer for themselves."""
        return (len(self.redirected) + len(self.withdrawn)) / self.before if self.before else 0.0


@dataclass(frozen=True)
class Regrouped:
    """Clusters that would be joined or parted: the ids on both sides."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What a change does downstream of its records.

    `behind`: records that stand under another id than matching gives them now; the catalogue was
    not run since they came.
    """

    clusters_before: int
    clusters_after: int
    clusters_changed: int
    merges: tuple[Regrouped, ...]
    splits: tuple[Regrouped, ...]
    records_moved: int
    ids: IdChanges
    merged_changed: int
    merged_fields: Mapping[str, int]
    works: IdChanges
    works_moved: int
    documents_changed: int
    facets: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    behind: int = 0

    @cached_property
    def changes_nothing(self) -> bool:
        """Whether both catalogues are the same."""
        return not (self.clusters_changed or self.merged_changed or self.documents_changed)


def compare_catalogues(before: AsIf, after: AsIf, standing: Mapping[RecordKey, str]) -> Effects:
    """What would be different; `standing` is where each record stands in the catalogue itself."""
    merges, splits = regrouped(before.manifestation_of, after.manifestation_of)
    merged_changed, fields = _merged(before.folder, after.folder)
    documents_changed, facets = _facets(before.folder, after.folder)
    return Effects(
        clusters_before=len(before.manifestations.ids),
        clusters_after=len(after.manifestations.ids),
        clusters_changed=_clusters_changed(before.manifestation_of, after.manifestation_of),
        merges=merges,
        splits=splits,
        records_moved=_moved(before.manifestation_of, after.manifestation_of),
        ids=id_changes(before.manifestations, after.manifestations),
        merged_changed=merged_changed,
        merged_fields=fields,
        works=id_changes(before.works, after.works),
        works_moved=_moved(before.work_of, after.work_of),
        documents_changed=documents_changed,
        facets=facets,
        behind=_moved(standing, before.manifestation_of),
    )


def id_changes(before: Settled, after: Settled) -> IdChanges:
    """What becomes of ids: each answers for itself, redirects, or answers no more."""
    lived, lives = set(before.ids), set(after.ids)
    gone, come = sorted(lived - lives), sorted(lives - lived)
    return IdChanges(
        before=len(lived),
        after=len(lives),
        redirected={old: after.redirects[old] for old in gone if old in after.redirects},
        withdrawn=tuple(old for old in gone if old not in after.redirects),
        returned=tuple(new for new in come if new in before.minted),
        new=tuple(new for new in come if new not in before.minted),
    )


def regrouped(
    before: Mapping[RecordKey, str], after: Mapping[RecordKey, str]
) -> tuple[tuple[Regrouped, ...], tuple[Regrouped, ...]]:
    """Clusters whose records come from several, and clusters whose records go to several."""
    came: defaultdict[str, set[str]] = defaultdict(set)
    went: defaultdict[str, set[str]] = defaultdict(set)
    for key, to in after.items():
        if key in before:
            came[to].add(before[key])
            went[before[key]].add(to)
    merges = (Regrouped(tuple(sorted(b)), (a,)) for a, b in sorted(came.items()) if len(b) > 1)
    splits = (Regrouped((b,), tuple(sorted(a))) for b, a in sorted(went.items()) if len(a) > 1)
    return tuple(merges), tuple(splits)


def _clusters_changed(before: Mapping[RecordKey, str], after: Mapping[RecordKey, str]) -> int:
    """Clusters that hold not exactly the same records any more."""
    return len(_sets(before) - _sets(after))


def _sets(placed: Mapping[RecordKey, str]) -> set[frozenset[RecordKey]]:
    members: defaultdict[str, list[RecordKey]] = defaultdict(list)
    for key, spil_id in placed.items():
        members[spil_id].append(key)
    return {frozenset(keys) for keys in members.values()}


def _moved(before: Mapping[Any, str], after: Mapping[Any, str]) -> int:
    return sum(key in before and before[key] != spil_id for key, spil_id in after.items())


def _merged(before: Path, after: Path) -> tuple[int, dict[str, int]]:
    """Manifestations that keep their id and say something else, and how often in each field."""
    known = dict(_marks(before))
    changed, fields = 0, Counter[str]()
    for spil_id, marks in _marks(after):
        was = known.get(spil_id, marks)
        if was != marks:
            changed += 1
            fields.update(
                name
                for at, name in enumerate((*Description.model_fields, "standing"))
                if was[at * _MARK : (at + 1) * _MARK] != marks[at * _MARK : (at + 1) * _MARK]
            )
    return changed, dict(fields.most_common())


def _marks(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each manifestation with a mark for each field of its description and its standing."""
    for file in files_of(folder / "merged.parquet"):
        with pq.ParquetFile(file) as parquet:
            columns = ["manifestation", "standing", "description"]
            for row in rows_in(parquet.iter_batches(columns=columns)):
                said = json.loads(str(row["description"])) | {"standing": row["standing"]}
                names = (*Description.model_fields, "standing")
                yield str(row["manifestation"]), b"".join(_mark(said[name]) for name in names)


def _mark(value: Any) -> bytes:
    return blake2b(json.dumps(value).encode(), digest_size=_MARK).digest()


def _facets(before: Path, after: Path) -> tuple[int, dict[str, dict[str, tuple[int, int]]]]:
    """Works whose document differs, and the counts of facets' values that move."""
    marks: dict[str, str] = {}
    counted, would = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for work in read_facets(before):
        marks[work.work] = work.mark
        counted.update(work.values)
    changed = 0
    for work in read_facets(after):
        changed += marks.pop(work.work, None) != work.mark
        would.update(work.values)
    return changed + len(marks), _movers(counted, would)


def _movers(
    counted: Counter[tuple[str, str]], would: Counter[tuple[str, str]]
) -> dict[str, dict[str, tuple[int, int]]]:
    moved: Collection[tuple[str, str]] = [p for p in counted | would if counted[p] != would[p]]
    facets: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for facet, value in sorted(moved, key=lambda p: (-abs(would[p] - counted[p]), p)):
        facets[facet][value] = counted[facet, value], would[facet, value]
    return dict(sorted(facets.items()))

"""How well matching agrees with the truth table of the fixtures.

    python -m benchmarks.matching_quality

The weights were set on the descriptions of parts A, B and C; parts D and E are the other half. It
is no clean hold-out: it was scored beside every change, a rule that joined thin records was taken
back because its precision fell there, and the rule for quoted numbers came from records of part E.
Printed for each half: pairs right, wrong and missing after clustering, near misses that were
joined, how many pairs were compared, and the same for works.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from catalogue.model import BibliographicRecord
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, RecordKey, SourceRecord
from fixtures.notation import marcxml, read_marc_lines
from matching.blocks import Entry, entry_of, pairs
from matching.clusters import cluster, facts_of
from matching.compare import compare
from matching.judgements import decide
from matching.keys import match_keys
from matching.rules import load_rules
from matching.survivorship import load_ranking, merge
from matching.works import group_works, work_keys
from normalize.read import load_profile, normalize_record

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
TUNING, JUDGING = "ABC", "DE"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """Pairs right, wrong and missing, and what follows from them."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of the true pairs that were found."""
        return self.right / max(1, self.right + self.missing)

    def as_row(self) -> dict[str, float | int]:
        """The figures with precision, recall and F1, for printing."""
        both = self.precision + self.recall
        return {
            "right": self.right,
            "wrong": self.wrong,
            "missing": self.missing,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(2 * self.precision * self.recall / both, 4) if both else 0.0,
        }


@dataclass(frozen=True)
class Measured:
    """The figures of one half."""

    manifestations: Figures
    works: Figures
    records: int
    compared: int
    completeness: float
    near_misses: int
    near_misses_joined: int


def read_truth(parts: str) -> dict[str, tuple[str, str]]:
    """The truth table of these parts: record key → (manifestation, work)."""
    found = {}
    for part in parts:
        for row in _rows(FIXTURES / "truth" / f"{part}.csv"):
            key = str(RecordKey(row["source"], row["record"]))
            found[key] = (row["manifestation"], row["work"])
    return found


def read_records(parts: str) -> Iterator[BibliographicRecord]:
    """The national records of these parts, normalised by their dialects."""
    for source_record, dialect in _source_records(parts):
        outcome = normalize_record(source_record, load_profile(dialect))
        if isinstance(outcome, Normalized):
            yield outcome.record


def _source_records(parts: str) -> Iterator[tuple[SourceRecord, str]]:
    for part in parts:
        for described in read_marc_lines(FIXTURES / "records" / "nbd" / f"{part}.mrk"):
            payload = marcxml(described).encode()
            yield SourceRecord("nbd", "", Format.MARCXML, payload), "nbd_marc21"
        for source in ("ggc", "nbd_pica", "obcp"):
            path = FIXTURES / "records" / source / f"{part}.pica"
            for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
                payload = (block.strip("\n") + "\n").encode()
                yield SourceRecord(source, "", Format.PICA_PLAIN, payload), source
        lines = (FIXTURES / "records" / "online" / f"{part}.csv").read_text("utf-8").strip()
        head, *rest = lines.split("\n")
        for line in rest:
            payload = f"{head}\n{line}\n".encode()
            yield SourceRecord("online", "", Format.CSV, payload), "online"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measure(parts: str) -> Measured:
    """Match the records of these parts and hold the result against the truth."""
    truth = read_truth(parts)
    records = {str(record.key): record for record in read_records(parts)}
    met = _met(records.values())
    rules = load_rules()
    by_key = {record.key: record for record in records.values()}
    comparisons = [compare(by_key[a], by_key[b], rules) for a, b in met]
    facts = {key: facts_of(record) for key, record in by_key.items()}
    clusters = cluster(facts, comparisons, decide([]), rules)
    found = _pairs_within(tuple(str(key) for key in c.members) for c in clusters)
    true = _pairs_within(_groups({key: truth[key][0] for key in records}))
    near = list(_near_misses(parts))
    reached = {_ordered(str(a), str(b)) for a, b in met}
    return Measured(
        manifestations=_figures(found, true),
        works=_works(records, truth),
        records=len(records),
        compared=len(met),
        completeness=round(len(true & reached) / len(true), 4),
        near_misses=len(near),
        near_misses_joined=sum(pair in found for pair in near),
    )


def _met(records: Iterable[BibliographicRecord]) -> set[tuple[RecordKey, RecordKey]]:
    rules = load_rules()
    blocks: defaultdict[str, list[Entry]] = defaultdict(list)
    for record in records:
        for key in match_keys(record, rules):
            blocks[key].append(entry_of(record))
    return {pair for entries in blocks.values() for pair in pairs(entries, rules)}


def _works(
    records: Mapping[str, BibliographicRecord], truth: Mapping[str, tuple[str, str]]
) -> Figures:
    """Works grouped from manifestations that are put together as the truth says."""
    members: defaultdict[str, list[BibliographicRecord]] = defaultdict(list)
    for key, record in records.items():
        members[truth[key][0]].append(record)
    ranking = load_ranking()
    keys = {name: work_keys(merge(some, ranking).description) for name, some in members.items()}
    works = {truth[key][0]: truth[key][1] for key in records}
    grouped = group_works(keys)  # type: ignore[arg-type]  # names of the truth serve as ids
    return _figures(_pairs_within(grouped), _pairs_within(_groups(works)))


def _groups(names: Mapping[str, str]) -> list[tuple[str, ...]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in names.items():
        groups[name].append(key)
    return [tuple(group) for group in groups.values()]


def _pairs_within(groups: Iterable[tuple[str, ...]]) -> set[Pair]:
    return {_ordered(a, b) for group in groups for a, b in combinations(group, 2)}


def _ordered(left: str, right: str) -> Pair:
    return (left, right) if left <= right else (right, left)


def _figures(found: set[Pair], true: set[Pair]) -> Figures:
    return Figures(len(found & true), len(found - true), len(true - found))


def _near_misses(parts: str) -> Iterator[Pair]:
    for part in parts:
        for row in _rows(FIXTURES / "truth" / "near_misses" / f"{part}.csv"):
            left = RecordKey(row["left_source"], row["left_record"])
            right = RecordKey(row["right_source"], row["right_record"])
            yield _ordered(str(left), str(right))


def main() -> None:
    """Print the figures of both halves."""
    for name, parts in (("tuning", TUNING), ("judging", JUDGING)):
        found = measure(parts)
        row = {
            "half": name,
            "records": found.records,
            "pairs_compared": found.compared,
            "blocking_completeness": found.completeness,
            "manifestations": found.manifestations.as_row(),
            "works": found.works.as_row(),
            "near_misses": found.near_misses,
            "near_misses_joined": found.near_misses_joined,
        }
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()

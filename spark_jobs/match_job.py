"""Keys, pairs, comparisons, clusters: `matching/` spread over a table of records."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalogue.match_store import WeighedPair
from catalogue.model import BibliographicRecord, Carrier
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster, Comparison, Judgement
from matching.blocks import Entry, entry_of, is_poisoned, pairs
from matching.clusters import Facts, cluster, facts_of
from matching.compare import compare
from matching.judgements import decide
from matching.keys import match_keys
from matching.rules import Rules
from spark_jobs.engine import Engine, InProcess, Stream, rows_in, rows_out
from spark_jobs.tables import (
    BY_KEY,
    COMPARISONS,
    FACTS,
    FOUND,
    KEY_OF,
    KEYS,
    PAIRS,
    POISONED,
    files_of,
    read_key,
    rows_of,
    written_key,
)

Table = TypeVar("Table")


@dataclass(frozen=True)
class Matched:
    """What matching found: clusters in order, the rules with what was learned, and counts."""

    clusters: tuple[Cluster, ...]
    rules: Rules
    records: int
    pairs: int


def match(engine: Engine[Table], folder: Path, rules: Rules) -> Matched:
    """Match the records of `records.parquet` in `folder` under `judgements.parquet`.

    Leaves match_keys, poisoned, comparisons and facts there, which the next match overwrites.
    """
    records = engine.read(folder / "records.parquet")
    engine.write(
        engine.map(records, partial(key_rows, rules=rules), KEYS), folder / "match_keys.parquet"
    )
    _gather_keys(engine, folder)
    engine.write(engine.map(records, fact_rows, FACTS), folder / "facts.parquet")
    rules = rules.with_poisoned(_find_poisoned(engine, folder, rules))
    _compare_all(engine, folder, rules)
    facts = read_facts(folder)
    found = cluster(facts, read_comparisons(folder), decide(read_judgements(folder)), rules)
    return Matched(found, rules, len(facts), rows_of(folder / "comparisons.parquet"))


def _gather_keys(engine: Engine[Table], folder: Path) -> None:
    """The keys of each record together, to be kept for matching on line."""
    keys = engine.map(engine.read(folder / "match_keys.parquet"), narrow_key_rows, KEY_OF)
    engine.write(engine.group(keys, "id"), folder / "keys_of.parquet")


def _find_poisoned(engine: Engine[Table], folder: Path, rules: Rules) -> frozenset[str]:
    keys = engine.read(folder / "match_keys.parquet")
    found = engine.map(engine.group(keys, "key"), partial(poisoned_rows, rules=rules), POISONED)
    engine.write(found, folder / "poisoned.parquet")
    return frozenset(pq.read_table(folder / "poisoned.parquet").column("key").to_pylist())


def _compare_all(engine: Engine[Table], folder: Path, rules: Rules) -> None:
    """Weigh each pair once, however many keys it shares."""
    blocks = engine.group(engine.read(folder / "match_keys.parquet"), "key")
    met = engine.distinct(engine.map(blocks, partial(pair_rows, rules=rules), PAIRS))
    records = engine.map(engine.read(folder / "records.parquet"), keyed_rows, BY_KEY)
    left = engine.rename(records, {"id": "left", "record": "left_record"})
    right = engine.rename(records, {"id": "right", "record": "right_record"})
    both = engine.join(engine.join(met, left, "left"), right, "right")
    compared = engine.map(both, partial(comparison_rows, rules=rules), COMPARISONS)
    engine.write(compared, folder / "comparisons.parquet")


def key_rows(batches: Iterator[pa.RecordBatch], rules: Rules) -> Iterator[pa.RecordBatch]:
    """A row for each match key of each record."""
    return rows_out(
        (
            _key_row(key, record)
            for record in _records(batches)
            for key in match_keys(record, rules)
        ),
        KEYS,
    )


def _key_row(key: str, record: BibliographicRecord) -> dict[str, Any]:
    entry = vars(entry_of(record))
    return entry | {"key": key, "id": written_key(record.key)}


def narrow_key_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Keys and their records, without what blocks are refined by."""
    return (batch.select(KEY_OF.names) for batch in batches)


def fact_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A row with the facts of each record."""
    return rows_out(
        (_fact_row(record) for record in _records(batches)),
        FACTS,
    )


def _fact_row(record: BibliographicRecord) -> dict[str, Any]:
    facts = facts_of(record)
    lists = {"languages": sorted(facts.languages), "numerals": sorted(facts.numerals)}
    return vars(facts) | lists | {"id": written_key(record.key)}


def keyed_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each record's JSON under its key in one column."""
    return rows_out(
        (
            {"id": f"{row['source']}:{row['number']}", "record": row["record"]}
            for row in rows_in(batches)
        ),
        BY_KEY,
    )


def poisoned_rows(batches: Iterator[pa.RecordBatch], rules: Rules) -> Iterator[pa.RecordBatch]:
    """The keys of blocks that mean nothing any more."""
    return rows_out(
        ({"key": key} for key, entries in _blocks(batches) if is_poisoned(key, entries, rules)),
        POISONED,
    )


def pair_rows(batches: Iterator[pa.RecordBatch], rules: Rules) -> Iterator[pa.RecordBatch]:
    """The pairs of each block, poisoned blocks left out."""
    return rows_out(
        (
            {"left": written_key(left), "right": written_key(right)}
            for key, entries in _blocks(batches)
            if key not in rules.poisoned
            for left, right in pairs(entries, rules)
        ),
        PAIRS,
    )


def _blocks(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, list[Entry]]]:
    for row in rows_in(batches):
        members: Any = row["rows"]
        yield str(row["key"]), [_entry(member) for member in members]


def _entry(member: dict[str, str]) -> Entry:
    facts = {name: value for name, value in member.items() if name != "id"}
    return Entry(key=read_key(member["id"]), **facts)


def comparison_rows(batches: Iterator[pa.RecordBatch], rules: Rules) -> Iterator[pa.RecordBatch]:
    """A row for each pair weighed."""
    return rows_out(
        (
            _comparison_row(
                compare(_parsed(row["left_record"]), _parsed(row["right_record"]), rules)
            )
            for row in rows_in(batches)
        ),
        COMPARISONS,
    )


def _comparison_row(comparison: Comparison) -> dict[str, Any]:
    evidence = [vars(seen) for seen in comparison.evidence]
    said = {"evidence": evidence, "vetoes": comparison.vetoes}
    return {
        "left": written_key(comparison.left),
        "right": written_key(comparison.right),
        "score": comparison.score,
        "verdict": comparison.verdict,
        "evidence": json.dumps(said, ensure_ascii=False),
    }


def _records(batches: Iterable[pa.RecordBatch]) -> Iterator[BibliographicRecord]:
    for row in rows_in(batches):
        yield _parsed(row["record"])


@lru_cache(maxsize=5_000)
def _parsed(text: Any) -> BibliographicRecord:
    return BibliographicRecord.model_validate_json(text)


def read_facts(folder: Path) -> dict[RecordKey, Facts]:
    """The facts of every record, by key."""
    return {
        read_key(row["id"]): Facts(
            volume=row["volume"],
            carrier=Carrier(row["carrier"]) if row["carrier"] else None,
            languages=frozenset(row["languages"]),
            numerals=frozenset(row["numerals"]),
            is_glue=row["is_glue"],
        )
        for row in pq.read_table(folder / "facts.parquet").to_pylist()
    }


def read_comparisons(folder: Path) -> Iterator[Comparison]:
    """Every pair weighed, without its evidence: what clusters are built from."""
    narrow = pq.read_table(
        folder / "comparisons.parquet", columns=["left", "right", "score", "verdict"]
    )
    for batch in narrow.to_batches():
        for row in batch.to_pylist():
            left, right = read_key(row["left"]), read_key(row["right"])
            yield Comparison(left, right, (), row["score"], (), row["verdict"])


def read_judgements(folder: Path) -> Iterator[Judgement]:
    """Cataloguers' standing judgements, oldest first."""
    for row in pq.read_table(folder / "judgements.parquet").to_pylist():
        yield Judgement(
            left=RecordKey(row["left_source"], row["left_number"]),
            right=RecordKey(row["right_source"], row["right_number"]),
            verdict=row["verdict"],
            who=row["who"],
            why=row["why"],
        )


def write_found(folder: Path, clusters: Iterable[Cluster]) -> None:
    """Leave clusters in `found.parquet` for the merge, in their order."""
    rows = ({"members": [written_key(key) for key in c.members]} for c in clusters)
    InProcess().write(Stream(FOUND, lambda: rows_out(rows, FOUND)), folder / "found.parquet")


def read_found(folder: Path) -> Iterator[Cluster]:
    """The clusters that the last match found, in their order."""
    with pq.ParquetFile(folder / "found.parquet") as parquet:
        for row in rows_in(parquet.iter_batches()):
            members: Any = row["members"]
            yield Cluster(tuple(read_key(key) for key in members))


def read_keys(folder: Path) -> Iterator[tuple[RecordKey, list[str]]]:
    """Each record with its match keys."""
    for file in files_of(folder / "keys_of.parquet"):
        with pq.ParquetFile(file) as parquet:
            for row in rows_in(parquet.iter_batches()):
                keys: Any = row["rows"]
                yield read_key(str(row["id"])), [key["key"] for key in keys]


def read_kept_comparisons(folder: Path) -> Iterator[tuple[RecordKey, list[WeighedPair]]]:
    """Each record with the pairs under it that explain something: same, in doubt, or near misses.

    A near miss is a pair that was kept apart although its score is not below zero.
    """
    kept: dict[RecordKey, list[WeighedPair]] = {
        read_key(key): []
        for key in pq.read_table(folder / "facts.parquet", columns=["id"]).column("id").to_pylist()
    }
    explains = (pc.field("verdict") != "different") | (pc.field("score") >= 0)
    found = pq.read_table(folder / "comparisons.parquet", filters=explains)
    for row in rows_in(found.to_batches()):
        left, right = read_key(str(row["left"])), read_key(str(row["right"]))
        pair: Any = (right, row["score"], row["verdict"], row["evidence"])
        kept[left].append(WeighedPair(*pair))
    yield from sorted(kept.items())

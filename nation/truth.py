"""The truth as Parquet: which records are of one manifestation, and which pairs no one can tell."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nation.records import Made
from nation.row_files import RowFile, join_files, read_rows
from nation.tellable import Described, untellable
from nation.world import CAP, Manifestation

RECORDS = pa.schema(
    [
        ("source", pa.string()),
        ("number", pa.string()),
        ("manifestation", pa.int64()),
        ("expression", pa.int64()),
        ("work", pa.int64()),
        ("kind", pa.string()),
        ("phenomena", pa.list_(pa.string())),
        ("ambiguous", pa.int64()),
    ]
)
MANIFESTATIONS = pa.schema(
    [
        ("manifestation", pa.int64()),
        ("expression", pa.int64()),
        ("work", pa.int64()),
        ("kind", pa.string()),
        ("carrier", pa.string()),
        ("language", pa.string()),
        ("year", pa.int16()),
        ("popularity", pa.int32()),
        ("title", pa.string()),
        ("isbns", pa.list_(pa.string())),
        ("records", pa.int16()),
    ]
)
PAIRS = pa.schema(
    [
        ("why", pa.string()),
        ("ambiguous", pa.int64()),
        ("left_source", pa.string()),
        ("left_number", pa.string()),
        ("right_source", pa.string()),
        ("right_number", pa.string()),
    ]
)
EQUAL, NOTHING_DIFFERS = "equal", "nothing_differs"
"""Why no one can tell: all that is visible is equal, or nothing that both say differs."""

_BUCKETS = 16
_WORK = "work/truth"
_MOST_IN_GROUP = 200


class TruthOfPart:
    """Writes the truth about one part, not yet knowing which of its records look like others."""

    def __init__(self, out: Path, part: int) -> None:
        """Files of this part, to be joined when all parts are made."""
        folder = out / _WORK
        name = f"part-{part:05}.parquet"
        self._records = RowFile(folder / "records" / name, RECORDS)
        self._manifestations = RowFile(folder / "manifestations" / name, MANIFESTATIONS)
        self._pairs = RowFile(folder / "pairs" / name, PAIRS)
        self._works: dict[int, list[Described]] = {}
        self._block = -1
        self.manifestations = 0

    def add(self, m: Manifestation, made: Sequence[Made]) -> None:
        """A manifestation and its records; those of a block come one after the other."""
        if m.id // CAP != self._block:
            self._compare_works()
            self._block = m.id // CAP
        self._works.setdefault(m.work, []).extend([(m, each) for each in made])
        for each in made:
            self._records.add(
                (
                    each.source,
                    each.number,
                    m.id,
                    m.expression,
                    m.work,
                    each.kind,
                    each.phenomena,
                    each.key,
                )
            )
        self._manifestations.add(
            (
                m.id,
                m.expression,
                m.work,
                m.kind,
                m.carrier,
                m.language,
                m.year,
                m.popularity,
                m.title,
                list({printing.isbn: 0 for printing in m.printings if printing.isbn}),
                len(made),
            )
        )
        self.manifestations += 1

    def _compare_works(self) -> None:
        """Write the pairs within each work of the last block in which nothing differs."""
        for described in self._works.values():
            for left, right in untellable(described):
                self._pairs.add(
                    (NOTHING_DIFFERS, None, left.source, left.number, right.source, right.number)
                )
        self._works.clear()

    def __enter__(self) -> Self:
        """The truth itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Finish the files of the part."""
        self._compare_works()
        for file in (self._records, self._manifestations, self._pairs):
            file.close()


def finish_truth(out: Path) -> None:
    """Join the parts, and tell of every record whether another manifestation's looks the same."""
    work, truth = out / _WORK, out / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    join_files(
        sorted((work / "manifestations").iterdir()),
        truth / "manifestations.parquet",
        MANIFESTATIONS,
    )
    parts = sorted((work / "records").iterdir())
    alike = np.concatenate([_alike(parts, bucket) for bucket in range(_BUCKETS)])
    alike.sort()
    with (
        pq.ParquetWriter(truth / "records.parquet", RECORDS, compression="zstd") as records,
        RowFile(work / "pairs-of.parquet", RECORDS) as found,
    ):
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches():
                marked = _marked(batch, alike)
                records.write_batch(marked)
                for row in marked.filter(pc.is_valid(marked["ambiguous"])).to_pylist():
                    found.add(tuple(row.values()))
    _write_pairs(work, truth / "pairs_no_one_can_tell.parquet")


def _alike(parts: list[Path], bucket: int) -> np.ndarray:
    """Keys in one bucket that records of more than one manifestation have."""
    keys, owners = [], []
    for part in parts:
        table = pq.read_table(part, columns=["ambiguous", "manifestation"])
        key = table["ambiguous"].to_numpy()
        mine = key % _BUCKETS == bucket
        keys.append(key[mine])
        owners.append(table["manifestation"].to_numpy()[mine])
    key, owner = np.concatenate(keys), np.concatenate(owners)
    order = np.lexsort((owner, key))
    key, owner = key[order], owner[order]
    differs = (key[1:] == key[:-1]) & (owner[1:] != owner[:-1])
    return np.unique(key[1:][differs])


def _marked(batch: pa.RecordBatch, alike: np.ndarray) -> pa.RecordBatch:
    keys = batch["ambiguous"].to_numpy(zero_copy_only=False)
    group = np.searchsorted(alike, keys)
    shared = np.isin(keys, alike)
    column = pa.array(group, type=pa.int64(), mask=~shared)
    return batch.set_column(
        batch.schema.get_field_index("ambiguous"), RECORDS.field("ambiguous"), column
    )


def _write_pairs(work: Path, pairs: Path) -> None:
    """Pairs that look the same, and pairs of one work in which nothing differs."""
    groups: dict[int, list[tuple[str, str, int]]] = {}
    for batch in pq.ParquetFile(work / "pairs-of.parquet").iter_batches():
        for row in batch.to_pylist():
            groups.setdefault(row["ambiguous"], []).append(
                (row["source"], row["number"], row["manifestation"])
            )
    told: set[tuple[object, ...]] = set()
    with RowFile(pairs, PAIRS) as file:
        for group in sorted(groups):
            for row in _pairs_of(group, groups[group]):
                file.add(row)
                told.add(row[2:])
        for row in read_rows(sorted((work / "pairs").iterdir())):
            if row[2:] not in told:
                file.add(row)


def _pairs_of(group: int, members: list[tuple[str, str, int]]) -> Iterator[tuple[object, ...]]:
    shown = members[:_MOST_IN_GROUP]
    for place, (source, number, owner) in enumerate(shown):
        for other_source, other_number, other in shown[place + 1 :]:
            if owner != other:
                yield EQUAL, group, source, number, other_source, other_number

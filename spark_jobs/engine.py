"""What a job needs of the machine that runs it, and that machine's form inside this process.

A job is written once over these operations. `InProcess` runs it without a JVM, for a few thousand
records; `spark_engine.SparkEngine` runs it over many machines. Both give the same rows.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from spark_jobs.tables import files_of

Batches = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""A step over a part of a table: it reads batches, and yields batches of another schema."""

Table = TypeVar("Table")

BATCH = 2_000
"""Rows a batch: a few megabytes of descriptions."""


class Engine(Protocol[Table]):
    """Operations over tables; the order of rows is not promised."""

    def read(self, file: Path) -> Table:
        """The table in a Parquet file or a folder of them."""

    def map(self, table: Table, function: Batches, schema: pa.Schema) -> Table:
        """The rows that `function` makes of each part."""

    def group(self, table: Table, by: str) -> Table:
        """One row for each value: `by`, and `rows` with the other columns as sorted structs."""

    def distinct(self, table: Table) -> Table:
        """Each row once."""

    def join(self, left: Table, right: Table, on: str) -> Table:
        """Rows of `left` with the columns of the one row of `right` that has the same `on`."""

    def rename(self, table: Table, names: Mapping[str, str]) -> Table:
        """The table with columns under new names."""

    def write(self, table: Table, file: Path) -> None:
        """Write the table to Parquet over an older one; a killed write is simply done again."""


@dataclass(frozen=True)
class Stream:
    """A table in this process: batches made anew each time they are read."""

    schema: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]

    def whole(self) -> pa.Table:
        """All rows at once."""
        return pa.Table.from_batches(self.batches(), self.schema)


class InProcess:
    """The engine without a JVM: what is grouped or joined to stands in memory."""

    def read(self, file: Path) -> Stream:
        """The table in a Parquet file or a folder of them."""
        files = files_of(file)
        schema = pq.read_schema(files[0]).remove_metadata()
        return Stream(schema, lambda: _read(files))

    def map(self, table: Stream, function: Batches, schema: pa.Schema) -> Stream:
        """The rows that `function` makes of the whole table."""
        return Stream(schema, lambda: function(table.batches()))

    def group(self, table: Stream, by: str) -> Stream:
        """One row for each value: `by`, and `rows` with the other columns as sorted structs."""
        others = [field for field in table.schema if field.name != by]
        rows = pa.list_(pa.struct(others))
        schema = pa.schema([table.schema.field(by), pa.field("rows", rows)])
        return Stream(schema, lambda: _grouped(table.whole(), by, schema))

    def distinct(self, table: Stream) -> Stream:
        """Each row once."""
        names = table.schema.names
        return Stream(
            table.schema, lambda: _batches(table.whole().group_by(names).aggregate([]), names)
        )

    def join(self, left: Stream, right: Stream, on: str) -> Stream:
        """Rows of `left` with the columns of the one row of `right` that has the same `on`."""
        added = [field for field in right.schema if field.name != on]
        schema = pa.schema([*left.schema, *added])
        return Stream(schema, lambda: _joined(left.batches(), right.whole(), on, schema))

    def rename(self, table: Stream, names: Mapping[str, str]) -> Stream:
        """The table with columns under new names."""
        schema = pa.schema([f.with_name(names.get(f.name, f.name)) for f in table.schema])
        return Stream(schema, lambda: (b.rename_columns(schema.names) for b in table.batches()))

    def write(self, table: Stream, file: Path) -> None:
        """Write the table to one Parquet file, aside and then moved into place."""
        aside = file.with_name(f".{file.name}.{os.getpid()}")
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with pq.ParquetWriter(aside, table.schema, compression="zstd") as writer:
                for batch in table.batches():
                    writer.write_batch(batch)
            if file.is_dir():
                shutil.rmtree(file)  # what Spark wrote
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)


def _read(files: Iterable[Path]) -> Iterator[pa.RecordBatch]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(BATCH)


def _batches(table: pa.Table, names: list[str]) -> Iterator[pa.RecordBatch]:
    yield from table.select(names).to_batches(BATCH)


def _grouped(table: pa.Table, by: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    others = [name for name in table.column_names if name != by]
    # Lists (the only nested columns) cannot be sorted by; keys of groups are never lists.
    plain = [n for n in others if not pa.types.is_nested(table.schema.field(n).type)]
    ordered = table.sort_by([(name, "ascending") for name in (by, *plain)]).combine_chunks()
    if not ordered.num_rows:
        return
    values = ordered.column(by).combine_chunks()
    starts = _starts(values)
    structs = pa.StructArray.from_arrays(
        [ordered.column(name).combine_chunks() for name in others], fields=list(_inner(schema))
    )
    offsets = pa.array([*starts, ordered.num_rows], pa.int32())
    rows = pa.ListArray.from_arrays(offsets, structs, type=schema.field("rows").type)
    grouped = pa.Table.from_arrays([values.take(pa.array(starts)), rows], schema=schema)
    yield from grouped.to_batches(BATCH)


def _inner(schema: pa.Schema) -> pa.StructType:
    return schema.field("rows").type.value_type


def _starts(values: pa.Array) -> list[int]:
    """Where each run of equal values begins."""
    differs = pc.not_equal(values.slice(1), values.slice(0, len(values) - 1))
    return [0, *(int(i) + 1 for i in pc.indices_nonzero(differs).to_pylist())]


def _joined(
    left: Iterator[pa.RecordBatch], right: pa.Table, on: str, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    right = right.combine_chunks()
    known = right.column(on).combine_chunks()
    for batch in left:
        found = pc.index_in(batch.column(on), value_set=known)
        matched = batch.filter(pc.is_valid(found))
        taken = right.drop_columns([on]).take(pc.drop_null(found)).combine_chunks()
        columns = [*matched.columns, *(column.combine_chunks() for column in taken.columns)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def rows_out(rows: Iterable[Mapping[str, object]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows as batches of `schema`, never more than `BATCH` at once."""
    waiting: list[Mapping[str, object]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == BATCH:
            yield pa.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=schema)


def rows_in(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, object]]:
    """The rows of batches, one after the other."""
    for batch in batches:
        yield from batch.to_pylist()

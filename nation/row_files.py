"""Rows into Parquet, a group at a time, so that memory stays flat."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 50_000
"""Rows kept in memory before they are written."""


class RowFile:
    """A Parquet file to which rows are added; the same rows give the same bytes."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Start the file anew, its folder included."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """One row, its values in the order of the schema."""
        self._rows.append(row)
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(c, f.type) for c, f in zip(columns, self._schema, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows.clear()

    def close(self) -> None:
        """Write what waits and the end of the file."""
        self._flush()
        self._writer.close()

    def __enter__(self) -> "RowFile":
        """The file itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()


def join_files(parts: Sequence[Path], whole: Path, schema: pa.Schema) -> int:
    """Put the rows of the parts into one file, in their order; returns how many there are."""
    whole.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(whole, schema, compression="zstd") as writer:
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches(GROUP):
                writer.write_batch(batch)
                rows += batch.num_rows
    return rows


def read_rows(parts: Iterable[Path]) -> Iterator[tuple[Any, ...]]:
    """The rows of files, as tuples."""
    for part in parts:
        yield from read_columns(part)


def read_columns(path: Path, names: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, with all columns or those named, as tuples."""
    for batch in pq.ParquetFile(path).iter_batches(GROUP, columns=names and list(names)):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

"""Works with their holdings to search documents: `index/documents.py` spread over a table."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.copies import WorkPayload
from holdings.libraries import Network
from index.documents import Document, document_of
from spark_jobs.engine import Engine, rows_in, rows_out
from spark_jobs.tables import DOCUMENTS, files_of

Table = TypeVar("Table")


def build_all(engine: Engine[Table], folder: Path, network: Network, now: datetime) -> None:
    """Build the documents of `works.parquet`, as they stand at `now`, to `documents.parquet`."""
    works = engine.read(folder / "works.parquet")
    built = engine.map(works, partial(document_rows, network=network, now=now), DOCUMENTS)
    engine.write(built, folder / "documents.parquet")


def read_documents(folder: Path) -> Iterator[Document]:
    """Every document that `build_all` left."""
    for file in files_of(folder / "documents.parquet"):
        with pq.ParquetFile(file) as parquet:
            for row in rows_in(parquet.iter_batches(500)):
                yield _document(row)


def _document(row: dict[str, Any]) -> Document:
    return Document(row["work"], row["version"], json.loads(row["document"]))


def document_rows(
    batches: Iterator[pa.RecordBatch], network: Network, now: datetime
) -> Iterator[pa.RecordBatch]:
    """One document for each work."""
    return rows_out((_document_row(row, network, now) for row in rows_in(batches)), DOCUMENTS)


def _document_row(row: dict[str, Any], network: Network, now: datetime) -> dict[str, Any]:
    document = document_of(WorkPayload.model_validate_json(row["payload"]), network, now)
    return {
        "work": document.id,
        "version": document.version,
        "document": json.dumps(document.body, ensure_ascii=False),
    }

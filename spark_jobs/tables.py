"""Names and schemas of the Parquet tables between jobs, and a record's key as one column."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from catalogue.source_record import RecordKey


def _texts(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.string()) for name in names]


RECORDS = pa.schema(_texts("source", "number", "record"))
"""records.parquet: the current description of every record, as JSON."""

BY_KEY = pa.schema(_texts("id", "record"))
"""The same, under one column that pairs can be joined on."""

KEYS = pa.schema(_texts("key", "id", "title", "year", "volume", "publisher", "pages"))
"""match_keys.parquet: a row for each key of each record, with what a large block is refined by."""

POISONED = pa.schema(_texts("key"))
"""poisoned.parquet: identifiers found on too many unlike titles."""

PAIRS = pa.schema(_texts("left", "right"))
"""Records that share a key, the smaller first; each pair once."""

COMPARISONS = pa.schema(
    [
        *_texts("left", "right"),
        pa.field("score", pa.float64()),
        *_texts("verdict", "evidence"),
    ]
)
"""comparisons.parquet: every pair weighed; `evidence` is JSON with evidence and vetoes."""

FACTS = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("volume", pa.int64()),
        pa.field("carrier", pa.string()),
        pa.field("languages", pa.list_(pa.string())),
        pa.field("numerals", pa.list_(pa.int64())),
        pa.field("is_glue", pa.bool_()),
    ]
)
"""facts.parquet: what a record brings into a cluster that no other member may contradict."""

MEMBERS = pa.schema(_texts("manifestation", "record"))
"""The records of every manifestation, as JSON."""

FOUND = pa.schema([pa.field("members", pa.list_(pa.string()))])
"""found.parquet: clusters as matching left them; the first member anchors the id."""

KEY_OF = pa.schema(_texts("id", "key"))
"""A record and one of its match keys; keys_of.parquet has them grouped by record."""

MERGED = pa.schema(
    [
        *_texts("manifestation", "standing", "description", "provenance"),
        pa.field("members", pa.list_(pa.string())),
        pa.field("work_keys", pa.list_(pa.string())),
    ]
)
"""merged.parquet: the merged description of every manifestation and the keys of its work."""

WORK_OF = pa.schema(_texts("manifestation", "work"))
"""work_of.parquet: the work of every manifestation, as minted."""

MANIFESTATIONS = pa.schema(_texts("work", "manifestation", "body"))
"""manifestations.parquet: the body of every manifestation, as JSON."""

WORK_BODIES = pa.schema(_texts("work", "body"))
"""work_bodies.parquet: the body of every work, as JSON."""

LOCAL = pa.schema(
    [
        *_texts("installation", "source", "number", "items", "seen_at"),
        *_texts("manifestation", "standing"),
        pa.field("candidates", pa.list_(pa.string())),
    ]
)
"""local.parquet: each record of a library system, its copies, and what matching said of it."""

LINKS = pa.schema(
    [
        *_texts("installation", "local_record"),
        *(pa.field(name, pa.list_(pa.string())) for name in ("holdings", "items", "problems")),
    ]
)
"""links.parquet: holdings, copies and problems of each of those records, as JSON."""

WORKS = pa.schema(
    [
        pa.field("work", pa.string()),
        pa.field("version", pa.int64()),
        pa.field("payload", pa.string()),
    ]
)
"""works.parquet: a work with everything a search document needs, in one snapshot."""

DOCUMENTS = pa.schema(
    [
        pa.field("work", pa.string()),
        pa.field("version", pa.int64()),
        pa.field("document", pa.string()),
    ]
)
"""documents.parquet: search documents as JSON, each with its external version."""


def written_key(key: RecordKey) -> str:
    """A record's key as one column: `source:number`."""
    return str(key)


def read_key(text: str) -> RecordKey:
    """The key that `written_key` wrote; no source has a colon in its name."""
    source, _, number = text.partition(":")
    return RecordKey(source, number)


def files_of(table: Path) -> list[Path]:
    """The Parquet files of a table: one from this process, a folder of them from Spark."""
    return sorted(table.glob("*.parquet")) if table.is_dir() else [table]


def rows_of(table: Path) -> int:
    """How many rows a table has."""
    return sum(pq.read_metadata(file).num_rows for file in files_of(table))

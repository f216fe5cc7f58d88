"""Names and schemas of the Parquet tables between jobs, and a record's key as one column."""

import pyarrow as pa

from catalogue.model import RecordKey


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
        pa.field("is_glue", pa.bool_()),
    ]
)
"""facts.parquet: what a record brings into a cluster that no other member may contradict."""

MEMBERS = pa.schema(_texts("manifestation", "source", "number", "record"))
"""clusters.parquet: the records of every manifestation, with their descriptions."""

MERGED = pa.schema(
    [
        *_texts("manifestation", "standing", "description", "provenance"),
        pa.field("members", pa.list_(pa.string())),
        pa.field("work_keys", pa.list_(pa.string())),
    ]
)
"""merged.parquet: the merged description of every manifestation and the keys of its work."""

LOCAL = pa.schema(
    [
        *_texts("installation", "source", "number"),
        pa.field("libraries", pa.list_(pa.string())),
        *_texts("manifestation", "standing"),
        pa.field("candidates", pa.list_(pa.string())),
    ]
)
"""local.parquet: each record of a library system, who has it, and what matching said of it."""

HOLDINGS = pa.schema(_texts("installation", "local_record", "holding"))
"""holdings.parquet: the statements that follow from it, as JSON."""

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

"""Bytes and identifier as one source delivered them, and the identity they keep for ever."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class RecordKey(NamedTuple):
    """A source and the control number it gave: the identity of a record for ever."""

    source: str
    number: str

    def __str__(self) -> str:
        """`source:number`, the form used in explanations."""
        return f"{self.source}:{self.number}"


class Format(StrEnum):
    """The serialisation in which a source record arrived."""

    MARC = "marc"
    MARCXML = "marcxml"
    MARC_JSON = "marc_json"
    PICA = "pica"
    PICA_PLAIN = "pica_plain"
    PICA_XML = "pica_xml"
    PICA_JSON = "pica_json"
    ONIX = "onix"
    DCX = "dcx"
    ISBN_LIST = "isbn_list"
    CSV = "csv"


@dataclass(frozen=True)
class Place:
    """Where the bytes of a record were landed: a file and the position in it."""

    file: str
    index: int


@dataclass(frozen=True)
class SourceRecord:
    """Bytes and identifier as one source delivered them."""

    source: str
    number: str
    format: Format
    payload: bytes
    deleted: bool = False
    datestamp: datetime | None = None
    locator: str | None = None
    number_assigned: bool = False
    place: Place | None = None

    @property
    def key(self) -> RecordKey:
        """The identity of this record."""
        return RecordKey(self.source, self.number)

    @property
    def sha256(self) -> bytes:
        """The fingerprint of the bytes as received (32 bytes)."""
        return hashlib.sha256(self.payload).digest()

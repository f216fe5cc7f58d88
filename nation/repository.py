"""Records of a source as the server of `oaipmh` asks for them: formats, sets, dates, deletions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from lxml import etree
from oaipmh.common import Header, Identify
from oaipmh.error import CannotDisseminateFormatError, IdDoesNotExistError

from nation.quirks import PLAIN, Quirks
from nation.records_folder import Entry

FORMATS = {
    "marcxml": (
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        "http://www.loc.gov/MARC21/slim",
    ),
    "picaxml": ("", "info:srw/schema/5/picaXML-v1.0"),
}
"""Schema and namespace of the formats that a folder may be in."""


class Records(Protocol):
    """Records in the order of their datestamps, wherever they are kept."""

    def earliest(self) -> datetime | None:
        """The first datestamp."""

    def sets(self) -> Sequence[str]:
        """The names of the sets, in order."""

    def named(self, identifier: str) -> Entry | None:
        """The record with this identifier."""

    def matching(
        self, set: str, first: datetime | None, last: datetime | None, *, deletions: bool
    ) -> Sequence[Entry]:
        """The records of a set ("": of all) between two moments; it may be read on demand."""

    def payload(self, entry: Entry) -> bytes:
        """The bytes of a record, as XML."""


class FolderRepository:
    """The records of a source, as `oaipmh` asks for them."""

    def __init__(self, records: Records, prefix: str, address: str, quirks: Quirks = PLAIN) -> None:
        """The repository of `records`, which are in the format `prefix`."""
        self._records = records
        self.prefix = prefix
        self._address = address
        self._quirks = quirks

    def identify(self) -> Identify:
        """What the provider says of itself."""
        earliest = self._records.earliest() or datetime(2000, 1, 1)  # noqa: DTZ001
        return Identify(
            "A made-up source",
            self._address,
            "2.0",
            ["source@example.org"],
            earliest,
            self._quirks.deletions,
            "YYYY-MM-DDThh:mm:ssZ",
            ["identity"],
            toolkit_description=False,
        )

    def listMetadataFormats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:  # noqa: N802
        """The one format of the source."""
        schema, namespace = FORMATS[self.prefix]
        return [(self.prefix, schema, namespace)]

    def listSets(self, cursor: int = 0, batch_size: int = 100) -> list[tuple[str, str, str]]:  # noqa: N802
        """The sets that there are."""
        return [(name, name, "") for name in self._records.sets()][cursor : cursor + batch_size]

    def getRecord(self, metadataPrefix: str, identifier: str) -> tuple[Header, bytes, None]:  # noqa: N802, N803
        """One record."""
        self._check(metadataPrefix)
        entry = self._records.named(identifier)
        if entry is None:
            raise IdDoesNotExistError(f"no record {identifier}")
        return self._record(entry)

    def listIdentifiers(self, **asked: Any) -> list[Header]:  # noqa: N802
        """The headers of a part of a list."""
        return [_header(entry) for entry in self._part(**asked)]

    def listRecords(self, **asked: Any) -> list[tuple[Header, bytes, None]]:  # noqa: N802
        """A part of a list of records."""
        return [self._record(entry) for entry in self._part(**asked)]

    def list_size(self, **asked: Any) -> int:
        """How many records a whole list has."""
        return len(self._matching(**asked))

    def _part(self, cursor: int = 0, batch_size: int = 100, **asked: Any) -> Sequence[Entry]:
        first = max(0, cursor - self._quirks.overlap)
        return self._matching(**asked)[first : cursor + batch_size]

    def _matching(
        self,
        metadataPrefix: str,  # noqa: N803
        set: str | None = None,
        from_: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Entry]:
        self._check(metadataPrefix)
        first, last = self._heeded(from_, until)
        kept = self._quirks.deletions != "no"
        return self._records.matching(set or "", first, last, deletions=kept)

    def _heeded(
        self, first: datetime | None, last: datetime | None
    ) -> tuple[datetime | None, datetime | None]:
        """The dates that were asked for, as far as this provider heeds them."""
        if self._quirks.dates == "ignored":
            return None, None
        if self._quirks.dates == "by_day":
            return (
                first and first.replace(hour=0, minute=0, second=0),
                last and last.replace(hour=23, minute=59, second=59),
            )
        return first, last

    def _record(self, entry: Entry) -> tuple[Header, bytes, None]:
        return _header(entry), b"" if entry.deleted else self._records.payload(entry), None

    def _check(self, prefix: str) -> None:
        if prefix != self.prefix:
            raise CannotDisseminateFormatError(f"only {self.prefix} is offered, not {prefix}")


def _header(entry: Entry) -> Header:
    sets = [entry.set] if entry.set else []
    return Header(None, entry.identifier, entry.datestamp, sets, entry.deleted)


def write_record(element: Any, payload: bytes) -> None:
    """Put a record of the folder into an answer, however long."""
    element.append(etree.fromstring(payload, etree.XMLParser(huge_tree=True)))

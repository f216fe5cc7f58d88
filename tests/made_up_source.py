"""A made-up source for tests: a folder of small records, and what a harvest of it needs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx

from catalogue.journal import SqlJournal
from catalogue.source_record import SourceRecord
from ingest.files import frame
from ingest.harvest import Reach
from ingest.journal import MemoryJournal
from ingest.landing import read_landed
from ingest.oai import Patience
from ingest.sources import Source
from nation.records_folder import Entry, write_index

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST_DAY = datetime(2026, 9, 1)  # noqa: DTZ001


def number(index: int) -> str:
    return f"0089T{index:05d}"


def fill(folder: Path, count: int, *, deleted: Sequence[int] = ()) -> list[Entry]:
    """Write `count` records, one a day from 1 September 2026, and their index."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for index in range(count):
        if index not in deleted:
            (folder / f"{number(index)}.xml").write_bytes(marcxml(index))
        entries.append(
            Entry(
                number(index),
                f"oai:source.example:{number(index)}",
                FIRST_DAY + timedelta(days=index % 75, seconds=index),
                set="boeken" if index % 2 == 0 else "films",
                deleted=index in deleted,
            )
        )
    write_index(folder, entries)
    return entries


def marcxml(index: int, title: str = "Het diner") -> bytes:
    return (
        '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 i 4500</leader>'
        f'<controlfield tag="001">{number(index)}</controlfield>'
        '<datafield tag="245" ind1="1" ind2="0">'
        f'<subfield code="a">{title} {index} é</subfield></datafield></record>'
    ).encode()


def source(address: str, **given: object) -> Source:
    return Source.model_validate(
        {
            "name": "nbd",
            "kind": "oai",
            "dialect": "nbd_marc21",
            "address": address,
            "window_days": 400,
            **given,
        }
    )


def reach(waits: list[float] | None = None, *, seconds: float = 5.0) -> Reach:
    """A client that gives up after `seconds`, and a patience whose waits are only noted."""
    noted = waits if waits is not None else []
    return Reach(
        _client(seconds), NOW, Patience(attempts=4, sleep=noted.append, jitter=lambda: 1.0)
    )


def landed_records(journal: MemoryJournal | SqlJournal, landing: Path) -> list[SourceRecord]:
    """Every record of the pages that wait to be saved, in their order."""
    return [
        record
        for page in journal.waiting()
        for record in frame(
            read_landed(landing / page.file), source=page.source, format=None, file=page.file
        )
    ]


@cache
def _client(seconds: float) -> httpx.Client:
    return httpx.Client(timeout=seconds)

"""How sources of OAI-PMH fail: a case each, and the made-up records that their providers serve."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from nation.faults import Fault, FaultKind
from nation.quirks import PLAIN, Quirks
from nation.records_folder import Entry, write_index

COUNT, PAGE, DELETED = 23, 5, (4, 11)
FIRST_DAY = datetime(2026, 9, 1)  # noqa: DTZ001 - as the index has its datestamps
USER, PASSWORD = "spil", "made:up"
_LONG = 11_000_000


@dataclass(frozen=True)
class Case:
    """A fault as a client meets it; `long`: one record holds a text of 11 MB."""

    name: str
    faults: tuple[Fault, ...] = ()
    quirks: Quirks = PLAIN
    long: bool = False


def _once(kind: FaultKind, *, times: int = 1, seconds: float = 0.0) -> tuple[Fault, ...]:
    return (Fault(kind, request=3, times=times, seconds=seconds),)


CASES = (
    Case("nothing"),
    Case("503, Retry-After 2 s", _once("retry_after_seconds", seconds=2)),
    Case("503, Retry-After a date", _once("retry_after_date", seconds=3)),
    Case("503 alone", _once("unavailable")),
    Case("500", _once("server_error")),
    Case("429", _once("too_many_requests")),
    Case("reset", _once("reset")),
    Case("body breaks off", _once("half_page")),
    Case("half a page as if whole", _once("cut_page")),
    Case("badResumptionToken mid-list", _once("expired_token")),
    Case("control character", _once("control_character")),
    Case("bytes that are no UTF-8", _once("broken_text")),
    Case("HTML", _once("html")),
    Case("same token once more", _once("repeated_token")),
    Case("same token for ever", _once("repeated_token", times=10_000)),
    Case("token that never changes", quirks=Quirks(steady_token=True)),
    Case("empty token early", _once("empty_token")),
    Case("noRecordsMatch to a token", _once("no_records")),
    Case("text of 11 MB", long=True),
    Case("silent for 8 s", _once("slow", seconds=8)),
    Case("silent for ever", _once("silent", seconds=3600)),
    Case("GET only"),
    Case("credentials", quirks=Quirks(login=f"{USER}:{PASSWORD}")),
    Case("records twice", quirks=Quirks(overlap=1)),
    Case("dates heeded by the day", quirks=Quirks(dates="by_day")),
    Case("dates not heeded", quirks=Quirks(dates="ignored")),
    Case("clock two hours behind", quirks=Quirks(slow_clock=timedelta(hours=2))),
)


def make_folder(folder: Path, *, long: bool) -> list[str]:
    """Write the records of a provider; their identifiers."""
    folder.mkdir()
    entries = []
    for index in range(COUNT):
        text = "e" * _LONG if long and index == PAGE + 1 else f"Het diner {index}"
        if index not in DELETED:
            (folder / f"{index}.xml").write_bytes(_marcxml(index, text))
        stamp = FIRST_DAY + timedelta(days=index, seconds=index)
        entries.append(Entry(str(index), f"oai:made.up:{index}", stamp, deleted=index in DELETED))
    write_index(folder, entries)
    return [entry.identifier for entry in entries]


def _marcxml(index: int, title: str) -> bytes:
    return (
        '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 i 4500</leader>'
        f'<controlfield tag="001">{index}</controlfield><datafield tag="245" ind1="1" ind2="0">'
        f'<subfield code="a">{title}</subfield></datafield></record>'
    ).encode()

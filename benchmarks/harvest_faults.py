"""What our harvest and other clients of OAI-PMH make of sources that fail.

    python -m benchmarks.harvest_faults --seconds 15

For each fault a provider on loopback serves 23 records in pages of five and fails as the fault
says, mostly on the third page. Each client harvests it once, in a process of its own and with its
defaults, and is stopped after so many seconds. `oaipmh` is told to ask by GET, but for the row that
shows what it does otherwise. Ours is silent for at most four seconds a request, and is run a second
time where it stopped with an error, as `spil harvest` is: `again` is what it has then.

Printed is a line of JSON for each fault and client: records expected, got, lost, how many came more
than once, and the outcome; at the end the same as a table.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry
from sickle import Sickle  # type: ignore[import-untyped]

from benchmarks.harvest_cases import CASES, PAGE, PASSWORD, USER, Case, make_folder
from catalogue.errors import SourceError
from ingest.asking import Reach
from ingest.files import frame
from ingest.harvest import harvest
from ingest.journal import LandedPage, MemoryJournal
from ingest.landing import read_landed
from ingest.sources import Source
from nation.provider import serve_oddly

_STOPPED = "!"


class _Telling(MemoryJournal):
    """A journal that tells every record of a page that was landed."""

    def __init__(self, landing: Path) -> None:
        super().__init__()
        self._landing = landing

    def page_landed(
        self,
        page: LandedPage,
        *,
        checkpoint: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> int:
        """Note the page and tell its records."""
        found = super().page_landed(page, checkpoint=checkpoint, state=state)
        body = read_landed(self._landing / page.file)
        tell(each.locator for each in frame(body, source="made", format=None, file=page.file))
        return found


def by_us(address: str, case: Case) -> None:
    """Our harvest, and once more where it stops with an error."""
    entry = {
        "name": "made",
        "kind": "oai",
        "dialect": "nbd_marc21",
        "address": address,
        "window_days": 400,
        "timeout_seconds": 4,
        "credentials_from": "LOGIN" if case.quirks.login else "",
    }
    source = Source.model_validate(entry)
    with TemporaryDirectory() as folder, httpx.Client() as client:
        journal = _Telling(Path(folder))
        reach = Reach(client, datetime.now(UTC), environment={"LOGIN": case.quirks.login})
        try:
            harvest(source, journal, Path(folder), reach=reach)
        except SourceError as problem:
            tell([f"{_STOPPED}{problem}"])
            harvest(source, journal, Path(folder), reach=reach)


def by_sickle(address: str, case: Case) -> None:
    """sickle, its defaults."""
    options = {"auth": (USER, PASSWORD)} if case.quirks.login else {}
    records = Sickle(address, **options).ListRecords(metadataPrefix="marcxml")
    tell(record.header.identifier for record in records)


def by_oaipmh(address: str, case: Case) -> None:
    """The client of oaipmh."""
    registry = MetadataRegistry()
    registry.registerReader("marcxml", lambda element: element)
    client = Client(
        address,
        registry,
        credentials=(USER, PASSWORD) if case.quirks.login else None,
        force_http_get=case.name != "GET only",
    )
    tell(header.identifier() for header, _, _ in client.listRecords(metadataPrefix="marcxml"))


CLIENTS: Mapping[str, Callable[[str, Case], None]] = {
    "ours": by_us,
    "oaipmh": by_oaipmh,
    "sickle": by_sickle,
}


def tell(lines: Iterable[str | None]) -> None:
    """Print a line each at once: whoever is stopped has told what it got."""
    for line in lines:
        sys.stdout.write(f"{' '.join(str(line).split())}\n")
        sys.stdout.flush()


@dataclass(frozen=True)
class Found:
    """What a client made of a fault; `again` is None where it needed no second run."""

    fault: str
    client: str
    expected: int
    got: int
    lost: int
    doubled: int
    outcome: str
    again: int | None = None


def run(case: Case, client: str, seconds: float) -> Found:
    """Let a client harvest a provider that fails so, for at most so many seconds."""
    with TemporaryDirectory() as folder:
        expected = make_folder(Path(folder) / "source", long=case.long)
        with serve_oddly(
            Path(folder) / "source",
            case.quirks,
            prefix="marcxml",
            page_size=PAGE,
            faults=case.faults,
        ) as provider:
            lines, outcome = _outcome(client, provider.address, case, seconds)
    stops = [number for number, line in enumerate(lines) if line.startswith(_STOPPED)]
    first = Counter(line for line in lines[: stops[0] if stops else None] if _is_record(line))
    if stops:
        outcome = f"stops: {lines[stops[0]].removeprefix(_STOPPED)}"
    return Found(
        case.name,
        client,
        len(expected),
        len(first.keys() & set(expected)),
        len(set(expected) - first.keys()),
        sum(times - 1 for times in first.values()),
        outcome,
        len(set(lines) & set(expected)) if stops and client == "ours" else None,
    )


def _is_record(line: str) -> bool:
    return line.startswith("oai:")


def _outcome(client: str, address: str, case: Case, seconds: float) -> tuple[list[str], str]:
    """The lines that a client told, and how it ended."""
    command = [sys.executable, "-m", "benchmarks.harvest_faults"]
    command += ["--client", client, address, case.name]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    outcome = "ends"
    try:
        told, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        told, _ = process.communicate()
        outcome = f"still busy after {seconds:g} s"
    return told.splitlines(), outcome


def _as_client(name: str, address: str, fault: str) -> None:
    case = next(each for each in CASES if each.name == fault)
    try:
        CLIENTS[name](address, case)
    except Exception as problem:  # noqa: BLE001 - whatever a client dies of is its outcome
        tell([f"{_STOPPED}{type(problem).__name__}: {problem}"])


def table(found: Iterable[Found]) -> str:
    """The outcomes as a table: a row for each fault, a column for each client."""
    rows: dict[str, dict[str, str]] = {}
    for each in found:
        told = f"{each.got} of {each.expected}"
        told += f", {each.doubled} twice" if each.doubled else ""
        told += "" if each.outcome == "ends" else f"; {each.outcome[:60]}"
        told += "" if each.again is None else f"; then {each.again}"
        rows.setdefault(each.fault, {})[each.client] = told
    lines = [f"| fault | {' | '.join(CLIENTS)} |", "|---" * (len(CLIENTS) + 1) + "|"]
    lines += [
        f"| {fault} | {' | '.join(told[client] for client in CLIENTS)} |"
        for fault, told in rows.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Run every fault against every client and print what became of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--fault", nargs="*", help="only these; none: all")
    parser.add_argument("--client", nargs=3)
    asked = parser.parse_args()
    if asked.client:
        _as_client(*asked.client)
        return
    found: list[Found] = []
    for case in CASES:
        if asked.fault and case.name not in asked.fault:
            continue
        with ThreadPoolExecutor(len(CLIENTS)) as pool:
            row = list(pool.map(lambda client, c=case: run(c, client, asked.seconds), CLIENTS))
        found += row
        tell(json.dumps(asdict(each)) for each in row)
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()

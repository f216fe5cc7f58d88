"""Our harvest, landing included, held against other clients of OAI-PMH.

    python -m benchmarks.harvest_speed --records 20000 --rounds 5 --page 500

A provider in a process of its own serves pages that were made beforehand. Every client runs in a
process of its own too, in turn; counted are the CPU seconds of the client alone, from before its
first request to after its last record, its start left out. `bare` is a loop of httpx and lxml that
reads the headers and keeps nothing. `ours` keeps its journal in memory; `--sql` adds `ours_sql`,
which keeps it in an embedded PostgreSQL, as `spil harvest` does. `--metha PATH` adds metha-sync
where it is installed, asked for one list as the others ask; the provider counts what it hands out.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import httpx
from lxml import etree
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry
from sickle import Sickle  # type: ignore[import-untyped]

from benchmarks.made_files import write_records
from catalogue.database import connect, upgrade
from catalogue.journal import SqlJournal
from cli.embedded_store import start_postgres, stop_postgres
from ingest.harvest import Reach, harvest
from ingest.journal import Journal, MemoryJournal
from ingest.sources import Source

NOW = datetime(2026, 11, 1, tzinfo=UTC)
_SPACE = "{http://www.openarchives.org/OAI/2.0/}"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-11-01T00:00:00Z</responseDate><request>http://localhost/</request>"
)
_IDENTIFY = (
    _HEAD + "<Identify><repositoryName>made up</repositoryName><baseURL>http://localhost/</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>nobody@example.org</adminEmail>"
    "<earliestDatestamp>2026-10-01T00:00:00Z</earliestDatestamp>"
    "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
    "</Identify></OAI-PMH>"
)
_DELETED_EVERY = 50
_DATABASE = "BENCHMARK_DATABASE"


def make_pages(records: int, page: int) -> list[bytes]:
    """ListRecords answers of `page` records each; every fiftieth record is deleted."""
    pages: list[bytes] = []
    made = list(islice(write_records("marcxml"), records))
    for start in range(0, records, page):
        body = b"".join(_element(i, made[i]) for i in range(start, min(start + page, records)))
        following = len(pages) + 1
        token = f"page-{following}" if start + page < records else ""
        tail = f'<resumptionToken completeListSize="{records}">{token}</resumptionToken>'
        whole = b"<ListRecords>" + body + tail.encode() + b"</ListRecords></OAI-PMH>"
        pages.append(_HEAD.encode() + whole)
    return pages


def _element(index: int, record: bytes) -> bytes:
    deleted = ' status="deleted"' if index % _DELETED_EVERY == 0 else ""
    header = (
        f"<record><header{deleted}><identifier>oai:made.up:{index}</identifier>"
        f"<datestamp>2026-10-15T00:00:{index % 60:02}Z</datestamp></header>"
    ).encode()
    return header + (b"" if deleted else b"<metadata>" + record + b"</metadata>") + b"</record>\n"


def serve(records: int, page: int) -> None:
    """Serve the pages on a free port, which is printed, until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _provider(records, page))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _provider(records: int, page: int) -> type[BaseHTTPRequestHandler]:
    """What answers each request, and counts the records that it hands out."""
    pages = make_pages(records, page)
    handed = [0]

    class Provider(BaseHTTPRequestHandler):
        """One answer for each request, by GET or POST."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:  # noqa: N802
            length = int(self.headers.get("Content-Length", "0"))
            self._answer(self.rfile.read(length).decode())

        def _answer(self, query: str) -> None:
            body = self._body(parse_qs(query))
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _body(self, asked: dict[str, list[str]]) -> bytes:
            if urlsplit(self.path).path == "/handed":
                return str(handed[0]).encode()
            if asked.get("verb") != ["ListRecords"]:
                return _IDENTIFY.encode()
            number = int(asked.get("resumptionToken", ["page-0"])[0].partition("-")[2])
            handed[0] += min(page, records - number * page)
            return pages[number]

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    return Provider


def by_us(address: str, folder: Path) -> int:
    """Our harvest: bytes landed and made durable, records counted, checkpoints kept in memory."""
    return _harvest(address, folder, MemoryJournal())


def by_us_in_sql(address: str, folder: Path) -> int:
    """The same with checkpoints kept in the database that the environment names."""
    with connect(os.environ[_DATABASE]) as connection:
        connection.execute("TRUNCATE landed_page, checkpoint")
        return _harvest(address, folder, SqlJournal(connection))


def _harvest(address: str, folder: Path, journal: Journal) -> int:
    source = Source.model_validate(
        {
            "name": "made",
            "kind": "oai",
            "dialect": "nbd_marc21",
            "format": "marcxml",
            "address": address,
            "metadata_prefix": "marcxml",
            "window_days": 365,
        }
    )
    with httpx.Client(timeout=60) as client:
        counts = harvest(source, journal, folder, reach=Reach(client, NOW))
    return counts.records


def by_bare_loop(address: str, _: Path) -> int:
    """httpx and lxml: each page parsed, each header read."""
    records, token = 0, ""
    with httpx.Client(timeout=60) as client:
        while True:
            asked = {"resumptionToken": token} if token else {"metadataPrefix": "marcxml"}
            answer = client.get(address, params={"verb": "ListRecords", **asked})
            root = etree.fromstring(answer.content)
            for header in root.iter(_SPACE + "header"):
                records += bool(header.findtext(_SPACE + "identifier"))
                header.findtext(_SPACE + "datestamp")
                header.get("status")
            token = root.findtext(f"{_SPACE}ListRecords/{_SPACE}resumptionToken") or ""
            if not token:
                return records


def by_sickle(address: str, _: Path) -> int:
    """sickle, its defaults."""
    return sum(1 for _ in Sickle(address).ListRecords(metadataPrefix="marcxml"))


def by_oaipmh(address: str, _: Path) -> int:
    """The client of oaipmh, with a reader that keeps the element."""
    registry = MetadataRegistry()
    registry.registerReader("marcxml", lambda element: element)
    client = Client(address, registry)
    return sum(1 for _ in client.listRecords(metadataPrefix="marcxml"))


CLIENTS: dict[str, Callable[[str, Path], int]] = {
    "ours": by_us,
    "ours_sql": by_us_in_sql,
    "bare": by_bare_loop,
    "sickle": by_sickle,
    "oaipmh": by_oaipmh,
}


def run_client(name: str, address: str) -> tuple[int, float]:
    """Records and CPU seconds of one client in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.harvest_speed", "--client", name, address]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    records, seconds = done.stdout.split()[-2:]
    return int(records), float(seconds)


def run_metha(program: str, address: str) -> tuple[int, float]:
    """Records handed to metha-sync, which counts none itself, and its CPU seconds from its start.

    Its windows follow the clock: by them it would get this list several times over, or never.
    """
    had = int(httpx.get(address + "handed").text)
    with TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, "-no-intervals", "-format", "marcxml", address]
        told = {**os.environ, "METHA_DIR": folder}
        subprocess.run(command, capture_output=True, check=True, env=told)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return int(httpx.get(address + "handed").text) - had, seconds


def _as_client(name: str, address: str) -> None:
    with TemporaryDirectory() as folder:
        begun = time.process_time()
        records = CLIENTS[name](address, Path(folder))
        sys.stdout.write(f"{records} {time.process_time() - begun}\n")


def main() -> None:
    """Measure every client and print a JSON line for each page size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=int, nargs="*", default=[100, 500])
    parser.add_argument("--sql", action="store_true")
    parser.add_argument("--metha")
    parser.add_argument("--serve", type=int, nargs=2)
    parser.add_argument("--client", nargs=2)
    asked = parser.parse_args()
    if asked.serve:
        serve(*asked.serve)
    if asked.client:
        _as_client(*asked.client)
        return
    with _database() if asked.sql else nullcontext():
        for page in asked.page:
            found = measure(asked.records, page, asked.rounds, asked.metha)
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()


@contextmanager
def _database() -> Iterator[None]:
    """An embedded PostgreSQL with our schema, which the clients find in the environment."""
    with TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        os.environ[_DATABASE] = start_postgres(Path(home), "spil")
        try:
            upgrade(os.environ[_DATABASE])
            yield
        finally:
            stop_postgres(Path(home))


def measure(records: int, page: int, rounds: int, metha: str | None) -> dict[str, object]:
    """The CPU seconds of every client, round after round, and what ours are in those of others."""
    command = [sys.executable, "-m", "benchmarks.harvest_speed", "--serve", str(records), str(page)]
    provider = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    seconds: dict[str, list[float]] = {}
    counted: dict[str, int] = {}
    try:
        assert provider.stdout
        address = f"http://127.0.0.1:{int(provider.stdout.readline())}/"
        for _ in range(rounds):
            for name in CLIENTS:
                if name == "ours_sql" and _DATABASE not in os.environ:
                    continue
                counted[name], took = run_client(name, address)
                seconds.setdefault(name, []).append(took)
            if metha:
                counted["metha"], took = run_metha(metha, address)
                seconds.setdefault("metha", []).append(took)
    finally:
        provider.terminate()
        provider.wait()
    ratios = {
        name: [round(other / ours, 2) for other, ours in zip(times, seconds["ours"], strict=True)]
        for name, times in seconds.items()
        if name != "ours"
    }
    return {
        "records": records,
        "page": page,
        "counted": counted,
        "per_cpu_s": {name: round(records / statistics.median(t)) for name, t in seconds.items()},
        "ours_times_as_fast_as": {name: statistics.median(each) for name, each in ratios.items()},
        "spread": {name: [min(each), max(each)] for name, each in ratios.items()},
        "load": [round(each, 1) for each in os.getloadavg()],
    }


if __name__ == "__main__":
    main()

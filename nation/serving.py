"""A made country as its sources look from outside: providers, drop folders and addresses."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from nation.as_xml import FORMS
from nation.delivered import files_of
from nation.directory import Installation, installations, profile
from nation.drops import fill_drops
from nation.endpoint import Endpoint
from nation.faults import FaultPlan
from nation.indexed_records import IndexedRecords
from nation.oai_server import OaiServer
from nation.rehearsal import Ways
from nation.repository import FolderRepository
from nation.source_index import Wanted

ONLINE = "online"
_POLL = 0.05


class NoCountry(ValueError):
    """There is no such country, or no such day in it; the message says what to do."""


class PortTaken(OSError):
    """Nothing can be served on this port; the message names it."""


@dataclass(frozen=True)
class Order:
    """What to serve: the country as it stands after `day`, and how its sources behave."""

    country: Path
    day: int = 1
    port: int = 0
    page_size: int = 200
    ways: Mapping[str, Ways] = field(default_factory=dict)


@dataclass(frozen=True)
class Served:
    """A source that is served: where, and how many records (deleted ones included) it lists."""

    name: str
    address: str
    metadata_prefix: str
    records: int
    login: bool = False


@dataclass(frozen=True)
class Serving:
    """What is served, and the file that tells a catalogue so."""

    sources: tuple[Served, ...]
    sources_file: Path


@cache
def facts() -> dict[str, Any]:
    """What a catalogue is told of the national sources."""
    return tomllib.loads(Path(__file__).with_name("serving.toml").read_text(encoding="utf-8"))


def oai_sources() -> list[str]:
    """The national sources that are asked over OAI-PMH."""
    return [name for name in facts()["sources"] if name != ONLINE]


@contextmanager
def serve_country(order: Order) -> Iterator[Serving]:
    """Serve a country until the block ends; raises NoCountry or PortTaken."""
    start = first_moment(order)
    with ExitStack() as running:
        server = running.enter_context(_listen(order.port))
        served = []
        for name in oai_sources():
            if not files_of(order.country, name, 1):
                continue
            ways = order.ways.get(name, Ways())
            deletions = ways.quirks.deletions != "no"
            records = IndexedRecords(Wanted(order.country, name, order.day, start, deletions))
            running.callback(records.close)
            served.append(_open(server, name, records, order))
        drops = fill_drops(order.country, order.day, [ONLINE, *(s.name for s in installations())])
        for name, pattern in drops.items():
            server.files.offer(name, (order.country / pattern).parent)
        file = order.country / "sources.toml"
        file.write_text(sources_text(served, drops, order.day), encoding="utf-8")
        Thread(target=server.serve_forever, args=(_POLL,), daemon=True).start()
        running.callback(server.shutdown)
        yield Serving(tuple(served), file)


def _listen(port: int) -> OaiServer:
    try:
        return OaiServer(port)
    except (OSError, OverflowError) as problem:
        raise PortTaken(f"port {port} cannot be served on ({problem}); choose another") from problem


def first_moment(order: Order) -> datetime:
    """When day 1 of the country begins; raises NoCountry."""
    manifest = order.country / "manifest.json"
    if not manifest.exists():
        raise NoCountry(f"{order.country} holds no made country; see `spil nation make`")
    days = max(1, json.loads(manifest.read_text(encoding="utf-8"))["days"])
    if not 1 <= order.day <= days:
        raise NoCountry(
            f"{order.country} has {days} days, not a day {order.day}; "
            "name an earlier one, or make the country with more --days"
        )
    return datetime.combine(profile()["calendar"]["start"], time(), UTC)


def _open(server: OaiServer, name: str, records: IndexedRecords, order: Order) -> Served:
    path = f"/{name}/oai"
    ways = order.ways.get(name, Ways())
    ending = files_of(order.country, name, 1)[0].suffix[1:]
    prefix = FORMS[ending].metadata_prefix
    # The source's clock is that of the country: midnight after the day. A harvest asks up to it.
    clock = first_moment(order) + timedelta(days=order.day)
    server.endpoints[path] = Endpoint(
        FolderRepository(records, prefix, server.address(path), ways.quirks),
        ways.page_size or order.page_size,
        FaultPlan(ways.faults),
        ways.quirks,
        clock,
    )
    return Served(name, server.address(path), prefix, len(records), bool(ways.quirks.login))


def sources_text(served: list[Served], drops: Mapping[str, str], day: int) -> str:
    """What a catalogue is told of a served country, as the text of its sources.toml."""
    parts = [f"# A made-up country, as `spil nation serve` offers it after day {day}.\n"]
    parts += [_oai_entry(each) for each in served]
    if ONLINE in drops:
        entry = {"kind": "files", "format": "csv", "path": drops[ONLINE]}
        parts.append(_national(ONLINE, entry))
    parts += [_installation(s, drops[s.name]) for s in installations() if s.name in drops]
    return "\n".join(parts)


def _oai_entry(served: Served) -> str:
    entry = {
        "kind": "oai",
        "format": _FORMATS[served.metadata_prefix],
        "address": served.address,
        "metadata_prefix": served.metadata_prefix,
        "granularity": "second",
    }
    if served.login:
        entry["credentials_from"] = f"{served.name.upper()}_LOGIN"
    return _national(served.name, entry)


_FORMATS = {"marcxml": "marcxml", "picaxml": "pica_xml"}


def _national(name: str, entry: Mapping[str, str]) -> str:
    known = facts()["sources"][name]
    terms = ", ".join(f"{group} = {json.dumps(use)}" for group, use in known["terms"].items())
    lines = [
        f"[sources.{name}]",
        f"dialect = {json.dumps(known['dialect'])}",
        *(f"{key} = {json.dumps(value)}" for key, value in entry.items()),
        "national = true",
        f"rank = {known['rank']}",
        f"terms = {{ {terms} }}",
    ]
    return "\n".join(lines) + "\n"


def _installation(system: Installation, pattern: str) -> str:
    lines = [
        f"[installations.{system.name}]",
        f"dialect = {json.dumps(system.dialect)}",
        f"format = {json.dumps(facts()['formats'][system.file])}",
        f"path = {json.dumps(pattern)}",
    ]
    return "\n".join(lines) + "\n"

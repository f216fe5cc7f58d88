"""A line over a part of the small country, without search servers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogue.database import Connection, open_store
from catalogue.settings import Database, Settings
from cli.harvesting import harvest_sources
from cli.line import Line, build_documents, link_records, match_records, merge_records
from cli.network import store_network
from cli.pipeline import Desk
from cli.saving import save_landed
from cli.steps import Done
from fixtures.generate import NOW
from ingest.sources import load_sources
from spark_jobs.engine import InProcess
from tests.country import NETWORK

PART = ("obcp", "online", "zeeland", "wise-noord")
"""Sources that are enough for every step to have something to do."""


def only(country: Path, names: tuple[str, ...] = PART) -> Path:
    """A file of sources beside the country's own, with only these in it."""
    text = (country / "sources.toml").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\[(?:sources|installations)\.[a-z0-9_-]+\]\n)", text)
    kept = [e for e in entries if re.match(rf"\[\w+\.(?:{'|'.join(names)})\]", e)]
    file = country / "part.toml"
    file.write_text("\n".join(kept), encoding="utf-8")
    return file


@contextmanager
def open_part(url: str, home: Path, sources_file: Path) -> Iterator[tuple[Desk, Line]]:
    """The store with these sources and the country's network, and a line in this process."""
    settings = Settings(home=home, database=Database(url=url), sources_file=sources_file)  # type: ignore[arg-type]
    with open_store(url) as connection:
        store_network(connection, NETWORK)
        desk = Desk(connection, settings, load_sources(sources_file))
        yield desk, Line(connection, home / "tables", lambda _: InProcess())


def run_all(desk: Desk, line: Line) -> dict[str, Done]:
    """Every step up to the documents."""
    sources = list(desk.sources.sources.values())
    landing = desk.settings.landing
    done = [harvest_sources(desk.connection, sources, landing, now=NOW)]
    done += save_landed(desk.connection, landing, desk.sources)
    done += [step(line) for step in (match_records, merge_records, link_records)]
    done.append(build_documents(line, NOW))
    return {each.step: each for each in done}


_WHAT_STANDS = {
    "source_record": "source, number, deleted, locator, number_assigned",
    "source_record_version": "source, number, sha256, deleted, landed_file, record, items",
    "dead_letter": "source, number, reason, payload",
    "landed_page": "file, records, saved",
    "match_key": "key, source, number",
    "comparison": "left_source, left_number, right_source, right_number, score, verdict, evidence",
    "minted_id": "id, kind, anchor_source, anchor_number, row_number() OVER (ORDER BY minted)",
    "redirect": "id, target",
    "cluster_member": "source, number, manifestation",
    "work_member": "manifestation, work",
    "manifestation": "id, work, standing, body",
    "work": "id, body",
    "holding": "installation, local_record, library, manifestation, reason, candidates",
    "item": "installation, item_id, local_record, library, branch, place, state, lending,"
    " shelf_mark, part, due, seen_at, gone",
    "online_access": "manifestation, source, number, address, licence_from, licence_until",
    "index_build": "state, documents",
}


def what_stands(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every table without the times and numbers of this run."""
    return {
        table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
        for table, columns in _WHAT_STANDS.items()
    }

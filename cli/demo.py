"""`spil demo`: a small country through the whole line, with real servers, and three answers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from catalogue.copies import ItemEvent
from catalogue.database import upgrade
from catalogue.errors import SettingsError
from catalogue.item_events import EventCounts, apply_events
from catalogue.settings import CHECKOUT, Settings
from cli.behind import asking
from cli.console import foreseen, note, progress, stdout
from cli.database import store_url
from cli.demo_answers import sample_answers
from cli.engines import EngineChoice
from cli.line import Line
from cli.network import stored_network
from cli.pipeline import Desk, open_desk, open_line, tell, whole_line
from cli.publishing import open_cluster
from cli.serve import serve_until_stopped
from cli.services import start_services
from cli.steps import Done, Outcome, Step, run_step, steps_table
from holdings.events import read_event
from index.follow import follow_once

FIXTURES = CHECKOUT / "fixtures"
PROVIDERS = {"nbd": "marcxml", "ggc": "picaxml"}
"""The sources that are harvested over OAI-PMH, and the format that each offers."""

_PLACEHOLDERS = {"nbd": "http://127.0.0.1:8071/oai", "ggc": "http://127.0.0.1:8072/oai"}
_EVENTS_AT_ONCE = 500
_PRINTED = 130
"""Columns of a table that goes to a file or a pipe."""


def demo(
    serve: Annotated[
        bool, typer.Option(help="Serve API and pages afterwards, until stopped.")
    ] = True,
    engine: Annotated[
        EngineChoice, typer.Option(help="What carries the batch.")
    ] = EngineChoice.SPARK,
) -> None:
    """Take a small country from harvest to search, availability and a lending answer.

    Starts the embedded servers and two OAI-PMH providers, runs the whole line, prints what each
    step did and three answers, then serves. A second run reuses everything and finds nothing to do;
    one that was killed continues.

    Examples: `spil demo`, `spil demo --no-serve`.
    """
    settings = Settings()
    if not stdout.is_terminal:
        stdout.width = _PRINTED
    with foreseen():
        country = _make_country(settings.home / "demo")
        _start_servers(settings)
        upgrade(store_url(settings))
    with providers(country) as sources_file:
        ours = settings.model_copy(
            update={
                "sources_file": sources_file,
                "network_file": settings.network_file or FIXTURES / "network" / "network.toml",
            }
        )
        with open_desk(ours) as desk:
            stdout.print(steps_table(_run(desk, country, engine)))
        with foreseen(), asking(ours, store_url(ours)) as questions:
            stdout.print(sample_answers(questions))
    if serve:
        with foreseen():
            serve_until_stopped(settings)


def _run(desk: Desk, country: Path, engine: EngineChoice) -> list[Done]:
    steps = []
    with open_line(desk, engine) as line:
        for done in whole_line(desk, line, datetime.now(UTC)):
            tell([done], as_json=False)
            steps.append(done)
        steps.append(_load_events(line, country / "events" / "events.ndjson"))
        note(steps[-1].summary)
    with open_cluster(desk.settings) as cluster:
        follow_once(desk.connection, cluster, alias=desk.settings.search.alias)
    return steps


def _make_country(home: Path) -> Path:
    """The deliveries and events of a small country, made once from the descriptions in `fixtures/`.

    Made aside and moved into place: one that was killed half-way is made anew.
    """
    mark = _mark_of(FIXTURES)
    stamp = home / f"made-from-{mark}"
    if stamp.exists():
        return home
    aside = home.with_name(f"{home.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    # The generator is no part of an installed Spil, only of its checkout.
    command = [sys.executable, "-m", "fixtures.generate", "--out", str(aside), "--now", now]
    made = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    if made.returncode != 0:
        raise SettingsError(f"the demo's country cannot be made in {aside}: {made.stderr}")
    (aside / stamp.name).touch()
    shutil.rmtree(home, ignore_errors=True)
    aside.rename(home)
    return home


def _mark_of(folder: Path) -> str:
    """A fingerprint of everything under a folder."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _start_servers(settings: Settings) -> None:
    wanted = {"database": settings.database.url is None, "search": settings.search.url is None}
    if not any(wanted.values()):
        return
    note("starting PostgreSQL and Elasticsearch; the first time the latter is fetched and built")
    only = None if all(wanted.values()) else next(name for name, ours in wanted.items() if ours)
    start_services(
        settings.home,
        user=settings.service_user,
        java_home=settings.java_home,
        heap_mb=settings.search.heap_mb,
        only=only,
    )


@contextmanager
def providers(country: Path) -> Iterator[Path]:
    """Two OAI-PMH providers over the country's records; the file of sources that names them."""
    from nation.provider import serve_folder

    with ExitStack() as running:
        text = (FIXTURES / "sources.toml").read_text(encoding="utf-8")
        for source, prefix in PROVIDERS.items():
            provider = serve_folder(country / "oai" / source, prefix=prefix)
            running.callback(provider.stop)
            text = text.replace(_PLACEHOLDERS[source], provider.address)
        file = country / "sources.toml"
        file.write_text(text, encoding="utf-8")
        yield file


def _load_events(line: Line, file: Path) -> Done:
    """Apply the item events of a file, unless it is the one that was applied last."""
    text = file.read_bytes()
    step = Step("events", lambda: _apply(line, text), lambda: sha256(text).hexdigest())
    return run_step(line.connection, step)


def _apply(line: Line, text: bytes) -> Outcome:
    network, now = stored_network(line.connection), datetime.now(UTC)
    counts, rejected = EventCounts(), 0
    lines = text.splitlines()
    for start in progress(range(0, len(lines), _EVENTS_AT_ONCE), "events"):
        read = [
            read_event(ItemEvent.model_validate(json.loads(one)), network, now)
            for one in lines[start : start + _EVENTS_AT_ONCE]
        ]
        moves = [move for move, _ in read if move is not None]
        rejected += len(read) - len(moves)
        counts += apply_events(line.connection, moves)
    more = {"applied": counts.applied, "repeated": counts.repeated, "late": counts.late}
    return Outcome(len(lines), len(lines) - rejected, rejected, more)

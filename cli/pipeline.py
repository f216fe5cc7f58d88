"""`spil ingest | save | match | merge | link | run`: the line, whole or step by step."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalogue.database import Connection, open_store
from catalogue.errors import LandingError
from catalogue.journal import SqlJournal
from catalogue.newest import saved_pages
from catalogue.settings import Settings
from catalogue.terms_store import keep_terms
from cli.console import DryRunOption, JsonOption, foreseen, note, say
from cli.database import store_url
from cli.engines import EngineChoice, engines
from cli.harvesting import due_sources, harvest_sources, land_files
from cli.kept import Kept
from cli.line import Line, build_documents, link_records, match_records, merge_records
from cli.network import store_network
from cli.publishing import open_cluster, publish_documents
from cli.reading_files import guess_dialect
from cli.saving import reread_kept, save_landed
from cli.steps import Done
from ingest.sources import Source, Sources, load_sources, source_name
from normalize.profiles import load_profile

EngineOption = Annotated[
    EngineChoice, typer.Option(help="What carries the batch; auto: Spark above 20,000 records.")
]


@dataclass(frozen=True)
class Desk:
    """An open store with what the settings say of sources and folders."""

    connection: Connection
    settings: Settings
    sources: Sources


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """The store of these settings, its sources' terms and its network brought up to date."""
    with foreseen(), open_store(store_url(settings)) as connection:
        sources = load_sources(settings.sources_file or settings.home / "sources.toml")
        keep_terms(connection, _terms(sources))
        network_file = settings.network_file or settings.home / "network.toml"
        if settings.network_file or network_file.exists():
            store_network(connection, network_file)
        yield Desk(connection, settings, sources)


def _terms(sources: Sources) -> dict[tuple[str, str], str]:
    return {
        (name, group): use
        for name, source in sources.sources.items()
        for group, use in source.terms.model_dump().items()
    }


@contextmanager
def open_line(desk: Desk, engine: EngineChoice, *, dry_run: bool = False) -> Iterator[Line]:
    """What the steps after saving share; Spark ends with it."""
    with engines(desk.settings, engine) as engine_for:
        yield Line(desk.connection, desk.settings.tables, engine_for, dry_run)


def tell(steps: Iterable[Done], *, as_json: bool) -> None:
    """The summary line of each step on stderr as it ends, or all of them as JSON on stdout.

    What failed in a step that went on without it is told in a sentence each; then the exit is 1.
    """
    ended, failures = [], []
    for done in steps:
        ended.append(done.counts)
        failures += done.outcome.more.get("failures", {}).values()
        if not as_json:
            note(done.summary)
    if as_json:
        say(ended, as_json=True)
    for failure in failures:
        note(f"spil: {failure}")
    if failures:
        raise typer.Exit(1)


def save(
    reread: Annotated[
        bool,
        typer.Option("--reread", help="Read kept bytes once more, after a table was changed."),
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option(help="Reread this source only; may be given again.")
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Normalize and save every landed page that waits.

    Each record ends as saved, unchanged, deleted or rejected with its reason. With --reread the
    newest kept bytes of every record that stands are read once more by the tables as they are now.

    Examples: `spil save --json`, `spil save --reread --source ggc`.
    """
    if source and not reread:
        raise typer.BadParameter("--source goes with --reread; every page that waits is saved")
    with open_desk(Settings()) as desk:
        kept = Kept(desk.connection, desk.settings.landing, desk.sources)
        again = [kept.source(name) for name in source or ()] or kept.delivered() if reread else []
        if dry_run:
            _tell_pages(desk, again, as_json=as_json)
            return
        tell(_saving(desk, kept, again), as_json=as_json)


def _saving(desk: Desk, kept: Kept, again: Sequence[Source]) -> Iterator[Done]:
    waited = save_landed(desk.connection, desk.settings.landing, desk.sources)
    yield from (done for done in waited if not (done.idle and again))
    if again:
        yield from reread_kept(kept, again)


def _tell_pages(desk: Desk, again: Sequence[Source], *, as_json: bool) -> None:
    kept = [page for each in again for page in saved_pages(desk.connection, each.name)]
    pages = [*kept, *SqlJournal(desk.connection).waiting()]
    rows = [{"source": p.source, "file": p.file, "records": p.records} for p in pages]
    say(rows, as_json=as_json, text="" if rows else "no page waits")


def match(
    engine: EngineOption = EngineChoice.AUTO,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Find pairs, compare and cluster everything that is saved, under cataloguers' judgements.

    Examples: `spil match`, `spil match --engine spark`.
    """
    _one_step(match_records, engine, dry_run=dry_run, as_json=as_json)


def merge(
    engine: EngineOption = EngineChoice.AUTO,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give clusters and works their permanent ids, and merge their descriptions.

    Example: spil merge
    """
    _one_step(merge_records, engine, dry_run=dry_run, as_json=as_json)


def link(
    engine: EngineOption = EngineChoice.AUTO,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Link what libraries hold to manifestations, or put it on the unlinked desk with the reason.

    Example: spil link
    """
    _one_step(link_records, engine, dry_run=dry_run, as_json=as_json)


def _one_step(
    step: Callable[[Line], Done], engine: EngineChoice, *, dry_run: bool, as_json: bool
) -> None:
    with open_desk(Settings()) as desk, open_line(desk, engine, dry_run=dry_run) as line:
        tell([step(line)], as_json=as_json)


def run(
    engine: EngineOption = EngineChoice.AUTO,
    now: Annotated[
        datetime | None, typer.Option(help="Take availability as of this moment (UTC).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the whole line: harvest, normalize, save, match, merge, link, build, publish.

    Each step that has nothing to do says so; a line that was killed continues where it was.

    Examples: `spil run`, `spil run --engine spark --json`.
    """
    settings = Settings()
    moment = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
    with open_desk(settings) as desk, open_line(desk, engine) as line:
        tell(whole_line(desk, line, moment), as_json=as_json)


def whole_line(desk: Desk, line: Line, now: datetime) -> Iterator[Done]:
    """Every step of the line after the other."""
    sources = due_sources(desk.connection, list(desk.sources.sources.values()), now)
    yield harvest_sources(desk.connection, sources, desk.settings.landing, now=now)
    yield from after_harvest(desk, line, now)


def after_harvest(desk: Desk, line: Line, now: datetime) -> Iterator[Done]:
    """The steps that follow what was landed, to the live index."""
    yield from save_landed(desk.connection, desk.settings.landing, desk.sources)
    for step in (match_records, merge_records, link_records):
        yield step(line)
    yield build_documents(line, now)
    with open_cluster(desk.settings) as cluster:
        yield publish_documents(line, cluster, desk.settings.search)


def ingest(  # noqa: PLR0913 - each is an option that people name
    files: Annotated[list[Path], typer.Argument(help="Files of MARC 21, MARCXML, PICA+ or CSV.")],
    source: Annotated[
        str, typer.Option(help="Source they come from; empty: named after each file.")
    ] = "",
    dialect: Annotated[
        str, typer.Option(help="Table to read by (`spil formats`); empty: told from the content.")
    ] = "",
    only_land: Annotated[
        bool, typer.Option("--only-land", help="Keep the bytes and stop: `spil run` goes on.")
    ] = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take files through the whole line: landed, saved, matched, merged, linked, searchable.

    A file that came before is not landed again; every record ends as saved or as rejected.

    Examples: `spil ingest titles.mrc`, `spil ingest --source ggc --dialect ggc levering.pica`,
    `spil ingest --only-land titles.mrc.gz`.
    """
    with open_desk(Settings()) as desk:
        named = [(_source_of(desk.sources, path, source, dialect), path) for path in files]
        if dry_run:
            rows = [{"file": str(p), "source": s.name, "dialect": s.dialect} for s, p in named]
            say(rows, as_json=as_json)
            return
        desk = replace(desk, sources=_with(desk.sources, [each for each, _ in named]))
        tell(ingest_files(desk, named, datetime.now(UTC), only_land=only_land), as_json=as_json)


def ingest_files(
    desk: Desk, named: Sequence[tuple[Source, Path]], now: datetime, *, only_land: bool = False
) -> Iterator[Done]:
    """Land files of the sources they are named with, then take them through the whole line."""
    yield land_files(desk.connection, named, desk.settings.landing, now=now)
    if only_land:
        return
    with open_line(desk, EngineChoice.AUTO) as line:
        yield from after_harvest(desk, line, now)


def _source_of(sources: Sources, path: Path, name: str, dialect: str) -> Source:
    """The source of a file: one that is known by that name, else one made up for it."""
    name = name or source_name(path.name.split(".")[0])
    if name in sources.sources and not dialect:
        return sources.named(name)
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except OSError as problem:
        raise LandingError(f"{path} cannot be read: {problem.strerror}") from problem
    found = dialect or guess_dialect(head)
    return Source(name=name, kind="files", dialect=load_profile(found).dialect, path=str(path))


def _with(sources: Sources, more: Sequence[Source]) -> Sources:
    return Sources(sources={**sources.sources, **{source.name: source for source in more}})

"""`spil index ...` and `spil search`: builds of the search index; a question to the live one."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Event
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from catalogue.changes import SEARCHED, waiting
from catalogue.database import open_store, step_lock
from catalogue.errors import QueryError, SearchError
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, note, say
from cli.database import store_url
from cli.engines import EngineChoice
from cli.line import build_documents
from cli.pipeline import EngineOption, open_desk, open_line, tell
from cli.publishing import open_cluster, publish_documents, target_of
from cli.steps import LOCKS
from index import builds
from index.answers import FoundManifestation, SearchAnswer, find
from index.follow import run_follower
from index.request import SearchRequest
from index.verify import load_checks, verify

app = typer.Typer(help="The builds of the search index.", no_args_is_help=True)


@app.command()
def build(
    engine: EngineOption = EngineChoice.AUTO,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Build the search document of every work, as it stands now.

    Readers notice nothing: `spil index publish` makes an index of the documents.

    Examples: spil index build; spil index build --engine spark
    """
    with open_desk(Settings()) as desk, open_line(desk, engine, dry_run=dry_run) as line:
        tell([build_documents(line, datetime.now(UTC))], as_json=as_json)


@app.command()
def publish(dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Fill a new index beside the live one, count it against the catalogue, then let it go live.

    A publication that was killed continues in its index; one that fails leaves the live index as
    it is and says why.

    Example: spil index publish
    """
    settings = Settings()
    with (
        open_desk(settings) as desk,
        open_cluster(settings) as cluster,
        open_line(desk, EngineChoice.AUTO, dry_run=dry_run) as line,
    ):
        tell([publish_documents(line, cluster, settings.search)], as_json=as_json)


@app.command()
def rollback(dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Let readers search the build before the live one again, once it has caught up.

    Exit code 1 where no earlier build is kept.

    Example: spil index rollback
    """
    settings = Settings()
    with (
        foreseen(),
        open_store(store_url(settings)) as connection,
        open_cluster(settings) as cluster,
        step_lock(connection, LOCKS["publish"]),
    ):
        target = target_of(cluster, settings.search)
        before = cluster.live(target.alias)
        after = (
            builds.earlier_build(connection, target)
            if dry_run
            else builds.roll_back_build(connection, target)
        )
        said = "would go" if dry_run else "went"
        say(
            {"before": before, "after": after, "dry_run": dry_run},
            as_json=as_json,
            text=f"{target.alias} {said} from {before} to {after}",
        )


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say which builds there are, which one is live, and how far each is behind.

    Example: spil index status --json
    """
    settings = Settings()
    with (
        foreseen(),
        open_store(store_url(settings)) as connection,
        open_cluster(settings) as cluster,
    ):
        found = builds.build_status(connection, target_of(cluster, settings.search))
        rows = [
            asdict(b) | {"changes_waiting": waiting(connection, b.name, SEARCHED)} for b in found
        ]
        say(rows, as_json=as_json, text="" if rows else "no build yet; run `spil index publish`")


@app.command("verify")
def verify_analysis(as_json: JsonOption = False) -> None:
    """Check that the search engine reads Dutch as the index means it, text by text.

    Run it first on a cluster that is new to Spil. Exit code 1 where a text is read otherwise.

    Example: spil index verify
    """
    with foreseen(), open_cluster(Settings()) as cluster:
        failures = verify(cluster)
        checks = len(load_checks())
        for failure in failures:
            note(str(failure))
        say(
            {"url": cluster.url, "checks": checks, "failed": [str(each) for each in failures]},
            as_json=as_json,
            text=f"{checks - len(failures)} of {checks} texts are read as they should",
        )
    if failures:
        raise typer.Exit(1)


@app.command()
def follow() -> None:
    """Write every change of the catalogue to the live and the kept builds, until stopped.

    `spil serve` does so too; this is for an installation where nothing is served.

    Example: spil index follow
    """
    settings = Settings()
    with foreseen(), open_cluster(settings) as cluster:
        url = store_url(settings)
        run_follower(Event(), lambda: open_store(url), cluster, alias=settings.search.alias)


def search(
    query: Annotated[str, typer.Argument(help="Words, an ISBN, a phrase between quotes.")] = "",
    where: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=VALUE, repeatable: carrier, language, audience, subject, author, library, "
            "year_from, year_to, isil, province, sort, page, size."
        ),
    ] = None,
    available: Annotated[bool, typer.Option("--available", help="To be had now.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Search the live index as a reader does, over every collection.

    Values of one name widen, names narrow one another; all hold for one and the same manifestation.

    Examples: spil search "het diner koch"; spil search --available --where language=dut
    --where carrier=e_book; spil search harry --where province=Utrecht --json
    """
    settings = Settings()
    alias = settings.search.alias
    with foreseen(), open_cluster(settings) as cluster:
        request = _request(query, where or [], available=available)
        if cluster.live(alias) is None:
            raise SearchError("nothing was published to search yet; run `spil index publish`")
        answer = find(cluster, alias, request, now=datetime.now(UTC))
        say(answer.model_dump(mode="json"), as_json=as_json, text=_as_text(answer))


def _request(query: str, where: Sequence[str], *, available: bool) -> SearchRequest:
    """The request in these words; raises QueryError naming what is wrong."""
    fields: dict[str, Any] = {"q": query, "available": available}
    for text in where:
        name, equals, value = text.partition("=")
        if not equals or name not in SearchRequest.model_fields:
            raise QueryError(f"{text} is no condition of a search; see `spil search --help`")
        if SearchRequest.model_fields[name].default == ():
            fields[name] = (*fields.get(name, ()), value)
        else:
            fields[name] = value
    try:
        return SearchRequest(**fields)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise QueryError(f"{first['loc'][0]}: {first['msg']}") from problem


def _as_text(answer: SearchAnswer) -> str:
    lines = [f"{answer.total} works" + (" that look like it" if answer.similar else "")]
    for hit in answer.hits:
        makers = ", ".join(person.name for person in hit.contributors[:2])
        lines.append(f"{hit.id}  {hit.title}" + (f" / {makers}" if makers else ""))
        lines += [f"             {_line(found)}" for found in hit.manifestations]
    return "\n".join(lines)


def _line(found: FoundManifestation) -> str:
    held = "online" if found.online else f"{found.copies} copies"
    languages = ", ".join(found.languages)
    return f"{found.id}  {found.carrier}, {languages}, {found.year or 'no year'}: {held}"

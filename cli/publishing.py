"""Publish: documents into a new index beside the live one, then the alias to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalogue.builds import Build, list_builds
from catalogue.changes import Position
from catalogue.errors import CatalogueError
from catalogue.runs import Run, last_done
from catalogue.settings import Search, Settings
from cli.console import progress
from cli.embedded_search import search_url
from cli.line import Line
from cli.steps import Done, Outcome, Step
from index import builds
from index.elastic import ElasticCluster
from index.publish import SearchCluster
from spark_jobs.documents_job import read_documents
from spark_jobs.tables import rows_of


@contextmanager
def open_cluster(settings: Settings) -> Iterator[ElasticCluster]:
    """The search cluster: as set, else the embedded server of this home."""
    search = settings.search
    cluster = ElasticCluster(
        search.url or search_url(settings.home),
        api_key=search.api_key.get_secret_value() if search.api_key else None,
        ca_file=search.ca_file,
    )
    try:
        yield cluster
    finally:
        cluster.close()


def publish_documents(line: Line, cluster: SearchCluster, search: Search) -> Done:
    """Publish what was built last: filled aside, counted against the catalogue, then live.

    Raises CatalogueError where nothing is built, IncompleteIndex where the counts differ.
    """
    build = last_done(line.connection, "build")
    if build is None or not (line.tables / "documents.parquet").exists():
        raise CatalogueError(f"nothing is built in {line.tables}: run `spil index build` first")
    return line.run(
        Step(
            "publish",
            lambda: _publish(line, cluster, search, build),
            lambda: str(build.run),
            again=cluster.live(search.alias) is None,
        )
    )


def _publish(line: Line, cluster: SearchCluster, search: Search, build: Run) -> Outcome:
    if already := _live_since(line, cluster.live(search.alias), build):
        return Outcome(already.documents, already.documents, more={"index": already.name})
    position = Position(build.counts["xid"], build.counts["seq"])
    total = rows_of(line.tables / "documents.parquet")
    documents = progress(read_documents(line.tables), "publish", total=total)
    target = target_of(cluster, search)
    published = builds.publish_documents(line.connection, target, documents, position=position)
    return Outcome(total, published.documents, more={"index": published.index})


def _live_since(line: Line, live: str | None, build: Run) -> Build | None:
    """The live index if these documents are in it: a run was killed before it could say so."""
    kept = (each for each in list_builds(line.connection, ("kept",)) if each.name == live)
    return next((b for b in kept if build.ended_at and b.started_at >= build.ended_at), None)


def target_of(cluster: SearchCluster, search: Search) -> builds.Target:
    """Where readers search: this cluster, by the alias and the number of builds of the settings."""
    return builds.Target(cluster, search.alias, search.keep_builds)

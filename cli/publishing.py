"""Publish: documents into a new index beside the live one, then the alias to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from catalogue.builds import begin_build, count_works, drop_build, keep_build
from catalogue.changes import Position
from catalogue.errors import CatalogueError, SearchUnavailable, StoreUnavailable
from catalogue.runs import Run, last_done
from catalogue.settings import Search, Settings
from cli.console import progress
from cli.embedded_search import search_url
from cli.line import Line
from cli.steps import Done, Outcome, Step
from index.elastic import ElasticCluster
from index.follow import follow_once
from index.mapping import MAPPING_VERSION
from index.publish import publish, superfluous
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


def publish_documents(line: Line, cluster: ElasticCluster, search: Search) -> Done:
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


def _publish(line: Line, cluster: ElasticCluster, search: Search, build: Run) -> Outcome:
    connection, alias = line.connection, search.alias
    position = Position(build.counts["xid"], build.counts["seq"])
    name = begin_build(connection, f"{alias}-{MAPPING_VERSION}", position)
    total = rows_of(line.tables / "documents.parquet")
    documents = progress(read_documents(line.tables), "publish", total=total)
    settle = settler(line, cluster, alias)
    try:
        published = publish(cluster, documents, alias=alias, index=name, settle=settle)
    except (SearchUnavailable, StoreUnavailable):
        raise
    except Exception as problem:
        drop_build(connection, name, why=str(problem), state="failed")
        raise
    keep_build(connection, name, published.documents)
    for old in superfluous(cluster, alias=alias, keep=search.keep_builds):
        drop_build(connection, old, why="newer builds are kept")
        cluster.delete(old)
    return Outcome(total, published.documents, more={"index": published.index})


def settler(line: Line, cluster: ElasticCluster, alias: str) -> Callable[[str], int]:
    """What brings a build up to date and tells how many works the catalogue has."""

    def settle(_index: str) -> int:
        follow_once(line.connection, cluster, alias=alias)
        return count_works(line.connection)

    return settle

"""Builds of the index with their place in the catalogue: published, rolled back, told of.

The catalogue remembers every build, so that a killed publication goes on where it ended and each
kept build follows the change feed; the search cluster holds the documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalogue.builds import (
    FOLLOWED,
    begin_build,
    count_works,
    drop_build,
    keep_build,
    list_builds,
)
from catalogue.changes import Position
from catalogue.database import Connection
from catalogue.errors import SearchUnavailable, StoreUnavailable
from index.documents import Document
from index.follow import follow_once
from index.mapping import MAPPING_VERSION
from index.publish import (
    Published,
    SearchCluster,
    Settle,
    build_before,
    publish,
    roll_back,
    superfluous,
)


@dataclass(frozen=True)
class Target:
    """Where readers search: a cluster, its alias, and how many earlier builds stay."""

    cluster: SearchCluster
    alias: str = "spil"
    keep: int = 2


@dataclass(frozen=True)
class BuildStatus:
    """A build: its state, whether readers search it, its documents now, and when it went live."""

    name: str
    state: str
    live: bool
    documents: int
    published_at: datetime | None
    why: str


def publish_documents(
    connection: Connection,
    target: Target,
    documents: Iterable[Document],
    *,
    position: Position,
) -> Published:
    """Make these documents a build, bring it up to date from `position`, check it and go live.

    `position` is that of the snapshot the documents were built from. A publication that was killed,
    or lost a server, goes on in its own build when called again. Builds beyond those to be kept are
    dropped. Raises IncompleteIndex, SearchError or CatalogueError; the live build then stays. The
    caller holds the lock of publishing.
    """
    _reconcile(connection, target)
    name = begin_build(connection, f"{target.alias}-{MAPPING_VERSION}", position)
    settle = _settling(connection, target)
    try:
        published = publish(
            target.cluster, documents, alias=target.alias, index=name, settle=settle
        )
    except (SearchUnavailable, StoreUnavailable):
        raise
    except Exception as problem:
        drop_build(connection, name, why=str(problem), state="failed")
        raise
    keep_build(connection, name, published.documents)
    for old in superfluous(target.cluster, alias=target.alias, keep=target.keep):
        drop_build(connection, old, why=f"older than the {target.keep} kept builds")
        target.cluster.delete(old)
    return published


def roll_back_build(connection: Connection, target: Target) -> str:
    """Let readers search the build before the live one, once it has caught up; its name.

    Raises NothingToRollBack. The caller holds the lock of publishing.
    """
    return roll_back(
        target.cluster,
        alias=target.alias,
        whole=_whole(connection),
        settle=_settling(connection, target),
    )


def earlier_build(connection: Connection, target: Target) -> str:
    """The build that a roll back would go to. Raises NothingToRollBack."""
    return build_before(target.cluster, alias=target.alias, whole=_whole(connection))


def _whole(connection: Connection) -> list[str]:
    return [build.name for build in list_builds(connection, ("kept",))]


def build_status(connection: Connection, target: Target) -> list[BuildStatus]:
    """Every build that is being filled, kept or failed, oldest first, as the cluster has it now."""
    present = target.cluster.builds(target.alias)
    live = target.cluster.live(target.alias)
    return [
        BuildStatus(
            name=build.name,
            state=build.state,
            live=build.name == live,
            documents=target.cluster.count(build.name) if build.name in present else 0,
            published_at=build.published_at,
            why=build.why,
        )
        for build in list_builds(connection, (*FOLLOWED, "failed"))
    ]


def _settling(connection: Connection, target: Target) -> Settle:
    def settle(index: str) -> int:
        follow_once(connection, target.cluster, alias=target.alias)
        return count_works(connection)

    return settle


def _reconcile(connection: Connection, target: Target) -> None:
    """Forget builds that the cluster lost, and remove what a failed deletion left there."""
    present = target.cluster.builds(target.alias)
    for build in list_builds(connection):
        if build.state == "kept" and build.name not in present:
            drop_build(connection, build.name, why="the search cluster does not have it any more")
        if build.state in ("failed", "dropped") and build.name in present:
            target.cluster.delete(build.name)

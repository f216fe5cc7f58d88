"""Publishing: readers never see a half-filled index; the one before stays for a roll back."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from catalogue.errors import (
    IncompleteIndex,
    NothingToRollBack,
    SearchUnavailable,
    StoreUnavailable,
)
from index.documents import Document
from index.mapping import MAPPING_VERSION

_BUILD = re.compile(r"-(\d+)-(\d+)$")

Settle = Callable[[str], int]
"""Brings a build up to date with the catalogue and tells how many works the catalogue has."""


@dataclass(frozen=True)
class Written:
    """How many documents a build took (those it had in a later version included), and which not."""

    taken: int
    refused: tuple[tuple[str, str], ...] = ()


class SearchCluster(Protocol):
    """What publishing asks of a search engine. Raises SearchUnavailable where it is away."""

    def create(self, index: str) -> None:
        """Make an empty build with our fields and analysers."""

    def builds(self, alias: str) -> tuple[str, ...]:
        """The builds under this alias's name, oldest first."""

    def live(self, alias: str) -> str | None:
        """The build that the alias names, or None."""

    def write(self, index: str, documents: Iterable[Document]) -> Written:
        """Write or delete whole documents; one in an older version than the build's is left out."""

    def count(self, index: str) -> int:
        """How many documents a reader would find."""

    def point(self, alias: str, index: str) -> None:
        """Move the alias to this build in one step."""

    def delete(self, index: str) -> None:
        """Remove a build; one that is not there is fine."""


@dataclass(frozen=True)
class Published:
    """The build that readers now search, and how many documents it holds."""

    index: str
    documents: int


def publish(
    cluster: SearchCluster,
    documents: Iterable[Document],
    *,
    alias: str,
    index: str,
    settle: Settle,
) -> Published:
    """Fill a build beside the live one, check it against the catalogue, then move the alias to it.

    A build that was interrupted, or whose servers went away, is kept and filled again by the next
    call; one that failed is deleted, and the live one stays. Raises IncompleteIndex.
    """
    if index not in cluster.builds(alias):
        cluster.create(index)
    try:
        fill(cluster, documents, index=index)
        counted = check(cluster, index, settle=settle)
    except (SearchUnavailable, StoreUnavailable):
        raise
    except Exception:
        cluster.delete(index)
        raise
    cluster.point(alias, index)
    return Published(index, counted)


def fill(cluster: SearchCluster, documents: Iterable[Document], *, index: str) -> int:
    """Write the documents to a build; how many it took. Raises IncompleteIndex if it refused."""
    written = cluster.write(index, documents)
    if written.refused:
        work, reason = written.refused[0]
        raise IncompleteIndex(
            f"{index} refused {len(written.refused)} documents, the first is work {work}: {reason}"
        )
    return written.taken


def check(cluster: SearchCluster, index: str, *, settle: Settle, attempts: int = 3) -> int:
    """How many documents a build holds, if that is what the catalogue holds; else IncompleteIndex.

    The catalogue goes on meanwhile: a difference counts only if it stays when looked at again.
    """
    expected = counted = 0
    for _ in range(attempts):
        expected = settle(index)
        counted = cluster.count(index)
        if counted == expected:
            return counted
    raise IncompleteIndex(
        f"{index} holds {counted} works, the catalogue {expected}; the live index was left alone"
    )


def roll_back(cluster: SearchCluster, *, alias: str, whole: Collection[str], settle: Settle) -> str:
    """Move the alias to the build before the live one, once that has caught up; its name.

    `whole` names the builds that were live before. Raises NothingToRollBack where none of these
    with this mapping version stands before the live one.
    """
    before = build_before(cluster, alias=alias, whole=whole)
    settle(before)
    cluster.point(alias, before)
    return before


def build_before(cluster: SearchCluster, *, alias: str, whole: Collection[str]) -> str:
    """The newest whole build before the live one that this program can keep up to date.

    Raises NothingToRollBack.
    """
    live = cluster.live(alias)
    earlier = [
        index
        for index in cluster.builds(alias)
        if live
        and index in whole
        and number_of(index) < number_of(live)
        and version_of(index) == MAPPING_VERSION
    ]
    if not earlier:
        raise NothingToRollBack(
            f"no build before {live or 'any'} is kept under {alias}; see `spil index status`"
        )
    return earlier[-1]


def superfluous(cluster: SearchCluster, *, alias: str, keep: int) -> tuple[str, ...]:
    """The builds older than the live one beyond the newest `keep`, oldest first."""
    live = cluster.live(alias)
    if live is None:
        return ()
    older = [index for index in cluster.builds(alias) if number_of(index) < number_of(live)]
    return tuple(older[: max(len(older) - keep, 0)])


def number_of(index: str) -> int:
    """The number of a build: 7 in `spil-1-7`; -1 for a name of another form."""
    found = _BUILD.search(index)
    return int(found[2]) if found else -1


def version_of(index: str) -> int:
    """The mapping version of a build: 1 in `spil-1-7`; -1 for a name of another form."""
    found = _BUILD.search(index)
    return int(found[1]) if found else -1

"""An id that was published answers for ever, whatever happens to the records behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.database import Connection, connect
from catalogue.errors import UnknownId
from catalogue.identifiers import ManifestationId, is_spil_id
from catalogue.minting import MintCounts, mint_clusters, mint_works, resolve
from catalogue.source_record import RecordKey
from catalogue.verdicts import Cluster

pytestmark = pytest.mark.postgres

A, B, C, D, E, F = RECORDS = tuple(RecordKey("nbd", letter) for letter in "ABCDEF")


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        empty(connection)
        yield connection


def empty(connection: Connection) -> None:
    for table in ("redirect", "cluster_member", "work_member", "minted_id", "change"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM source_record")
    for record in RECORDS:
        connection.execute(
            "WITH v AS (INSERT INTO source_record_version (source, number, sha256, format)"
            "           VALUES (%s, %s, '', 'marc') RETURNING source, number, version)"
            " INSERT INTO source_record (source, number, version) SELECT * FROM v",
            record,
        )


def withdraw(connection: Connection, *records: RecordKey) -> None:
    connection.execute(
        "UPDATE source_record SET deleted = number = ANY(%s)", ([r.number for r in records],)
    )


def cluster(*members: RecordKey) -> Cluster:
    return Cluster(members)


def id_of(connection: Connection, record: RecordKey) -> str:
    row = connection.execute(
        "SELECT manifestation FROM cluster_member WHERE source = %s AND number = %s", record
    ).fetchone()
    assert row is not None
    return str(row[0])


def changes_in(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM change").fetchone()
    assert row is not None
    return int(row[0])


def test_a_new_cluster_is_minted_by_its_first_record(catalogue: Connection) -> None:
    counts = mint_clusters(catalogue, [cluster(A, B), cluster(C)])
    assert counts == MintCounts(groups=2, minted=2, moved=3)
    assert is_spil_id(id_of(catalogue, A))
    assert id_of(catalogue, A) == id_of(catalogue, B) != id_of(catalogue, C)


def test_the_same_clusters_again_change_nothing(catalogue: Connection) -> None:
    clusters = [cluster(A, B), cluster(C)]
    mint_clusters(catalogue, clusters)
    before = changes_in(catalogue)
    assert mint_clusters(catalogue, clusters) == MintCounts(groups=2)
    assert changes_in(catalogue) == before


def test_after_a_merge_the_oldest_id_stays_and_the_other_redirects(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A), cluster(B)])
    first, second = id_of(catalogue, A), id_of(catalogue, B)
    counts = mint_clusters(catalogue, [cluster(B, A)])
    assert (counts.minted, counts.redirected, counts.moved) == (0, 1, 1)
    assert id_of(catalogue, B) == first
    assert resolve(catalogue, second) == first


def test_after_a_split_the_old_id_returns_with_its_anchor(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A), cluster(B)])
    second = id_of(catalogue, B)
    mint_clusters(catalogue, [cluster(A, B, C)])
    counts = mint_clusters(catalogue, [cluster(A, C), cluster(B)])
    assert counts.returned == 1
    assert id_of(catalogue, B) == second == resolve(catalogue, second)


def test_the_part_that_holds_the_anchor_keeps_the_id(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A, B, C)])
    old = id_of(catalogue, A)
    mint_clusters(catalogue, [cluster(B, C), cluster(A)])
    assert id_of(catalogue, A) == old
    assert id_of(catalogue, B) == id_of(catalogue, C) != old


def test_an_id_outlives_the_record_that_minted_it(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A, B)])
    old = id_of(catalogue, A)
    withdraw(catalogue, A)
    mint_clusters(catalogue, [cluster(B)])
    assert id_of(catalogue, B) == old
    withdraw(catalogue)
    mint_clusters(catalogue, [cluster(B), cluster(A)])
    assert id_of(catalogue, B) == old != id_of(catalogue, A)


def test_a_record_that_comes_back_alone_finds_its_id(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A)])
    old = id_of(catalogue, A)
    withdraw(catalogue, A)
    mint_clusters(catalogue, [])
    assert resolve(catalogue, old) == old
    withdraw(catalogue)
    mint_clusters(catalogue, [cluster(A)])
    assert id_of(catalogue, A) == old


def test_an_id_that_was_never_published_is_unknown(catalogue: Connection) -> None:
    with pytest.raises(UnknownId, match="m000000000"):
        resolve(catalogue, "m0000000000")


def test_a_work_keeps_its_id_while_its_manifestations_come_and_go(catalogue: Connection) -> None:
    mint_clusters(catalogue, [cluster(A), cluster(B), cluster(C)])
    a, b, c = (ManifestationId(id_of(catalogue, r)) for r in (A, B, C))
    mint_works(catalogue, [(b, a), (c,)])
    work, other = work_of(catalogue, a), work_of(catalogue, c)
    assert work == work_of(catalogue, b)
    assert work.startswith("w")
    mint_works(catalogue, [(c, b, a)])
    assert work_of(catalogue, c) == work == resolve(catalogue, other)
    mint_works(catalogue, [(b, a), (c,)])
    assert work_of(catalogue, c) == other == resolve(catalogue, other)
    withdraw(catalogue, A)
    mint_clusters(catalogue, [cluster(B), cluster(C)])
    assert mint_works(catalogue, [(b,), (c,)]).minted == 0
    assert work_of(catalogue, b) == work


def work_of(connection: Connection, manifestation: str) -> str:
    row = connection.execute(
        "SELECT work FROM work_member WHERE manifestation = %s", (manifestation,)
    ).fetchone()
    assert row is not None
    return str(row[0])


@dataclass
class Ledger:
    """The anchor rule once more, in the plainest words: which id belongs to which record."""

    anchors: list[list[RecordKey]] = field(default_factory=list)
    place: dict[RecordKey, int] = field(default_factory=dict)

    def step(self, clusters: list[Cluster], gone: frozenset[RecordKey]) -> None:
        heirs = {
            record: min(
                (r for r in self.place if self.place[r] == id_ and r not in gone), default=record
            )
            for record, id_ in self.place.items()
            if record in gone
        }
        self.anchors = [[heirs.get(a, a) for a in anchor] for anchor in self.anchors]
        self.place = {r: i for r, i in self.place.items() if r not in gone}
        for found in clusters:
            own = [i for i, (anchor,) in enumerate(self.anchors) if anchor in found.members]
            if not own:
                own = [len(self.anchors)]
                self.anchors.append([found.members[0]])
            self.place.update(dict.fromkeys(found.members, own[0]))


@st.composite
def steps(draw: st.DrawFn) -> tuple[list[Cluster], frozenset[RecordKey]]:
    """A way to cluster the records that are not withdrawn, in a fixed order of clusters."""
    gone = draw(st.frozensets(st.sampled_from(RECORDS), max_size=2))
    bins = {r: draw(st.integers(0, 3)) for r in RECORDS if r not in gone}
    groups = [tuple(r for r in bins if bins[r] == number) for number in range(4)]
    return sorted((Cluster(g) for g in groups if g), key=lambda c: c.members), gone


class Killed(Exception):
    pass


def killed_after(clusters: list[Cluster], number: int) -> Iterator[Cluster]:
    yield from clusters[:number]
    raise Killed


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    history=st.lists(steps(), min_size=1, max_size=6),
    batch=st.sampled_from([1, 2, 100]),
    kill=st.integers(0, 3),
)
def test_every_id_ever_published_answers(
    catalogue: Connection,
    history: list[tuple[list[Cluster], frozenset[RecordKey]]],
    batch: int,
    kill: int,
) -> None:
    empty(catalogue)
    ledger, published = Ledger(), dict[int, str]()
    for clusters, gone in history:
        withdraw(catalogue, *gone)
        with pytest.raises(Killed):
            mint_clusters(catalogue, killed_after(clusters, kill), batch=batch)
        mint_clusters(catalogue, clusters, batch=batch)
        ledger.step(clusters, gone)
        for record, number in ledger.place.items():
            assert published.setdefault(number, id_of(catalogue, record)) == id_of(
                catalogue, record
            )
        for number, (anchor,) in enumerate(ledger.anchors):
            answer = resolve(catalogue, published[number])
            if anchor in ledger.place:
                assert answer == id_of(catalogue, anchor)
        before = changes_in(catalogue)
        assert mint_clusters(catalogue, clusters, batch=100) == MintCounts(groups=len(clusters))
        assert changes_in(catalogue) == before
    assert len(set(published.values())) == len(ledger.anchors)


def test_an_announced_title_keeps_its_id_when_its_description_comes(catalogue: Connection) -> None:
    announced, described = A, B
    mint_clusters(catalogue, [cluster(announced)])
    before = id_of(catalogue, announced)
    # The national record comes first in the cluster, and yet the older id stands.
    mint_clusters(catalogue, [cluster(described, announced)])
    assert id_of(catalogue, described) == id_of(catalogue, announced) == before
    # Nor does it change when the announcement is taken back.
    withdraw(catalogue, announced)
    mint_clusters(catalogue, [cluster(described)])
    assert id_of(catalogue, described) == before

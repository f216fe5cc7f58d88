"""Merged descriptions are written where they differ, and everything that follows them hears."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from catalogue.changes import SEARCHED, Position, read_changes, start_follower
from catalogue.copies import WorkPayload
from catalogue.database import Connection, connect
from catalogue.errors import CatalogueError
from catalogue.export import export_clusters, export_records, export_works
from catalogue.identifiers import ManifestationId
from catalogue.merged import MergedCounts, write_merged
from catalogue.minting import mint_clusters, mint_works, resolve
from catalogue.model import Manifestation, OnlineAccess, Work
from catalogue.online_store import OnlineCounts, write_online_access
from catalogue.outcomes import Normalized
from catalogue.sql_store import SqlStore
from catalogue.verdicts import Cluster
from catalogue.work_pages import read_work_pages
from tests.catalogue.deliveries import SOURCE, book, key, manifestation, withdrawal, work

pytestmark = pytest.mark.postgres


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Connection]:
    """Three books in three clusters; the first two are one work."""
    with connect(database_url) as connection:
        SqlStore(connection).save_page([book(number) for number in "123"])
        place(connection, ("1",), ("2",), ("3",))
        a, b, c = (in_cluster(connection, number) for number in "123")
        mint_works(connection, [(a, b), (c,)])
        yield connection


def place(connection: Connection, *clusters: tuple[str, ...]) -> None:
    mint_clusters(connection, [Cluster(tuple(key(n) for n in numbers)) for numbers in clusters])


def in_cluster(connection: Connection, number: str) -> ManifestationId:
    row = connection.execute(
        "SELECT manifestation FROM cluster_member WHERE number = %s", (number,)
    ).fetchone()
    assert row is not None
    return ManifestationId(row[0])


def described(
    connection: Connection, title: str = "De avonden"
) -> tuple[list[Manifestation], list[Work]]:
    """Every manifestation and work as minted, all with one title."""
    rows = connection.execute(
        "SELECT DISTINCT w.manifestation, w.work FROM work_member w ORDER BY 1"
    ).fetchall()
    members: dict[str, list[str]] = {}
    for m, w in rows:
        members.setdefault(w, []).append(m)
    works = [work(w, *found, title=title) for w, found in sorted(members.items())]
    return [manifestation(m, w, title) for m, w in rows], works


def heard(connection: Connection) -> set[str]:
    """The works that a search index hears of since it last asked."""
    subjects = read_changes(connection, "index", kinds=SEARCHED).subjects
    start_follower(connection, "index")
    return set(subjects)


def test_only_what_differs_is_written_and_announced(catalogue: Connection) -> None:
    start_follower(catalogue, "index", Position())
    manifestations, works = described(catalogue)
    assert write_merged(catalogue, manifestations, works) == MergedCounts(5, 5, 0)
    assert heard(catalogue) == {w.id for w in works}
    assert write_merged(catalogue, manifestations, works) == MergedCounts(5, 0, 0)
    assert heard(catalogue) == set()
    changed = manifestation(manifestations[0].id, manifestations[0].work, "De avonden 2")
    assert write_merged(catalogue, [changed], []).written == 1
    assert heard(catalogue) == {changed.work}


def test_a_manifestation_that_changes_its_work_is_heard_of_at_both(catalogue: Connection) -> None:
    write_merged(catalogue, *described(catalogue))
    before = {m.work for m in described(catalogue)[0]}
    start_follower(catalogue, "index")
    b, c = (in_cluster(catalogue, number) for number in "23")
    mint_works(catalogue, [(in_cluster(catalogue, "1"),), (b, c)])
    manifestations, works = described(catalogue)
    write_merged(catalogue, manifestations, works)
    assert heard(catalogue) == before
    assert {m.work for m in manifestations} == before


def test_what_has_no_records_any_more_is_dropped_and_its_ids_answer(catalogue: Connection) -> None:
    write_merged(catalogue, *described(catalogue))
    third = in_cluster(catalogue, "3")
    (other,) = (m.work for m in described(catalogue)[0] if m.id == third)
    start_follower(catalogue, "index")
    place(catalogue, ("1", "3"), ("2",))
    mint_works(catalogue, [(in_cluster(catalogue, "1"), in_cluster(catalogue, "2"))])
    assert write_merged(catalogue, *described(catalogue)).dropped == 2
    assert other in heard(catalogue)
    assert resolve(catalogue, third) == in_cluster(catalogue, "1")
    assert resolve(catalogue, other) == described(catalogue)[1][0].id
    (page,) = read_work_pages(catalogue, [other])
    assert page.payload is None
    assert page.version > 0


def test_a_work_page_is_everything_about_a_work(catalogue: Connection) -> None:
    manifestations, works = described(catalogue)
    write_merged(catalogue, manifestations, works)
    fill_a_library(catalogue, manifestations[0].id)
    (page,) = read_work_pages(catalogue, [manifestations[0].work])
    assert page.payload is not None
    payload = WorkPayload.model_validate_json(page.payload)
    assert payload.work.id == page.work
    assert payload.version == page.version
    expected = sorted(m.id for m in manifestations if m.work == page.work)
    assert [m.manifestation.id for m in payload.manifestations] == expected
    (held,) = (m for m in payload.manifestations if m.items)
    assert [(i.item_id, i.state.value) for i in held.items] == [("1", "on_shelf")]
    assert [(h.library, h.reason) for h in held.holdings] == [("NL-0000000001", "")]
    assert read_work_pages(catalogue, ["w0000000000"])[0].payload is None


def fill_a_library(connection: Connection, spil_id: str) -> None:
    connection.execute("INSERT INTO library (isil, name, body) VALUES ('NL-0000000001', 'A', '{}')")
    connection.execute(
        "INSERT INTO branch (isil, library, name, kind, body)"
        " VALUES ('NL-0000000002', 'NL-0000000001', 'A', 'public', '{}')"
    )
    connection.execute("INSERT INTO installation VALUES ('wise', 'wise', 'wise', '{}')")
    connection.execute(
        "INSERT INTO holding (installation, local_record, library, manifestation)"
        " VALUES ('wise', 'L1', 'NL-0000000001', %s)",
        (spil_id,),
    )
    for item_id, gone in (("1", False), ("2", True)):
        connection.execute(
            "INSERT INTO item (installation, item_id, local_record, library, branch, state,"
            " lending, gone) VALUES ('wise', %s, 'L1', 'NL-0000000001', 'NL-0000000002',"
            " 'on_shelf', 'normal', %s)",
            (item_id, gone),
        )


def test_addresses_of_online_titles_follow_their_records(catalogue: Connection) -> None:
    write_merged(catalogue, *described(catalogue))
    start_follower(catalogue, "index")
    SqlStore(catalogue).save_page([e_book("1", "https://a.example")])
    assert write_online_access(catalogue, [SOURCE]) == OnlineCounts(3, 1, 0)
    works = heard(catalogue)
    (page,) = read_work_pages(catalogue, sorted(works))
    assert page.payload is not None
    payload = WorkPayload.model_validate_json(page.payload)
    (online,) = (address for m in payload.manifestations for address in m.online)
    assert (online.address, online.licence_until) == ("https://a.example", date(2026, 1, 1))
    assert write_online_access(catalogue, [SOURCE]) == OnlineCounts(3, 0, 0)
    SqlStore(catalogue).save_page([withdrawal("1")])
    assert write_online_access(catalogue, [SOURCE]) == OnlineCounts(2, 0, 1)
    assert heard(catalogue) == works


def e_book(number: str, address: str):  # type: ignore[no-untyped-def]
    source_record, outcome = book(number)
    assert isinstance(outcome, Normalized)
    online = OnlineAccess(address=address, licence_until=date(2026, 1, 1), loan_model="single")
    record = outcome.record.model_copy(update={"online": online})
    return source_record, outcome.model_copy(update={"record": record})


def test_the_tables_for_the_batch_hold_what_stands_now(
    catalogue: Connection, tmp_path: Path
) -> None:
    SqlStore(catalogue).save_page([book("1", "Nieuwe titel"), withdrawal("2")])
    catalogue.execute(
        "INSERT INTO judgement (left_source, left_number, right_source, right_number, verdict,"
        " who, withdrawn_at) VALUES ('nbd', '1', 'nbd', '3', 'different', 'p', NULL),"
        " ('nbd', '1', 'nbd', '2', 'same', 'p', now())"
    )
    exported = export_records(catalogue, tmp_path / "new")
    assert exported.rows == {"records": 2, "judgements": 1}
    records = pq.read_table(tmp_path / "new" / "records.parquet").to_pylist()
    assert [row["number"] for row in records] == ["1", "3"]
    assert "Nieuwe titel" in records[0]["record"]
    place(catalogue, ("1", "3"))
    assert export_clusters(catalogue, tmp_path).rows == {"clusters": 2}
    clusters = pq.read_table(tmp_path / "clusters.parquet").to_pylist()
    assert {row["manifestation"] for row in clusters} == {in_cluster(catalogue, "1")}
    assert sorted(p.name for p in tmp_path.rglob("*") if p.name.startswith(".")) == []


def test_a_follower_started_where_works_were_exported_misses_nothing(
    catalogue: Connection, tmp_path: Path, database_url: str
) -> None:
    manifestations, works = described(catalogue)
    write_merged(catalogue, manifestations, works)
    first = manifestations[0]
    with connect(database_url) as other, other.transaction():
        late = manifestation(first.id, first.work, "Te laat voor de foto")
        write_merged(other, [late], [])
        exported = export_works(catalogue, tmp_path)
        start_follower(catalogue, "index", exported.position)
    assert exported.rows == {"works": 2}
    rows = pq.read_table(tmp_path / "works.parquet").to_pylist()
    assert [row["work"] for row in rows] == sorted(w.id for w in works)
    assert "Te laat" not in "".join(row["payload"] for row in rows)
    assert read_changes(catalogue, "index", kinds=SEARCHED).subjects == (first.work,)
    (page,) = read_work_pages(catalogue, [first.work])
    assert page.version > {row["work"]: row["version"] for row in rows}[first.work]


def test_an_export_to_a_place_that_cannot_be_written_is_told_and_leaves_nothing(
    catalogue: Connection, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogueError, match="cannot be written"):
        export_records(catalogue, tmp_path / "file")
    with pytest.raises(CatalogueError, match="transaction"), catalogue.transaction():
        export_records(catalogue, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

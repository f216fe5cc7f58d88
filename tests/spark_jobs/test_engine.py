"""The operations of both engines: this process, and Spark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spark_jobs.engine import BATCH, Engine, InProcess, rows_in, rows_out
from tests.spark_jobs.whole_line import rows

LOANS = pa.schema([("branch", pa.string()), ("title", pa.string()), ("copies", pa.int64())])
BRANCHES = pa.schema([("branch", pa.string()), ("name", pa.string())])
TALLIES = pa.schema([("branch", pa.string()), ("titles", pa.list_(pa.string()))])

SHELVES = [
    {"branch": "b", "title": "Turks fruit", "copies": 2},
    {"branch": "a", "title": "Max Havelaar", "copies": 1},
    {"branch": "b", "title": "Het diner", "copies": 1},
    {"branch": "b", "title": "Het diner", "copies": 1},
    {"branch": "c", "title": "Ĳsberen", "copies": None},
]


@pytest.fixture(params=["here", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Any:
    return InProcess() if request.param == "here" else request.getfixturevalue("spark_engine")


@pytest.fixture
def shelves(engine: Engine[Any], tmp_path: Path) -> Any:
    pq.write_table(pa.Table.from_pylist(SHELVES, LOANS), tmp_path / "shelves.parquet")
    return engine.read(tmp_path / "shelves.parquet")


def _kept(engine: Engine[Any], table: Any, folder: Path) -> list[dict[str, Any]]:
    engine.write(table, folder / "kept.parquet")
    return rows(folder / "kept.parquet")


def _titles(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return rows_out(
        (
            {"branch": row["branch"], "titles": [each["title"] for each in row["rows"]]}  # type: ignore[attr-defined]
            for row in rows_in(batches)
        ),
        TALLIES,
    )


def test_grouped_rows_stand_together_in_order(
    engine: Engine[Any], shelves: Any, tmp_path: Path
) -> None:
    tallied = engine.map(engine.group(shelves, "branch"), _titles, TALLIES)
    assert _kept(engine, tallied, tmp_path) == [
        {"branch": "a", "titles": ["Max Havelaar"]},
        {"branch": "b", "titles": ["Het diner", "Het diner", "Turks fruit"]},
        {"branch": "c", "titles": ["Ĳsberen"]},
    ]


def test_equal_rows_are_kept_once(engine: Engine[Any], shelves: Any, tmp_path: Path) -> None:
    kept = _kept(engine, engine.distinct(shelves), tmp_path)
    assert len(kept) == 4
    assert {"branch": "c", "title": "Ĳsberen", "copies": None} in kept


def test_rows_without_a_partner_fall_out_of_a_join(
    engine: Engine[Any], shelves: Any, tmp_path: Path
) -> None:
    named = [{"branch": "a", "name": "Centrum"}, {"branch": "b", "name": "Zuid"}]
    pq.write_table(pa.Table.from_pylist(named, BRANCHES), tmp_path / "branches.parquet")
    joined = engine.join(shelves, engine.read(tmp_path / "branches.parquet"), "branch")
    kept = _kept(engine, joined, tmp_path)
    assert [row["name"] for row in kept] == ["Centrum", "Zuid", "Zuid", "Zuid"]
    assert kept[0] == {"branch": "a", "title": "Max Havelaar", "copies": 1, "name": "Centrum"}


def test_a_renamed_column_keeps_its_values(
    engine: Engine[Any], shelves: Any, tmp_path: Path
) -> None:
    kept = _kept(engine, engine.rename(shelves, {"title": "work"}), tmp_path)
    assert kept[0] == {"branch": "a", "work": "Max Havelaar", "copies": 1}


def test_a_table_written_again_replaces_the_older_one(
    engine: Engine[Any], shelves: Any, tmp_path: Path
) -> None:
    once = _kept(engine, shelves, tmp_path)
    InProcess().write(InProcess().read(tmp_path / "shelves.parquet"), tmp_path / "kept.parquet")
    assert rows(tmp_path / "kept.parquet") == once
    assert _kept(engine, shelves, tmp_path) == once


def test_an_empty_table_stays_empty_through_every_operation(
    engine: Engine[Any], tmp_path: Path
) -> None:
    pq.write_table(LOANS.empty_table(), tmp_path / "empty.parquet")
    empty = engine.distinct(engine.read(tmp_path / "empty.parquet"))
    tallied = engine.map(engine.group(empty, "branch"), _titles, TALLIES)
    assert _kept(engine, tallied, tmp_path) == []


def test_many_rows_go_out_in_batches_of_a_few_megabytes() -> None:
    many = ({"branch": str(i), "name": ""} for i in range(BATCH + 1))
    assert [batch.num_rows for batch in rows_out(many, BRANCHES)] == [BATCH, 1]


def test_a_write_that_fails_leaves_the_older_table(tmp_path: Path) -> None:
    def fail(_: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        raise ValueError("a disk that is full")

    engine = InProcess()
    pq.write_table(pa.Table.from_pylist(SHELVES, LOANS), tmp_path / "shelves.parquet")
    shelves = engine.read(tmp_path / "shelves.parquet")
    engine.write(shelves, tmp_path / "kept.parquet")
    with pytest.raises(ValueError, match="full"):
        engine.write(engine.map(shelves, fail, LOANS), tmp_path / "kept.parquet")
    assert len(rows(tmp_path / "kept.parquet")) == len(SHELVES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.parquet", "shelves.parquet"]

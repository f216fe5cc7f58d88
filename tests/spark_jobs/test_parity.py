"""The same rules everywhere: this process and Spark come to the same catalogue."""

from pathlib import Path
from typing import Any

import pytest

from catalogue.outcomes import Normalized
from spark_jobs.engine import Engine, InProcess
from tests.spark_jobs.whole_line import Results, run_line

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def here(country: list[Normalized], tmp_path_factory: pytest.TempPathFactory) -> Results:
    return run_line(InProcess(), tmp_path_factory.mktemp("here"), country)


@pytest.fixture(scope="module")
def on_spark(
    country: list[Normalized],
    spark_engine: Engine[Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Results:
    return run_line(spark_engine, tmp_path_factory.mktemp("spark"), country)


def test_both_weigh_the_same_pairs_with_the_same_evidence(here: Results, on_spark: Results) -> None:
    assert len(here.comparisons) > 10_000
    assert here.comparisons == on_spark.comparisons


def test_both_find_the_same_clusters(here: Results, on_spark: Results) -> None:
    assert here.matched == on_spark.matched
    assert 400 < len(here.matched.clusters) < here.matched.records


def test_both_merge_to_the_same_manifestations_and_works(here: Results, on_spark: Results) -> None:
    assert here.manifestations == on_spark.manifestations
    assert here.works == on_spark.works
    assert len(here.works) >= 250


def test_both_link_the_same_holdings(here: Results, on_spark: Results) -> None:
    assert here.links == on_spark.links
    assert sum(len(row["items"]) for row in here.links) > 4_000


def test_both_build_the_same_documents(here: Results, on_spark: Results) -> None:
    assert here.documents == on_spark.documents
    assert len(here.documents) == len(here.works)


def test_the_order_in_which_records_arrive_changes_nothing(
    here: Results, country: list[Normalized], tmp_path: Path
) -> None:
    backwards = run_line(InProcess(), tmp_path, country[::-1])
    assert backwards.matched == here.matched
    assert backwards.manifestations == here.manifestations

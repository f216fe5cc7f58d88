"""The small country as Parquet, and one Spark session for all tests that need it."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalogue.outcomes import Normalized
from cli.jdk import find_jdk
from spark_jobs.engine import Engine
from tests.country import make_country, normalized


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> list[Normalized]:
    """Every readable record of the small country."""
    return list(normalized(make_country(tmp_path_factory.mktemp("country"))))


@pytest.fixture(scope="session")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine[Any]]:
    """An engine over a local session of two threads; its JVM ends with the tests."""
    from spark_jobs.session import SparkPlace, spark_session
    from spark_jobs.spark_engine import SparkEngine

    scratch = tmp_path_factory.mktemp("spark")
    with spark_session(SparkPlace("local[2]", "1g", find_jdk(None).home, scratch)) as session:
        yield SparkEngine(session)

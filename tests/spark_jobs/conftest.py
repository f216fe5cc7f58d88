"""The small country as Parquet, and one Spark session for all tests that need it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from catalogue.outcomes import Normalized
from cli.jdk import find_jdk
from spark_jobs.engine import Engine
from tests.country import make_country, normalized


@pytest.fixture(scope="session")
def country_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sources of the small country deliver."""
    return make_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="session")
def country(country_files: Path) -> list[Normalized]:
    """Every readable record of the small country."""
    return list(normalized(country_files))


@pytest.fixture(scope="session")
def some_of_the_country(country_files: Path) -> list[Normalized]:
    """As many records as one test needs that waits for no Spark."""
    return list(islice(normalized(country_files), 200))


@pytest.fixture(scope="session")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine[Any]]:
    """An engine over a local session of two threads; its JVM ends with the tests."""
    from spark_jobs.session import SparkPlace, spark_session
    from spark_jobs.spark_engine import SparkEngine

    scratch = tmp_path_factory.mktemp("spark")
    with spark_session(SparkPlace("local[2]", "1g", find_jdk(None).home, scratch)) as session:
        yield SparkEngine(session)

"""What search counts of works without their copies, the same on every engine."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from catalogue.outcomes import Normalized
from fixtures.generate import NOW
from holdings.libraries import NO_LIBRARIES
from spark_jobs.engine import Engine, InProcess
from spark_jobs.facets_job import WorkFacets, find_facets, read_facets
from spark_jobs.merge_job import read_manifestations
from tests.spark_jobs.whole_line import run_line


@pytest.fixture(scope="module")
def folder(some_of_the_country: list[Normalized], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("line")
    run_line(InProcess(), made, some_of_the_country)
    return made


def facets(engine: Engine[Any], folder: Path) -> list[WorkFacets]:
    find_facets(engine, folder, NO_LIBRARIES, NOW)
    return sorted(read_facets(folder))


def test_each_work_counts_what_its_shared_manifestations_say(folder: Path) -> None:
    found = {work.work: set(work.values) for work in facets(InProcess(), folder)}
    expected: dict[str, set[tuple[str, str]]] = {}
    for manifestation in read_manifestations(folder):
        values = expected.setdefault(manifestation.work, set())
        if manifestation.standing != "local":
            said = manifestation.description
            values |= {("language", code) for code in said.languages}
            values |= {("subject", subject.term) for subject in said.subjects}
            values.add(("carrier", said.carrier.value))
    named = ("language", "subject", "carrier")
    counted = {work: {v for v in values if v[0] in named} for work, values in found.items()}
    assert counted == expected
    assert len(found) > 50
    assert not any(facet == "library" for values in found.values() for facet, _ in values)


@pytest.mark.spark
def test_spark_counts_the_same(folder: Path, spark_engine: Engine[Any], tmp_path: Path) -> None:
    there = tmp_path / "there"
    shutil.copytree(folder, there)
    assert facets(spark_engine, there) == facets(InProcess(), folder)

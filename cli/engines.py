"""Which engine carries a step: this process for a few thousand records, Spark for more."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import Any

from catalogue.errors import BatchError
from catalogue.settings import Settings
from cli.jdk import find_jdk
from spark_jobs.engine import Engine, InProcess

IN_PROCESS_UP_TO = 20_000
"""Records that this process matches in about the time in which Spark starts and warms up."""


class EngineChoice(StrEnum):
    """What may carry the batch."""

    AUTO = "auto"
    SPARK = "spark"
    IN_PROCESS = "in-process"


EngineFor = Callable[[int], Engine[Any]]
"""The engine for a step over this many records."""


@contextmanager
def engines(settings: Settings, choice: EngineChoice = EngineChoice.AUTO) -> Iterator[EngineFor]:
    """A chooser of engines; Spark is started when a step first needs it, and ended at the end."""
    with ExitStack() as open_engines:
        started: list[Engine[Any]] = []

        def engine_for(records: int) -> Engine[Any]:
            small = choice is EngineChoice.AUTO and records <= IN_PROCESS_UP_TO
            if small or choice is EngineChoice.IN_PROCESS:
                return InProcess()
            if not started:
                started.append(_spark(settings, open_engines))
            return started[0]

        yield engine_for


def _spark(settings: Settings, open_engines: ExitStack) -> Engine[Any]:
    # Deferred: serving needs no Spark, and its installation need not have it.
    try:
        from spark_jobs.session import SparkPlace, spark_session
        from spark_jobs.spark_engine import SparkEngine
    except ModuleNotFoundError as problem:
        raise BatchError(
            f"{problem.name} is not installed: install Spil with its batch part, "
            "or choose --engine in-process"
        ) from problem
    place = SparkPlace(
        master=settings.spark.master,
        driver_memory=settings.spark.driver_memory,
        java_home=find_jdk(settings.java_home).home,
        scratch=settings.home / "spark",
    )
    return SparkEngine(open_engines.enter_context(spark_session(place)))

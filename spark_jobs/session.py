"""One way to make a Spark session, for tests and for clusters; its JVM ends with it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from catalogue.errors import BatchError

_OPENED_FOR_ARROW = "--add-opens=java.base/java.nio=ALL-UNNAMED"
_SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""On one machine the JVM lives for a minute: it starts faster where it compiles less."""


@dataclass(frozen=True)
class SparkPlace:
    """Where the batch runs: master, memory of the driver, JDK, and a folder for what spills."""

    master: str
    driver_memory: str
    java_home: Path
    scratch: Path

    @property
    def is_local(self) -> bool:
        """Whether driver and workers are this machine."""
        return self.master.startswith("local")


@contextmanager
def spark_session(place: SparkPlace) -> Iterator[SparkSession]:
    """A session at `place`; at the end the JVM has ended. Raises BatchError where none starts.

    One at a time in a process.
    """
    session = _start(place)
    try:
        yield session
    except (PySparkException, Py4JError) as problem:
        raise BatchError(f"a Spark job failed: {_first_line(problem)}") from problem
    finally:
        _end(session)


def _start(place: SparkPlace) -> SparkSession:
    # Spark's launcher and the workers read these from the environment, and from nowhere else.
    os.environ["JAVA_HOME"] = str(place.java_home)
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    if place.is_local:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    conf = (
        SparkConf().setMaster(place.master).setAppName("spil").setAll(list(_options(place).items()))
    )
    log = place.scratch / "spark.log"
    try:
        place.scratch.mkdir(parents=True, exist_ok=True)
        # What the JVM says goes to its log: our stderr is for people.
        with log.open("ab") as said:
            gateway = launch_gateway(  # type: ignore[no-untyped-call]
                conf, {"stdout": said, "stderr": said}
            )
        return SparkSession(SparkContext(conf=conf, gateway=gateway))
    except (PySparkException, Py4JError, OSError) as problem:
        raise BatchError(
            f"Spark does not start with {place.java_home} on {place.master}: "
            f"{_first_line(problem)}; see {log}"
        ) from problem


def _options(place: SparkPlace) -> dict[str, str]:
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": place.driver_memory,
        "spark.local.dir": str(place.scratch),
        "spark.sql.warehouse.dir": str(place.scratch / "warehouse"),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.extraJavaOptions": _OPENED_FOR_ARROW,
    }
    if place.is_local:
        options |= {
            "spark.driver.extraJavaOptions": f"{_OPENED_FOR_ARROW} {_SHORT_LIVED}",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            # Each task costs more than the few thousand rows that a small table gives it.
            "spark.sql.shuffle.partitions": "4",
            # The comparing of a few rows costs more than their shuffling: no fewer tasks than that.
            "spark.sql.adaptive.coalescePartitions.enabled": "false",
            "spark.log.level": "ERROR",
        }
    return options


def _end(session: SparkSession) -> None:
    """Stop the session and its JVM: `stop()` alone leaves the JVM until this process ends."""
    gateway: Any = SparkContext._gateway
    session.stop()
    gateway.shutdown()
    # The gateway's server ends when its standard input does.
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(timeout=30)
    except TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _first_line(problem: BaseException) -> str:
    said = str(problem).strip().splitlines()
    return said[0] if said else type(problem).__name__

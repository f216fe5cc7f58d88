"""The engine over Spark: `mapInArrow` over narrow columns, never a bare `udf`."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import collect_list, sort_array, struct
from pyspark.sql.pandas.types import from_arrow_schema

from spark_jobs.engine import Batches


class SparkEngine:
    """Tables are data frames; nothing is computed before a table is written."""

    def __init__(self, session: SparkSession) -> None:
        """An engine that runs in `session`."""
        self._session = session

    def read(self, file: Path) -> DataFrame:
        """The table in a Parquet file or a folder of them."""
        return self._session.read.parquet(str(file))

    def map(self, table: DataFrame, function: Batches, schema: pa.Schema) -> DataFrame:
        """The rows that `function` makes of each partition."""
        return table.mapInArrow(function, from_arrow_schema(schema))

    def group(self, table: DataFrame, by: str) -> DataFrame:
        """One row for each value: `by`, and `rows` with the other columns as sorted structs."""
        others = [name for name in table.columns if name != by]
        return table.groupBy(by).agg(sort_array(collect_list(struct(*others))).alias("rows"))

    def distinct(self, table: DataFrame) -> DataFrame:
        """Each row once."""
        return table.distinct()

    def join(self, left: DataFrame, right: DataFrame, on: str) -> DataFrame:
        """Rows of `left` with the columns of the one row of `right` that has the same `on`."""
        return left.join(right, on)

    def rename(self, table: DataFrame, names: Mapping[str, str]) -> DataFrame:
        """The table with columns under new names."""
        return table.withColumnsRenamed(dict(names))

    def write(self, table: DataFrame, file: Path) -> None:
        """Write the table as a folder of Parquet files over an older one."""
        table.write.mode("overwrite").option("compression", "zstd").parquet(str(file))

"""PICA+ of the made-up country read in JavaScript by `pica-data`, which `make test` installs."""

import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.nation.made_country import country

READER = Path(__file__).parent / "pica_data" / "read.mjs"


@pytest.mark.journey
def test_every_made_record_in_pica_is_read_with_its_own_number() -> None:
    files = sorted((country() / "sources").glob("*/*.pica"))
    command = ["node", str(READER), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    rows = pq.read_table(country() / "truth/records.parquet", columns=["source", "number"])
    told: dict[str, list[str]] = {}
    for row in rows.to_pylist():
        told.setdefault(row["source"], []).append(row["number"])
    assert len(files) > 10
    for file, line in zip(files, done.stdout.splitlines(), strict=True):
        read = json.loads(line)
        assert sorted(read["numbers"]) == sorted(told[file.parent.name]), file
        assert read["fields"] > 10 * read["records"], file

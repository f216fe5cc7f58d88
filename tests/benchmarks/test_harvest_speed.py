"""Other programs in the measurement of harvests: what they are told and what they were handed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harvest_speed import run_metha

RECORDS, PAGE = 50, 20

# As metha-sync is called: it keeps pages below METHA_DIR and says nothing of how many.
PROGRAM = """#!{python}
import os, pathlib, re, sys, urllib.request
*options, address = sys.argv[1:]
assert options == ["-no-intervals", "-format", "marcxml"], options
asked = "metadataPrefix=marcxml"
urllib.request.urlopen(address + "?verb=Identify").read()
for page in range({pages}):
    answer = urllib.request.urlopen(address + "?verb=ListRecords&" + asked).read().decode()
    (pathlib.Path(os.environ["METHA_DIR"]) / str(page)).write_text(answer)
    asked = "resumptionToken=" + re.search("<resumptionToken[^>]*>([^<]*)<", answer)[1]
"""


@pytest.fixture
def address() -> Iterator[str]:
    """A provider of a few records in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.harvest_speed"]
    serving = [*command, "--serve", str(RECORDS), str(PAGE)]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as provider:
        assert provider.stdout
        yield f"http://127.0.0.1:{int(provider.stdout.readline())}/"
        provider.terminate()


@pytest.mark.parametrize(("pages", "handed"), [(3, RECORDS), (2, 2 * PAGE)])
def test_a_program_that_counts_nothing_is_counted_by_what_it_was_handed(
    address: str, tmp_path: Path, pages: int, handed: int
) -> None:
    program = tmp_path / "harvester"
    program.write_text(PROGRAM.format(python=sys.executable, pages=pages))
    program.chmod(0o755)
    for _ in range(2):
        records, seconds = run_metha(str(program), address)
        assert records == handed
        assert seconds > 0

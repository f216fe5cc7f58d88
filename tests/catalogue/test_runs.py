"""What ran, over what, and how it ended."""

import pytest

from catalogue.database import connect
from catalogue.runs import end_run, last_done, list_runs, start_run

pytestmark = pytest.mark.postgres


def test_the_last_good_run_tells_what_it_read(database_url: str) -> None:
    with connect(database_url) as catalogue:
        assert last_done(catalogue, "match") is None
        good = start_run(catalogue, "match", "abc")
        assert last_done(catalogue, "match") is None
        end_run(catalogue, good, {"read": 3})
        bad = start_run(catalogue, "match", "def")
        end_run(catalogue, bad, {}, "failed")
        found = last_done(catalogue, "match")
        assert found is not None
        assert (found.run, found.fingerprint, found.counts) == (good, "abc", {"read": 3})
        assert found.ended_at is not None
        assert last_done(catalogue, "merge") is None


def test_a_run_that_was_killed_counts_as_failed(database_url: str) -> None:
    with connect(database_url) as catalogue:
        killed, other = start_run(catalogue, "match"), start_run(catalogue, "merge")
        again = start_run(catalogue, "match")
        outcomes = {run.run: run.outcome for run in list_runs(catalogue)}
        assert outcomes == {killed: "failed", other: "running", again: "running"}

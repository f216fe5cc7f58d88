"""Later days: what is new, changed, deleted or merged, told and delivered alike."""

import json
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from nation.seen import seen_in
from tests.nation.made_country import SMALL, country

DAYS = 5


def made() -> Path:
    return country(SMALL, DAYS)


@cache
def fates() -> list[dict]:
    return [
        row | {"day": day}
        for day in range(2, DAYS + 1)
        for row in pq.read_table(made() / f"days/{day:02}/truth.parquet").to_pylist()
    ]


def of_kind(change: str) -> list[dict]:
    return [row for row in fates() if row["change"] == change]


@cache
def first_day() -> dict[tuple[str, str], int]:
    rows = pq.read_table(made() / "truth/records.parquet").to_pylist()
    return {(row["source"], row["number"]): row["manifestation"] for row in rows}


def test_later_days_bring_every_kind_of_change():
    assert {row["change"] for row in fates()} == {"new", "changed", "deleted", "merged"}


def test_a_record_has_one_fate():
    told = [(row["source"], row["number"]) for row in fates()]
    assert len(told) == len(set(told))


def test_what_changes_or_goes_was_there_and_keeps_its_manifestation():
    for row in fates():
        key = row["source"], row["number"]
        if row["change"] == "new":
            assert key not in first_day()
        else:
            assert first_day()[key] == row["manifestation"]


def test_a_merged_record_went_into_another_of_its_source_and_manifestation():
    for row in of_kind("merged"):
        into = row["source"], row["into"]
        assert first_day()[into] == row["manifestation"]
        assert row["into"] != row["number"]


def test_what_is_delivered_is_what_is_told():
    for day in range(2, DAYS + 1):
        folder = made() / f"days/{day:02}"
        mine = [row for row in fates() if row["day"] == day]
        whole, gone = set(), set()
        for source in (path.name for path in (folder / "sources").iterdir()):
            for path in (folder / "sources" / source).glob("deletions-*.ndjson"):
                lines = path.read_text().splitlines()
                gone |= {(source, json.loads(line)["number"]) for line in lines}
            whole |= {(source, seen.number) for seen in seen_in(folder, source)}
        assert gone == {
            (r["source"], r["number"]) for r in mine if r["change"] in ("deleted", "merged")
        }
        assert whole == {
            (r["source"], r["number"]) for r in mine if r["change"] in ("new", "changed")
        }


def test_a_changed_record_says_what_was_done_to_it():
    assert of_kind("changed")
    for row in of_kind("changed"):
        assert any(name.startswith("amended_") for name in row["phenomena"])


def test_a_country_of_one_day_has_no_later_days():
    assert not (country() / "days").exists()

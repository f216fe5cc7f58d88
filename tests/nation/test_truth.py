"""The truth of a made country holds together."""

from collections import Counter

import pyarrow.parquet as pq

from nation.check_digits import with_ppn_check
from nation.noise import NOISE
from nation.profile import load_profile
from nation.records import Made
from nation.seen import seen_in
from nation.truth import TruthOfPart, finish_truth
from nation.world import Manifestation, Printing, Publisher
from tests.nation.made_country import country

KINDS = {"described", "minimal"} | {
    f"copy_of_{source}_{kept}" for source in ("nbd", "ggc") for kept in ("kept", "lost")
}


def rows(name: str) -> list[dict]:
    return pq.read_table(country() / f"truth/{name}.parquet").to_pylist()


def test_every_record_in_a_file_is_in_the_truth_once_and_the_other_way_round():
    told = Counter((row["source"], row["number"]) for row in rows("records"))
    assert set(told.values()) == {1}
    found = {
        (seen.source, seen.number)
        for folder in (country() / "sources").iterdir()
        for seen in seen_in(country(), folder.name)
    }
    assert found == set(told)


def test_every_record_belongs_to_a_manifestation_that_is_told():
    told = {row["manifestation"]: row for row in rows("manifestations")}
    owners = Counter(row["manifestation"] for row in rows("records"))
    assert {owner: row["records"] for owner, row in told.items()} == dict(owners)
    for row in rows("records"):
        mine = told[row["manifestation"]]
        assert (row["work"], row["expression"]) == (mine["work"], mine["expression"])


def test_kinds_and_phenomena_are_known_by_name():
    known = {name for name, _ in NOISE} | KINDS
    for row in rows("records"):
        assert row["kind"] in KINDS
        assert row["kind"] in row["phenomena"]
        assert set(row["phenomena"]) <= known


def test_every_error_has_a_rate_for_every_source():
    noise = load_profile().tables["noise"]
    assert set(noise) == {name for name, _ in NOISE}
    assert {tuple(rates) for rates in noise.values()} == {("nbd", "ggc", "obcp", "local", "online")}


def test_numbers_of_the_union_catalogue_have_their_check_digit():
    for row in rows("records"):
        if row["source"] in ("ggc", "obcp"):
            assert with_ppn_check(row["number"][:-1]) == row["number"]


def test_records_that_look_the_same_but_are_not_are_told_as_pairs(tmp_path):
    with TruthOfPart(tmp_path, 0) as part:
        part.add(_manifestation(1), [_made("nbd", "a", 5), _made("ggc", "b", 6)])
        part.add(_manifestation(2), [_made("nbd", "c", 5), _made("ggc", "d", 7)])
    finish_truth(tmp_path)
    pairs = pq.read_table(tmp_path / "truth/pairs_no_one_can_tell.parquet").to_pylist()
    assert [(r["why"], r["left_number"], r["right_number"]) for r in pairs] == [("equal", "a", "c")]
    records = pq.read_table(tmp_path / "truth/records.parquet").to_pylist()
    assert [row["number"] for row in records if row["ambiguous"] is not None] == ["a", "c"]


def test_records_of_one_manifestation_that_look_the_same_are_no_such_pair(tmp_path):
    with TruthOfPart(tmp_path, 0) as part:
        part.add(_manifestation(1), [_made("nbd", "a", 5), _made("ggc", "b", 5)])
    finish_truth(tmp_path)
    pairs = pq.read_table(tmp_path / "truth/pairs_no_one_can_tell.parquet")
    assert pairs.num_rows == 0


def _made(source: str, number: str, key: int) -> Made:
    return Made(source, number, b"", "described", ["described"], key)


def _manifestation(number: int) -> Manifestation:
    house = Publisher(0, "Meerval", "Amsterdam", "f", 1)
    return Manifestation(
        id=number, work=0, expression=0, kind="first", carrier="book", language="dut",
        title="Heimwee", subtitle="", authors=(), others=(), publisher=house,
        printings=(Printing("", "geb.", 2001, ""),), audience="adult", popularity=1,
    )  # fmt: skip

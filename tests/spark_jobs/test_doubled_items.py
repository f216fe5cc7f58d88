from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdings.doubled_items import Copy
from spark_jobs.doubled_items import find_doubled
from spark_jobs.engine import InProcess, Stream, rows_out
from spark_jobs.tables import LINKS
from tests.small_network import AASTAD, CEESTAD, copy_at

LIBRARY = copy_at(AASTAD).library


def write_links(folder: Path, *records: tuple[str, str, list[int]]) -> None:
    """Leave local records with copies of these numbers, as linking does."""
    rows = [
        {
            "installation": installation,
            "local_record": record,
            "holdings": [],
            "items": [copy_at(AASTAD, n).model_dump_json() for n in numbers],
            "problems": [],
        }
        for installation, record, numbers in records
    ]
    InProcess().write(Stream(LINKS, lambda: rows_out(iter(rows), LINKS)), folder / "links.parquet")


def test_a_number_on_copies_of_two_records_is_found_with_both_in_their_order(tmp_path: Path):
    write_links(tmp_path, ("wise-a", "L1", [1, 2]), ("wise-a", "L2", [3, 1]))
    (found,) = find_doubled(tmp_path).values()
    assert (found.installation, found.item_id) == ("wise-a", copy_at(AASTAD, 1).item_id)
    assert found.copies == (Copy("L1", LIBRARY), Copy("L2", LIBRARY))
    first, last = (copy_at(AASTAD, 1).model_copy(update={"local_record": r}) for r in ("L1", "L2"))
    assert (found.is_known_as(first), found.is_known_as(last)) == (False, True)


def test_the_same_number_in_two_systems_is_two_numbers(tmp_path: Path):
    write_links(tmp_path, ("gbs-c", "L1", [1]), ("wise-a", "L1", [1]))
    assert find_doubled(tmp_path) == {}
    assert copy_at(CEESTAD).installation == "gbs-c"


@given(st.lists(st.lists(st.integers(1, 6), max_size=5), max_size=6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_that_comes_more_than_once_is_found_as_often_as_it_comes(
    tmp_path: Path, records: list[list[int]]
):
    write_links(tmp_path, *(("wise-a", f"L{i}", numbers) for i, numbers in enumerate(records)))
    all_numbers = [number for numbers in records for number in numbers]
    expected = {
        copy_at(AASTAD, number).item_id: all_numbers.count(number)
        for number in all_numbers
        if all_numbers.count(number) > 1
    }
    found = find_doubled(tmp_path).values()
    assert {each.item_id: len(each.copies) for each in found} == expected

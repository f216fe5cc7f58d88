"""A budget holds for everything, or for what it names; what is over it is told in a sentence."""

import pytest
import typer

from cli.lab_budget import overruns, parse_budget, shares
from cli.lab_effects import Effects, IdChanges
from cli.lab_reading import FieldCount, Tally

IDS = IdChanges(
    before=100, after=99, redirected={"m1": "m2"}, withdrawn=("m3",), returned=(), new=()
)
NO_IDS = IdChanges(before=0, after=0, redirected={}, withdrawn=(), returned=(), new=())


def tally(**given: int) -> Tally:
    fields = {"subjects": FieldCount(changed=40, filled=40), "title": FieldCount(changed=1)}
    return Tally(read=1000, changed=40, fields=fields, **given)


def effects() -> Effects:
    return Effects(
        clusters_before=100,
        clusters_after=99,
        clusters_changed=2,
        merges=(),
        splits=(),
        records_moved=1,
        ids=IDS,
        merged_changed=0,
        merged_fields={},
        works=NO_IDS,
        works_moved=0,
        documents_changed=0,
    )


def told(texts: list[str], counted: Tally, found: Effects | None = None) -> list[str]:
    return [str(over) for over in overruns(parse_budget(texts, identity=False), counted, found)]


def test_shares_are_of_the_records_read_and_of_the_ids_that_answer() -> None:
    assert shares(tally(newly_rejected=5), effects()) == {
        "records": 0.04,
        "rejected": 0.005,
        "subjects": 0.04,
        "title": 0.001,
        "clusters": 0.02,
        "ids": 0.02,
        "works": 0.0,
    }
    assert shares(Tally(), None) == {"records": 0.0, "rejected": 0.0}


def test_one_budget_holds_for_everything_but_what_has_its_own() -> None:
    assert told([], tally(), effects()) == [
        "records 4 % (budget 1 %)",
        "subjects 4 % (budget 1 %)",
        "clusters 2 % (budget 1 %)",
        "ids 2 % (budget 1 %)",
    ]
    assert told(["0.05"], tally(), effects()) == []
    assert told(
        ["0", "records=1", "subjects=0.04", "ids=0.5", "clusters=1"], tally(), effects()
    ) == ["title 0.1 % (budget 0 %)"]


def test_another_number_is_over_every_budget_unless_it_is_meant() -> None:
    (over,) = told(["1"], tally(identity_changes=3))
    assert over == "records would change their number (--allow-identity says that it is meant)"
    meant = parse_budget(["1"], identity=True)
    assert overruns(meant, tally(identity_changes=3), None) == []


@pytest.mark.parametrize("text", ["much", "1.5", "-0.1", "nan", "titel=0.5", "title=", "=1"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        parse_budget([text], identity=False)

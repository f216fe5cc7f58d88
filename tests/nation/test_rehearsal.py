"""The file that says what goes wrong is read, or refused with the place that is wrong."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from nation.faults import Fault, FaultKind
from nation.quirks import Quirks
from nation.rehearsal import Ways, WrongRehearsal, load_ways

PAGE = Path(__file__).resolve().parents[2] / "docs" / "nation-serve.md"


def ways(tmp_path: Path, text: str) -> dict[str, Ways]:
    file = tmp_path / "faults.toml"
    file.write_text(text)
    return load_ways(file, ["nbd", "ggc"])


def test_faults_and_ways_are_read_by_source(tmp_path: Path) -> None:
    text = """
    [sources.nbd]
    page_size = 50
    quirks = { overlap = 1, dates = "by_day", slow_clock_seconds = 600, login = "a:b" }
    faults = [
      { kind = "unavailable", request = 3, times = 2 },
      { kind = "slow", request = 9, seconds = 2.5 },
    ]
    [sources.ggc]
    """
    quirks = Quirks("a:b", dates="by_day", overlap=1, slow_clock=timedelta(minutes=10))
    faults = (Fault("unavailable", 3, 2), Fault("slow", 9, seconds=2.5))
    assert ways(tmp_path, text) == {"nbd": Ways(faults, quirks, 50), "ggc": Ways()}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sources.kb]", "sources: kb is none of nbd, ggc"),
        ("[source.nbd]", "source is none of sources"),
        ("sources = 3", "3 is no table"),
        ("[sources.nbd]\npage_size = 0", "source nbd: page_size 0 is no number above 0"),
        ("[sources.nbd]\nfaults = [{}, {}]", "source nbd, fault 1: kind None is none of"),
        ('[sources.nbd]\nfaults = [{kind = "rain"}]', "fault 1: kind rain is none of unavailable"),
        (
            '[sources.nbd]\nfaults = [{kind = "slow", after = 1}]',
            "after is none of kind, request, times, seconds",
        ),
        (
            '[sources.nbd]\nfaults = [{kind = "slow", request = "1"}]',
            "request '1' is no whole number",
        ),
        ("[sources.nbd]\nquirks = {overlap = true}", "quirks: overlap True is no whole number"),
        ("[sources.nbd]\nquirks = {overlap = -1}", "quirks: overlap -1 is below 0"),
        ('[sources.nbd]\nquirks = {dates = "never"}', "dates never is none of by_second"),
        ("[sources.nbd", "cannot be read"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(WrongRehearsal) as problem:
        ways(tmp_path, text)
    assert told in str(problem.value)
    assert "faults.toml" in str(problem.value)


def test_the_page_shows_a_rehearsal_that_can_be_held_and_names_all_there_is(
    tmp_path: Path,
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.S)
    assert ways(tmp_path, example)["nbd"].faults[1] == Fault("slow", 9, seconds=2.5)
    told = page.partition("Kinds of faults: ")[2]
    faults, _, quirks = told.partition(" Quirks last: ")
    assert tuple(re.findall(r"`(\w+)`", faults)) == get_args(FaultKind)
    known = {each.name for each in fields(Quirks)} - {"slow_clock"} | {"slow_clock_seconds"}
    assert known <= set(re.findall(r"`(\w+)`", quirks))

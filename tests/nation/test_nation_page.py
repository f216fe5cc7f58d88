"""The page about the made-up country says what the country is."""

import re
from pathlib import Path

from nation.noise import NOISE
from nation.profile import load_profile
from nation.seeds import SEEDS
from nation.source_files import NATIONAL_FORMS
from tests.nation.made_country import SMALL, country

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "nation.md").read_text(encoding="utf-8")
SOURCES = ("nbd", "ggc", "obcp", "local", "online")


def rows() -> dict[str, list[str]]:
    found = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in found}


def test_every_phenomenon_is_told_with_its_rates_and_an_example():
    noise = load_profile().tables["noise"]
    told = rows()
    for name, _ in NOISE:
        what, rates, example = told[name]
        assert what
        assert rates == " / ".join(f"{noise[name][source] * 100:g}" for source in SOURCES), name
        assert "·" in example


def test_every_source_is_named():
    assert all(f"`{source}`" in PAGE for source in NATIONAL_FORMS)


def test_the_folders_that_are_named_are_there():
    made = country(SMALL, 5)
    named = re.findall(r"^\| `((?:sources|days|truth)/[^`]+)`", PAGE, re.MULTILINE)
    assert len(named) == 7
    for pattern in named:
        known = re.sub(r"<[^>]+>|…|\.<.*", "*", pattern).replace("days/*", "days/[0-9]*")
        assert list(made.glob(known.replace("part-00000.*", "part-*"))), pattern


def test_the_number_of_seeds_in_a_block_is_the_profiles():
    assert f"blocks of {load_profile().tables['works_a_block']} seeds" in PAGE


def test_fifty_records_of_every_kind_were_read():
    text = (DOCS / "nation/records-read.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"## (\w+)\n\n((?:- .+\n)+)", text))
    assert set(parts) == set(SEEDS)
    assert {lines.count("\n") for lines in parts.values()} == {50}


def test_every_plot_is_there():
    for name in re.findall(r"\]\((nation/[\w-]+\.svg)\)", PAGE):
        assert (DOCS / name).read_text(encoding="utf-8").startswith("<?xml")

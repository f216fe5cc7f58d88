"""The page on sources and harvesting: its example is a file of sources that can be used."""

import re
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ingest.harvest import harvest
from ingest.journal import MemoryJournal
from ingest.sources import Source, load_sources
from normalize.profiles import load_profile
from tests.ingest.dated_source import DatedSource, daily
from tests.made_up_source import source

PAGE = (Path(__file__).parents[2] / "docs" / "harvesting.md").read_text(encoding="utf-8")


def test_the_file_of_sources_in_the_document_can_be_used(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    (tmp_path / "sources.toml").write_text(example, encoding="utf-8")
    sources = load_sources(tmp_path / "sources.toml").sources
    assert {each.kind for each in sources.values()} == {"oai", "http_files", "files", "push"}
    for each in sources.values():
        assert load_profile(each.dialect).dialect == each.dialect


def test_every_option_of_how_a_source_is_asked_is_in_the_document() -> None:
    asked = [name for name in Source.model_fields if name.endswith(("_seconds", "_days", "_from"))]
    assert len(asked) == 5
    assert all(f"{name} = " in PAGE for name in (*asked, "contact", "every_hours"))


@pytest.mark.parametrize("stated", ["true", "false"])
def test_what_the_document_states_of_dates_can_stand_in_the_file(
    stated: str, tmp_path: Path
) -> None:
    lines = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
    (line,) = [line for line in lines if f"heeds_dates = {stated}" in line]
    text = f'[sources.nbd]\nkind = "push"\ndialect = "nbd_marc21"\n{line}\n'
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    assert load_sources(tmp_path / "sources.toml").named("nbd").heeds_dates is (stated == "true")


def test_the_document_quotes_what_is_logged_and_counted_of_a_source_that_heeds_no_dates(
    tmp_path: Path,
) -> None:
    with capture_logs() as lines:
        counts = harvest(
            source("http://source.example/oai", window_days=7),
            MemoryJournal(),
            tmp_path,
            reach=DatedSource(daily(30), heeds=False).reach(),
        )
    words = " ".join(PAGE.split())
    assert [f"`{line['event']}`" in words for line in lines] == [True]
    assert all(f"`{name}`" in PAGE for name in counts.told if "dates" in name)
    assert "dates_not_heeded" in counts.told


def test_a_source_that_heeds_only_from_is_told_as_the_document_says(tmp_path: Path) -> None:
    asked = DatedSource(daily(30), heeds_until=False)
    nbd = source("http://source.example/oai", window_days=7)
    with capture_logs() as lines:
        harvest(nbd, MemoryJournal(), tmp_path, reach=asked.reach())
    assert [f"`{line['event']}`" in " ".join(PAGE.split()) for line in lines] == [True]
    assert "`window_days = 100000`" in PAGE
    assert "window_days = 100000 in" in lines[0]["setting"]

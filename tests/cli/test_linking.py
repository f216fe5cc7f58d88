"""Linking what library systems deliver: copies are counted as they are stored, doubles are told."""

import re
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from catalogue.database import Connection
from cli.harvesting import harvest_sources
from cli.line import Line, link_records, match_records, merge_records
from cli.pipeline import Desk
from cli.saving import save_landed
from cli.steps import Done
from tests.cli.lines import only, open_part
from tests.country import NOW, make_country

pytestmark = pytest.mark.postgres

COUNT = 600
"""More local records than are written at once."""
TWIN = "700099999"


def local_record(index: int, item_id: str, branch: str = "8900101") -> str:
    return (
        f"002@ $0Aav\n003@ $0B{index:06d}\n010@ $aned\n011@ $a2011\n021A $aTitel {index}\n"
        f"101@ $a301\n203@/01 $0{item_id}\n208@/01 $bB\n209A/01 $f{branch}$du\n\n"
    )


def delivered(folder: Path, *twins: int) -> Path:
    """A system that delivers `COUNT` titles of one copy each; those of `twins` share a number."""
    only(make_country(folder), ("wise-noord",))
    place = folder / "deliveries" / "wise-noord"
    for file in place.iterdir():
        file.unlink()
    records = (
        local_record(
            i,
            TWIN if i in twins else f"7001{i:05d}",
            "8900301" if i == max(twins) else "8900101",
        )
        for i in range(COUNT)
    )
    (place / "all.pica").write_text("".join(records), encoding="utf-8")
    return folder / "part.toml"


def linked(desk: Desk, line: Line) -> Done:
    harvest_sources(
        desk.connection, list(desk.sources.sources.values()), desk.settings.landing, now=NOW
    )
    save_landed(desk.connection, desk.settings.landing, desk.sources)
    match_records(line)
    merge_records(line)
    return link_records(line)


def stored(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT item_id, local_record FROM item WHERE NOT gone")
    return dict(rows.fetchall())


@pytest.mark.parametrize("twins", [(3, 4), (3, COUNT - 1), (0, 5, COUNT - 1)])
def test_a_number_on_two_copies_is_stored_and_counted_once_and_told(
    twins: tuple[int, ...], database_url: str, tmp_path: Path
) -> None:
    sources = delivered(tmp_path / "country", *twins)
    with open_part(database_url, tmp_path / "home", sources) as (desk, line):
        with capture_logs() as lines:
            more = linked(desk, line).outcome.more
        copies = stored(desk.connection)
        assert copies[TWIN] == f"B{max(twins):06d}"
        assert more["copies"] == len(copies) == COUNT - len(twins) + 1
        assert (more["doubled_items"], more["problems"]) == (len(twins) - 1, 1)
        (told,) = [each for each in lines if each["event"] == "item number on several copies"]
        assert told["value"] == TWIN
        assert "library NL-0890010000, NL-0890030000: give each copy" in told["remedy_en"]
        desk.connection.execute("DELETE FROM run")
        again = link_records(line).outcome.more
        assert (again["copies"], again["changed"]) == (more["copies"], 0)
        assert stored(desk.connection) == copies


def test_a_delivery_without_doubles_tells_nothing_of_them(
    database_url: str, tmp_path: Path
) -> None:
    sources = delivered(tmp_path / "country", 1)
    with open_part(database_url, tmp_path / "home", sources) as (desk, line):
        done = linked(desk, line)
        assert "doubled_items" not in done.outcome.more
        assert done.outcome.more["copies"] == len(stored(desk.connection)) == COUNT
        assert not re.search("doubled", done.summary)

"""The desks of a small country by command: plans, explanations, what is unlinked, the network."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.database import connect
from cli.main import app
from fixtures.generate import NOW
from tests.cli.lines import only, open_part, run_all
from tests.conftest import fresh_database
from tests.country import NETWORK, make_country

pytestmark = pytest.mark.postgres

Run = Callable[..., Result]
AT = f"{NOW:%Y-%m-%dT%H:%M:%S}"


@pytest.fixture(scope="module")
def catalogue_url(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A catalogue in which the whole line has run."""
    sources = only(make_country(tmp_path_factory.mktemp("country")))
    home = tmp_path_factory.mktemp("home")
    with fresh_database(postgres_url) as url, open_part(url, home, sources) as (desk, line):
        run_all(desk, line)
        yield url


@pytest.fixture
def spil(catalogue_url: str, tmp_path: Path) -> Run:
    environment = {"SPIL_HOME": str(tmp_path), "SPIL_DATABASE__URL": catalogue_url}

    def run(*words: str) -> Result:
        return CliRunner(env=environment).invoke(app, list(words))

    return run


@pytest.fixture
def wanted(catalogue_url: str) -> tuple[str, str, str]:
    """A manifestation that one installation can lend, its work, and a branch of another's."""
    with connect(catalogue_url) as connection:
        row = connection.execute(
            "SELECT h.manifestation, m.work, b.isil FROM holding h"
            " JOIN manifestation m ON m.id = h.manifestation"
            " JOIN item i USING (installation, local_record, library)"
            " JOIN branch b ON b.library <> h.library AND b.kind = 'public'"
            " WHERE i.state = 'on_shelf' AND i.lending = 'normal' AND h.reason = ''"
            " AND NOT EXISTS (SELECT FROM installation s, holding o WHERE b.library = ANY(s.isils)"
            "   AND o.installation = s.installation AND o.manifestation = h.manifestation)"
            " ORDER BY 1, 3 LIMIT 1"
        ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def data(done: Result) -> Any:
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_a_plan_ranks_lenders_with_their_reasons_in_both_languages(
    spil: Run, wanted: tuple[str, str, str]
) -> None:
    title, _, branch = wanted
    asked = ("lending", "plan", "--manifestation", title, "--branch", branch, "--at", AT)
    plan = data(spil(*asked, "--json"))
    assert plan["rota"]
    first = plan["rota"][0]
    english, dutch = spil(*asked).stdout, spil(*asked, "--language", "nl").stdout
    for reason in first["reasons"]:
        assert reason["en"] in english
        assert reason["nl"] in dutch
    assert first["library_name"] in english
    assert plan["summary"]["nl"] in dutch
    late = data(spil(*asked, "--need-by", f"{NOW:%Y-%m-%d}", "--json"))
    assert late["rota"][0]["on_time"] is False


def test_a_plan_for_a_work_takes_any_of_its_publications(
    spil: Run, wanted: tuple[str, str, str]
) -> None:
    title, work, branch = wanted
    asked = ("lending", "plan", "--work", work, "--branch", branch, "--at", AT, "--json")
    offered = {offer["manifestation"] for offer in data(spil(*asked))["rota"]}
    assert title in offered


def test_a_van_that_rides_on_another_day_changes_the_answer(
    spil: Run, wanted: tuple[str, str, str], tmp_path: Path
) -> None:
    title, _, branch = wanted
    asked = ("lending", "plan", "--manifestation", title, "--branch", branch, "--at", AT, "--json")
    before = data(spil(*asked))
    lines = NETWORK.read_text(encoding="utf-8").split("\n")
    in_vans = False
    for number, line in enumerate(lines):
        in_vans = line.startswith("[vans") if line.startswith("[") else in_vans
        if in_vans and line.startswith("days"):
            lines[number] = 'days = ["sat"]'
    weekend = tmp_path / "weekend.toml"
    weekend.write_text("\n".join(lines), encoding="utf-8")
    assert data(spil("holdings", "network", str(weekend), "--dry-run", "--json"))["changed"]
    assert data(spil(*asked)) == before
    assert data(spil("holdings", "network", str(weekend), "--json"))["changed"]
    after = data(spil(*asked))
    assert after["rota"][0]["ready"] != before["rota"][0]["ready"]
    assert "nothing to do" in spil("holdings", "network", str(weekend)).stdout
    data(spil("holdings", "network", str(NETWORK), "--json"))
    assert data(spil(*asked)) == before


def test_a_network_with_one_wrong_entry_changes_nothing(spil: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = NETWORK.read_text(encoding="utf-8")
    wrong.write_text(text.replace("[hubs.", "[hubs.not-", 1), encoding="utf-8")
    refused = spil("holdings", "network", str(wrong))
    assert refused.exit_code == 1
    assert "which is not described" in refused.stderr
    assert "nothing to do" in spil("holdings", "network", str(NETWORK)).stdout


def test_a_network_that_the_settings_would_undo_is_refused(spil: Run, tmp_path: Path) -> None:
    (tmp_path / "network.toml").write_text("# the one of this installation", encoding="utf-8")
    refused = spil("holdings", "network", str(NETWORK))
    assert refused.exit_code == 1
    assert "SPIL_NETWORK_FILE" in refused.stderr


def test_what_is_unlinked_is_listed_with_its_reason_and_candidates(spil: Run) -> None:
    rows = data(spil("holdings", "unlinked", "--json"))
    assert rows
    assert all(row["reason"] for row in rows)
    assert any(row["candidates"] for row in rows)
    library = rows[0]["library"]
    own = data(spil("holdings", "unlinked", "--library", library, "--limit", "500", "--json"))
    assert own
    assert {row["library"] for row in own} == {library}
    assert rows[0]["reason"] in spil("holdings", "unlinked").stdout


def test_an_explanation_names_records_and_where_each_value_came_from(
    spil: Run, wanted: tuple[str, str, str]
) -> None:
    title, work, _ = wanted
    (one,) = data(spil("explain", title, "--json"))
    assert one["id"] == title
    told = spil("explain", title, "--language", "nl").stdout
    assert all(member in told for member in one["members"])
    assert all(value["text"]["nl"] in told for value in one["values"])
    assert title in [each["id"] for each in data(spil("explain", work, "--json"))]


def test_sources_are_listed_with_what_came_from_them(spil: Run) -> None:
    rows = {row["source"]: row for row in data(spil("source", "list", "--json"))}
    assert rows["obcp"]["records"] > 10
    assert all(row["pages_waiting"] == 0 for row in rows.values())

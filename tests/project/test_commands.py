"""Every command: told, shown by an example, documented, and plain about what it cannot do."""

import inspect
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from catalogue.identifiers import mint
from cli.documentation import commands, commands_page, settings_page
from cli.main import app

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = dict(commands())
GROUPS = {name for name, each in EVERYTHING.items() if isinstance(each, typer.core.TyperGroup)}
COMMANDS = sorted(EVERYTHING.keys() - GROUPS)
NOWHERE = {
    "SPIL_DATABASE__URL": "postgresql://spil@127.0.0.1:1/spil",
    "SPIL_SEARCH__URL": "http://127.0.0.1:1",
}
ARGUMENTS = {
    "spil ingest": ["{file}"],
    "spil explain": [mint("m", "nbd:1")],
    "spil backup": ["--to", "{folder}/backup"],
    "spil rejected show": ["nbd:1"],
    "spil holdings network": [str(ROOT / "fixtures" / "network" / "network.toml")],
    "spil lending plan": ["--work", mint("w", "nbd:1"), "--branch", "NL-0890601001"],
    "spil reconcile source": ["nbd"],
    "spil lab normalize": ["--table", str(ROOT / "normalize" / "tables" / "ggc.toml")],
    "spil source succeed": ["ggc", "obcp", "--concordance", "{file}"],
    "spil keys create": ["Wise", "--role", "lending", "--whole-network"],
    "spil keys revoke": ["5f1d3c0a9b2e"],
}
WITHOUT_SERVERS = {
    *("spil normalize", "spil check", "spil formats", "spil restore"),
    *("spil nation make", "spil nation truth", "spil nation serve", "spil nation events"),
}
OF_THE_SERVERS = {"spil demo", "spil services up", "spil services down", "spil services status"}
WAITS_FOR_SERVERS = {"spil index follow"}
SPEAKS_NO_JSON = {
    *("spil demo", "spil serve", "spil normalize", "spil index follow"),
    "spil nation events",  # what it gives is a stream of JSON lines itself
}
WRITES_AS_ASKED = {
    *("spil demo", "spil run", "spil serve", "spil index follow"),
    *("spil nation serve", "spil nation events"),
    "spil keys create",  # its secret is shown once, so nothing can be shown without making one
}
READS = re.compile(
    r" (list|show|report|status|unlinked|plan|explain|search|check|formats|verify|normalize|truth)$"
)


def run(*words: str, home: Path, **environment: str) -> Result:
    given = {**NOWHERE, **environment, "SPIL_HOME": str(home)}
    return CliRunner(env=given).invoke(app, list(words))


def words_of(name: str, tmp_path: Path) -> list[str]:
    """A command line that is right, were the servers there."""
    file = tmp_path / "titel.xml"
    file.write_text("<collection/>")
    given = [word.format(file=file, folder=tmp_path) for word in ARGUMENTS.get(name, [])]
    return [*name.split()[1:], *given]


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_command_and_group_says_what_it_is_for(name: str) -> None:
    told = inspect.cleandoc(EVERYTHING[name].help or "")
    assert re.match(r"[A-Z].*\.$", told.partition("\n")[0])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_of_itself(name: str) -> None:
    told = EVERYTHING[name].help or ""
    assert re.search(rf"Examples?: `?{name}\b", " ".join(told.split()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_to_machines_and_can_be_rehearsed(name: str) -> None:
    options = {option for each in EVERYTHING[name].params for option in each.opts}
    assert "--json" in options or name in SPEAKS_NO_JSON
    assert "--dry-run" in options or READS.search(name) or name in WRITES_AS_ASKED


@pytest.mark.parametrize("name", EVERYTHING)
def test_misuse_ends_with_exit_code_2(name: str, tmp_path: Path) -> None:
    wrong = run(*name.split()[1:], "--no-such-option", home=tmp_path)
    assert wrong.exit_code == 2
    assert "Traceback" not in wrong.output


@pytest.mark.parametrize(
    "words",
    [
        ("rejected", "show", "without-colon"),
        ("lending", "plan", "--branch", "NL-0890601001"),
        ("holdings", "unlinked", "--library", "Utrecht"),
        ("index", "build", "--engine", "steam"),
        ("harvest", "--since", "yesterday"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_is_misuse(words: tuple[str, ...], tmp_path: Path) -> None:
    assert run(*words, home=tmp_path).exit_code == 2


@pytest.mark.parametrize(
    "name", sorted(set(COMMANDS) - WITHOUT_SERVERS - OF_THE_SERVERS - WAITS_FOR_SERVERS)
)
def test_without_its_servers_a_command_ends_with_one_sentence(name: str, tmp_path: Path) -> None:
    done = run(*words_of(name, tmp_path), home=tmp_path)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    (sentence,) = done.stderr.strip().splitlines()
    assert re.match(r"spil: .*127\.0\.0\.1:1\b", sentence)
    assert done.stdout == ""


def test_a_setting_that_is_wrong_is_named(tmp_path: Path) -> None:
    done = run("source", "list", home=tmp_path, SPIL_API__PORT="many")
    assert done.exit_code == 1
    assert "SPIL_API__PORT is not right" in done.stderr


@pytest.mark.parametrize("page", ["commands", "settings"])
def test_the_page_that_is_made_from_the_code_is_current(page: str) -> None:
    made = {"commands": commands_page, "settings": settings_page}[page]()
    kept = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert kept == made, "run `make docs`"


def test_every_setting_is_documented_with_its_meaning() -> None:
    rows = re.findall(r"^\| `(SPIL_\w+)` \|.*\| (.*) \|$", settings_page(), re.M)
    assert len(rows) > 15
    assert all(meaning.endswith(".") for _, meaning in rows)

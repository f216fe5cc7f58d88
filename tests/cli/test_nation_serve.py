"""`spil nation serve`: what it tells, and when it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.nation.served_country import OAI, copied, listed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("served"))


def serve(*words: str) -> Result:
    return CliRunner().invoke(app, ["nation", "serve", *words, "--port", "0", "--seconds", "0.01"])


def test_it_tells_where_each_source_is_and_how_many_records_it_has(made: Path) -> None:
    told = serve(str(made), "--json")
    assert told.exit_code == 0, told.stderr
    data = json.loads(told.stdout)
    assert {s["name"]: s["records"] for s in data["sources"]} == {n: len(listed(1, n)) for n in OAI}
    assert (data["day"], data["sources_file"]) == (1, str(made / "sources.toml"))
    assert told.stderr.strip() == "stopped serving"
    plain = serve(str(made), "--day", "2").stdout
    assert f"SPIL_SOURCES_FILE={made}/sources.toml" in plain
    assert plain.count("http://127.0.0.1:") == len(OAI)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("{tmp}",), "holds no made country; see `spil nation make`"),
        (("{made}", "--day", "9"), "has 3 days, not a day 9"),
        (("{made}", "--faults", "{tmp}/none.toml"), "none.toml cannot be read"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_sentence(
    words: tuple[str, ...], told: str, made: Path, tmp_path: Path
) -> None:
    done = serve(*[word.format(made=made, tmp=tmp_path) for word in words])
    assert done.exit_code == 1
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith("spil: ")
    assert told in sentence

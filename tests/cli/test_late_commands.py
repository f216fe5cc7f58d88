"""Commands are imported when they are asked for."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.late_commands import LateCommands
from cli.main import app

HEAVY = ("elasticsearch", "fastapi", "uvicorn", "pyarrow", "psycopg")


def test_a_command_that_asks_no_server_imports_no_server() -> None:
    program = (
        "import sys\nfrom cli.main import app\n"
        "app(['normalize', '--help'], standalone_mode=False)\n"
        f"print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stderr.splitlines()[-1] == "[]"


def test_every_place_holds_what_it_says() -> None:
    told = CliRunner().invoke(app, ["--help"])
    assert told.exit_code == 0
    assert " nation " in told.output


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    told = CliRunner().invoke(app, ["normlize"])
    assert told.exit_code == 2
    assert "Did you mean 'normalize'?" in told.output


def test_names_are_known_before_anything_is_imported() -> None:
    commands = LateCommands({"gone": "cli.nowhere:gone"})
    assert (list(commands), len(commands)) == (["gone"], 1)
    with pytest.raises(ModuleNotFoundError):
        commands["gone"]
    with pytest.raises(KeyError):
        commands["unknown"]

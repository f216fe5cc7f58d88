"""`spil --version`: which version this is, and who reads the records."""

import pytest
from typer.testing import CliRunner

from cli import main


@pytest.mark.parametrize("standing", ["in use", "not installed", "made for other code"])
def test_the_version_says_whether_the_accelerator_is_in_use(
    standing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "standing", lambda: standing)
    told = CliRunner().invoke(main.app, ["--version"])
    assert told.exit_code == 0
    assert told.output.startswith("spil 0.1.0, Python 3.")
    assert told.output.endswith(f"accelerator {standing}\n")

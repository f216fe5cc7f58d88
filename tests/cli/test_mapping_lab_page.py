"""docs/mapping-lab.md shows what the commands print."""

import re
from pathlib import Path

import pytest

from tests.cli.mapping_lab_page import DOCUMENT, outputs, written_anew

pytestmark = pytest.mark.postgres


def test_every_output_on_the_page_is_what_the_command_prints(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # The page names the table as its reader does.
    text = DOCUMENT.read_text(encoding="utf-8")
    made = dict(outputs(database_url, tmp_path))
    assert re.findall(r"<!-- output: (\w+) -->", text) == list(made)
    assert written_anew(text, made) == text

"""The page on sources and harvesting: its example is a file of sources that can be used."""

import re
from pathlib import Path

from ingest.sources import Source, load_sources
from normalize.profiles import load_profile

PAGE = (Path(__file__).parents[2] / "docs" / "harvesting.md").read_text(encoding="utf-8")


def test_the_file_of_sources_in_the_document_can_be_used(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "sources.toml").write_text(example, encoding="utf-8")
    sources = load_sources(tmp_path / "sources.toml").sources
    assert {each.kind for each in sources.values()} == {"oai", "http_files", "files", "push"}
    for each in sources.values():
        assert load_profile(each.dialect).dialect == each.dialect


def test_every_option_of_how_a_source_is_asked_is_in_the_document() -> None:
    asked = [name for name in Source.model_fields if name.endswith(("_seconds", "_days", "_from"))]
    assert len(asked) == 5
    assert all(f"{name} = " in PAGE for name in (*asked, "contact", "every_hours"))

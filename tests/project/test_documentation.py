"""What the documents say exists, and nothing in them speaks of anywhere else."""

import re
import subprocess
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from cli.main import app

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = get_command(app)
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "fixtures/README.md",
        ROOT / "benchmarks/README.md",
    ]
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def reaches(words: list[str]) -> bool:
    """Whether a command line of plain words leads to a command of ours."""
    at = COMMANDS
    context = typer.Context(at)
    for word in words:
        if not hasattr(at, "get_command"):
            return True
        found = at.get_command(context, word)
        if found is None:
            return False
        at = found
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_a_document_leads_somewhere(document):
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document):
    text = document.read_text(encoding="utf-8")
    lines = re.findall(
        r"\bspil ((?:[a-z][a-z-]*[ \n`]?)+)", "\n".join(re.findall(r"`[^`]+`", text))
    )
    named = [re.findall(r"[a-z][a-z-]*", line) for line in lines]
    assert [words for words in named if not reaches(words[:2]) and not reaches(words[:1])] == []


def test_every_target_of_the_readme_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.M)} == set()


def test_the_project_speaks_of_itself_alone():
    hosts = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs")]
    hosts += ["deb." + "debian", "repo." + "maven"]
    paths = ["/wo" + "rk/", "/ro" + "ot/", "bash" + "_jobs"]
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in [*hosts, *paths] if word in text]
    assert found == []

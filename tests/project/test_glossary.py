"""One idea, one word: the names in the code keep to the glossary."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "catalogue",
    "ingest",
    "normalize",
    "matching",
    "holdings",
    "index",
    "spark_jobs",
    "api",
    "web",
    "cli",
    "nation",
)
NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FORBIDDEN_MODULES = {"utils", "helpers", "common", "base"}
FORBIDDEN_CLASSES = ("Manager", "Processor", "Handler")


def glossary():
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|([^|]*)\|$", (ROOT / "docs/glossary.md").read_text(), re.M
    )
    return [
        (word.strip(), means.strip(), [x.strip() for x in others.split(",") if x.strip()])
        for word, means, others in rows[1:]
    ]


@cache
def names():
    return list(found_names())


def found_names():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, path.stem
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, NAMED):
                    yield path, node.name


@cache
def words_of(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_")


def test_every_word_of_the_glossary_has_a_meaning():
    rows = glossary()
    assert len(rows) > 30
    assert all(word and means for word, means, _ in rows)
    assert len({word for word, _, _ in rows}) == len(rows)


def test_no_name_uses_a_word_that_the_glossary_gives_up():
    given_up = [(other.split("_"), word) for word, _, others in glossary() for other in others]
    found = [
        f"{path.relative_to(ROOT)}: {name} (say {word})"
        for path, name in names()
        for other, word in given_up
        if any(words_of(name)[i : i + len(other)] == other for i in range(len(words_of(name))))
    ]
    assert found == []


def test_no_module_or_class_is_named_for_nothing():
    assert [str(path) for path, name in names() if name in FORBIDDEN_MODULES] == []
    assert [name for _, name in names() if name.endswith(FORBIDDEN_CLASSES)] == []

"""The made-up country and what reads it share no code, neither by import nor by copy."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {
    *("catalogue", "ingest", "normalize", "matching", "holdings", "index"),
    *("spark_jobs", "api", "web", "cli", "pymarc"),
}
LONG_ENOUGH = 250
"""Of a function's syntax as text: shorter ones are alike by chance."""


def modules(folder: str) -> Iterator[ast.Module]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def bodies(folder: str) -> set[str]:
    return {
        text
        for module in modules(folder)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
        and len(text := "".join(ast.dump(each) for each in node.body[1:])) > LONG_ENOUGH
    }


def test_nothing_of_ours_is_imported():
    imported = {
        name.split(".")[0]
        for module in modules("nation")
        for node in ast.walk(module)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & OURS


def test_no_function_was_copied_from_the_normalizer_or_the_matcher():
    made = bodies("nation")
    assert len(made) > 100
    assert not made & (bodies("normalize") | bodies("matching") | bodies("catalogue"))

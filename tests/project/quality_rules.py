"""The table of rules in docs/quality-report.md, made from `normalize/tables/remedies.toml`.

`python -m tests.project.quality_rules` writes it anew between the marks of the document.
"""

import re
from pathlib import Path

from normalize.profiles import load_table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "quality-report.md"
_BETWEEN = re.compile(r"(<!-- rules -->\n).*(<!-- end of rules -->)", re.DOTALL)


def written_anew(text: str) -> str:
    """The document with the rules as they are now."""
    return _BETWEEN.sub(lambda marks: f"{marks[1]}{rules_table()}{marks[2]}", text)


def rules_table() -> str:
    """A row for each rule: what it is called, its severity and weight, the remedy."""
    rows = [
        f"| `{rule}` | {row['name_en']} | {row['severity']}, {row['weight']} | {row['en']} |\n"
        for rule, row in load_table("remedies").items()
    ]
    return "| rule | what is wrong | severity, weight | remedy |\n|---|---|---|---|\n" + "".join(
        rows
    )


if __name__ == "__main__":
    DOCUMENT.write_text(written_anew(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

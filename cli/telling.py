"""How problems are told: a line each as they are found, and at the end what was counted."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalogue.outcomes import Problem
from catalogue.text import tidy
from cli.console import note
from cli.reading_files import Outcome
from normalize.profiles import load_table
from normalize.quality_summary import QualitySummary

_SAID = {
    "nl": {"error": "fout", "warning": "waarschuwing", "nothing": "niets te verbeteren"},
    "en": {"error": "error", "warning": "warning", "nothing": "nothing to mend"},
}


@dataclass(frozen=True)
class Telling:
    """How problems are told: in which language, as JSON or not, and whether at all."""

    language: str
    as_json: bool
    lines: bool


def tell_all(summary: QualitySummary, checked: Iterator[Outcome], telling: Telling) -> None:
    """Tell of each problem as its record passes; at the end, what `summary` counted."""
    started = time.monotonic()
    for outcome in checked:
        if telling.lines:
            sys.stdout.writelines(f"{_line(each, telling)}\n" for each in outcome.problems)
    counts = counts_of(summary)
    if telling.as_json:
        sys.stdout.write(json.dumps(counts) + "\n")
    elif telling.lines and not summary.whole.problems:
        sys.stdout.write(_SAID[telling.language]["nothing"] + "\n")
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if name != "rules")
    note(f"check: {told}, {time.monotonic() - started:.1f} s")


def _line(problem: Problem, telling: Telling) -> str:
    if telling.as_json:
        return problem.model_dump_json()
    severity = _SAID[telling.language][problem.severity]
    remedy = problem.remedy_nl if telling.language == "nl" else problem.remedy_en
    place = f"{problem.record} {problem.field} [{tidy(problem.value)}]"
    return tidy(f"{severity}: {place} {problem.rule}: {remedy}")


def counts_of(summary: QualitySummary) -> dict[str, Any]:
    """Records read, kept and rejected; problems by severity, and by rule with their records."""
    whole, remedies = summary.whole, load_table("remedies")
    rules = {
        rule: {
            "severity": remedies[rule]["severity"],
            "problems": problems,
            "records": whole.records[rule],
        }
        for rule, problems in whole.problems.most_common()
    }
    by_severity = {
        f"{severity}s": sum(r["problems"] for r in rules.values() if r["severity"] == severity)
        for severity in ("error", "warning")
    }
    records = {"read": whole.read, "kept": whole.kept, "rejected": whole.rejected}
    return {**records, **by_severity, "rules": rules}

"""Drop folders: what a system or the online library has delivered by files up to a day.

They are links to the country's files, named after the day, so that a folder holds on day 2 what it
held on day 1 and what came since. Of one day the list of copies comes first and then the titles
that the system describes itself: a list has but a short title of each, and the last word counts.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from nation.delivered import source_folder


def fill_drops(country: Path, day: int, names: list[str]) -> dict[str, str]:
    """Fill a folder for each name; returns their patterns, from the country's folder."""
    root = country / "serve" / "drops"
    shutil.rmtree(root, ignore_errors=True)
    patterns = {}
    for name in names:
        delivered = list(_delivered(country, name, day))
        if not delivered:
            continue
        folder = root / name
        folder.mkdir(parents=True)
        for called, path in delivered:
            (folder / called).symlink_to(os.path.relpath(path, folder))
        patterns[name] = f"serve/drops/{name}/day-*"
    return patterns


def _delivered(country: Path, name: str, last: int) -> Iterator[tuple[str, Path]]:
    for day in range(1, last + 1):
        kinds = {
            "list": country / "holdings" / name / f"day-{day:02}",
            "titles": source_folder(country, name, day),
        }
        for kind, folder in kinds.items():
            for path in sorted(folder.glob("part-*")):
                yield f"day-{day:02}-{kind}-{path.name}", path

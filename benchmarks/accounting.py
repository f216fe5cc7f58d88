"""Every file below a folder, read to the record: read = saved + unchanged + deleted + rejected.

    python -m benchmarks.accounting FOLDER

A JSON line for each file with its counts and what was rejected by which rule; the last line is the
whole.
The store is the one in memory; `balanced` is false where a record is not accounted for.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from catalogue.outcomes import Rejected
from catalogue.store import MemoryStore
from cli.reading_files import guess_dialect
from ingest.files import frame
from normalize.profiles import load_profile
from normalize.read import gather, normalize_record

COUNTS = ("read", "saved", "unchanged", "deleted", "rejected")


def account(path: Path, name: str) -> dict[str, object]:
    """The counts of one file, told by the bytes alone, and its rejections by rule."""
    payload = path.read_bytes()
    dialect = guess_dialect(payload)
    profile, rules = load_profile(dialect), Counter[str]()
    deliveries = []
    for record in gather(frame(payload, source=name, format=None, file=name), profile):
        outcome = None if record.deleted else normalize_record(record, profile)
        if isinstance(outcome, Rejected):
            rules[outcome.problems[0].rule] += 1
        deliveries.append((record, outcome))
    counts = MemoryStore().save_page(deliveries)
    row = {each: getattr(counts, each) for each in COUNTS}
    told = row["saved"] + row["unchanged"] + row["deleted"] + row["rejected"]
    balanced = row["read"] == len(deliveries) == told and rules.total() == row["rejected"]
    return {"file": name, "dialect": dialect, **row, "rules": dict(rules), "balanced": balanced}


def main() -> None:
    """Account for every file below the folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    whole, rules, files, balanced = Counter[str](), Counter[str](), 0, True
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        row = account(path, str(path.relative_to(folder)))
        sys.stdout.write(json.dumps(row) + "\n")
        files, balanced = files + 1, balanced and bool(row["balanced"])
        whole.update({each: int(str(row[each])) for each in COUNTS})
        rules.update(row["rules"])  # type: ignore[arg-type]
    total = {"files": files, **whole, "rules": dict(rules), "balanced": balanced}
    sys.stdout.write(json.dumps(total) + "\n")


if __name__ == "__main__":
    main()

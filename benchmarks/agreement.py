"""What the accelerator reads, Python reads alike: outcomes compared, record by record.

    python -m benchmarks.agreement --records 100000 --seed 1 --real FOLDER

`composed`: records made of what the rules of each dialect look for (`composed_records.py`).
`mutated`: sound and broken ones, damaged as in `robustness.py`. `real`: every record below a
folder, by every dialect of its family. Printed for each kind: how many were read alike, declined,
and read otherwise, with what makes each of those again. The accelerator has to be installed.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.composed_records import FORMATS, composed
from benchmarks.robustness import DIALECTS, mutate, originals
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import SourceRecord
from ingest.files import frame
from normalize.accelerated import is_installed, number_quickly, read_quickly, switched_off
from normalize.profiles import Profile, dialects, load_profile
from normalize.read import identify, normalize_record

FAMILIES = ("iso2709", "marcxml", "pica", "picaxml")
SHOWN = 20

Case = tuple[str, SourceRecord, Profile]
"""A name that makes the record again, the record, and how it is read."""


@dataclass
class Agreement:
    """How many records the accelerator read alike, declined, or read otherwise."""

    found: Counter[str] = field(default_factory=Counter)
    trouble: list[dict[str, str]] = field(default_factory=list)


def compare(cases: Iterator[Case]) -> Agreement:
    """The outcomes and the control numbers of both, held against each other."""
    agreement = Agreement()
    for name, record, profile in cases:
        quick, number = read_quickly(record, profile), number_quickly(record, profile)
        with switched_off():
            outcome, identified = normalize_record(record, profile), identify(record, profile)
        different = _difference(quick, outcome)
        if number not in (None, identified.number):
            different = f"number: {number} for {identified.number}"
        agreement.found[_verdict(quick, different)] += 1
        if different and len(agreement.trouble) < SHOWN:
            agreement.trouble.append({"record": name, "difference": different[:800]})
    return agreement


def _verdict(quick: Normalized | None, different: str) -> str:
    return "otherwise" if different else "declined" if quick is None else "alike"


def _difference(quick: Normalized | None, outcome: Normalized | Rejected) -> str:
    """The fields in which two outcomes differ; empty where they do not, or nothing was read."""
    if quick is None or quick == outcome:
        return ""
    if isinstance(outcome, Rejected):
        return f"rejected: {outcome.reason}"
    pairs = [
        (f"{name}: {got!r} for {getattr(wanted, name)!r}")
        for ours, wanted in ((quick.record, outcome.record), (quick, outcome))
        for name, got in ours
        if name != "record" and got != getattr(wanted, name)
    ]
    return "; ".join(pairs)


def composed_cases(seed: int, records: int) -> Iterator[Case]:
    """Records of every dialect that the accelerator reads, in both formats of its family."""
    profiles = [load_profile(each) for each in dialects()]
    ways = [(p, f) for p in profiles if p.family in FORMATS and p.rules for f in FORMATS[p.family]]
    for number in range(records):
        profile, format = ways[number % len(ways)]
        name = f"{profile.dialect} {format} {seed}-{number}"
        yield name, composed(profile, format, name), profile


def mutated_cases(seed: int, records: int) -> Iterator[Case]:
    """Damaged records of the four families, each framed again."""
    pools = {family: list(originals(family)) for family in FAMILIES}
    for number in range(records):
        family = FAMILIES[number % len(FAMILIES)]
        dialect, format = DIALECTS[family]
        name = f"{family} {seed}-{number}"
        payload = mutate(random.Random(name), family, pools[family])
        for record in frame(payload, source="s", format=format, file="mutated"):
            yield name, record, load_profile(dialect)


def real_cases(folder: Path) -> Iterator[Case]:
    """Every record below a folder in a format of the four, by every dialect of its family."""
    profiles = [load_profile(each) for each in dialects()]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            for index, record in enumerate(frame(file, source="s", format=None, file=path.name)):
                for profile in profiles:
                    if record.format in FORMATS.get(profile.family, ()):
                        yield f"{path.name} {index} {profile.dialect}", record, profile


def main() -> None:
    """Compare, and print a JSON line for each kind of record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path)
    asked = parser.parse_args()
    if not is_installed():
        sys.exit("there is no accelerator here, or it was made for other code: make accelerator")
    kinds = {
        "composed": composed_cases(asked.seed, asked.records),
        "mutated": mutated_cases(asked.seed, asked.records),
        **({"real": real_cases(asked.real)} if asked.real else {}),
    }
    for kind, cases in kinds.items():
        agreement = compare(cases)
        row = {"kind": kind, "seed": asked.seed, **agreement.found, "trouble": agreement.trouble}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Reading to the finished, validated model, held against what others need merely to read.

    python -m benchmarks.reading_speed --records 20000 --rounds 5

In every round each format is read by us (framed, identified, normalised, validated) and by its
yardstick, in turn and from the same file; times are CPU seconds of this process. A ratio is the
yardstick's time by ours: 2.0 means twice as fast as the yardstick. Files are made of the fixtures'
descriptions, which are short; `--real FOLDER` adds files of the real records below it, which are as
long as records are (`real_files.py`). The peak of memory is that of a process of its own, for a
file and for one ten times as long.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pymarc

from benchmarks.made_files import make_file
from benchmarks.real_files import make_real_file
from catalogue.source_record import Format
from ingest.files import frame
from normalize.marc21 import read_iso2709
from normalize.profiles import load_profile
from normalize.read import normalize_record

DIALECTS = {
    "iso2709": "nbd_marc21",
    "real_iso2709": "plain_marc21",
    "real_marcxml": "plain_marc21",
    "real_pica": "k10plus",
    "real_picaxml": "k10plus",
    "marcxml": "nbd_marc21",
    "picaxml": "ggc",
    "pica": "ggc",
}
FORMATS = {
    "iso2709": Format.MARC,
    "real_iso2709": Format.MARC,
    "real_marcxml": Format.MARCXML,
    "real_pica": Format.PICA,
    "real_picaxml": Format.PICA_XML,
    "marcxml": Format.MARCXML,
    "picaxml": Format.PICA_XML,
    "pica": Format.PICA,
}


def read_by_us(path: Path, name: str) -> int:
    """Read a file to the model; how many records came out, kept or rejected."""
    profile = load_profile(DIALECTS[name])
    with path.open("rb") as file:
        records = frame(file, source="s", format=FORMATS[name], file=path.name)
        return sum(bool(normalize_record(record, profile)) for record in records)


def read_by_pymarc(path: Path, _: str) -> int:
    """Only iterate over ISO 2709."""
    with path.open("rb") as file:
        return sum(1 for _ in pymarc.MARCReader(file))


def read_by_pymarc_xml(path: Path, _: str) -> int:
    """Only let pymarc's XML reader make its records; of PicaXML it knows no field by its tag."""
    found: Counter[str] = Counter()
    pymarc.map_xml(lambda _: found.update("r"), str(path))  # type: ignore[no-untyped-call]
    return found["r"]


def read_by_split(path: Path, _: str) -> int:
    """Only cut PICA+ into records, fields and subfields."""
    records = 0
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            fields = []
            for field in line.rstrip("\n").split("\x1e"):
                tag, *subfields = field.split("\x1f")
                fields.append((tag, [(each[:1], each[1:]) for each in subfields]))
            records += bool(fields)
    return records


YARDSTICKS: dict[str, Callable[[Path, str], int]] = {
    "iso2709": read_by_pymarc,
    "real_iso2709": read_by_pymarc,
    "real_marcxml": read_by_pymarc_xml,
    "real_pica": read_by_split,
    "real_picaxml": read_by_pymarc_xml,
    "marcxml": read_by_pymarc_xml,
    "picaxml": read_by_pymarc_xml,
    "pica": read_by_split,
}


def measure(path: Path, name: str, rounds: int) -> dict[str, object]:
    """Ratio of each round, their median and spread, and both speeds."""
    ours, theirs = [], []
    read = read_by_us(path, name)  # Once beforehand: tables are loaded, the file is in memory.
    for _ in range(rounds):
        theirs.append(_cpu_seconds(YARDSTICKS[name], path, name))
        ours.append(_cpu_seconds(read_by_us, path, name))
    ratios = [round(they / we, 3) for they, we in zip(theirs, ours, strict=True)]
    return {
        "format": name,
        "records": read,
        "bytes_a_record": round(path.stat().st_size / read),
        "ratio_median": statistics.median(ratios),
        "ratio_spread": [min(ratios), max(ratios)],
        "ours_per_cpu_s": round(read / statistics.median(ours)),
        "yardstick": YARDSTICKS[name].__name__,
        "yardstick_per_cpu_s": round(read / statistics.median(theirs)),
    }


def _cpu_seconds(read: Callable[[Path, str], int], path: Path, name: str) -> float:
    begun = time.process_time()
    read(path, name)
    return time.process_time() - begun


def by_directory(path: Path, name: str) -> float:
    """The share of the records of an ISO 2709 file that need no pymarc."""
    wanted, found = load_profile(DIALECTS[name]).wanted, Counter[str]()
    with path.open("rb") as file:
        for record in frame(file, source="s", format=Format.MARC, file=path.name):
            found[read_iso2709(record.payload, wanted).by] += 1
    return round(found["directory"] / found.total(), 4)


_PEAK = """
import sys
from pathlib import Path
from benchmarks.reading_speed import read_by_us
read_by_us(Path(sys.argv[1]), sys.argv[2])
status = Path("/proc/self/status").read_text().split()
print(int(status[status.index("VmHWM:") + 1]) // 1024)
"""
"""What getrusage tells would be at least the peak of the process that started this one."""


def peak_memory(path: Path, name: str) -> int:
    """MiB that a process of its own holds at its highest while it reads the file."""
    command = [sys.executable, "-c", _PEAK, str(path), name]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    """Measure, and print a JSON line for each format."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--formats", nargs="*", default=list(DIALECTS), choices=DIALECTS)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        for name in asked.formats:
            path, longer = Path(folder) / name, Path(folder) / "longer"
            if name.startswith("real"):
                if not asked.real:
                    continue
                make_real_file(asked.real, path, name, asked.records)
            else:
                make_file(path, name, asked.records)
            row = measure(path, name, asked.rounds)
            if FORMATS[name] is Format.MARC:
                row["by_directory"] = by_directory(path, name)
            longer.write_bytes(b"")
            if not name.startswith("real"):
                make_file(longer, name, 10 * asked.records)
                row["peak_mib"] = [peak_memory(path, name), peak_memory(longer, name)]
            row["load"] = [round(each, 1) for each in os.getloadavg()]
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
            path.unlink()


if __name__ == "__main__":
    main()

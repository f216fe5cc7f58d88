"""Reading to the finished, validated model, held against what others need merely to read.

    python -m benchmarks.reading_speed --records 20000 --rounds 5

In every round each format is read by its yardstick and by us (framed, identified, normalised,
validated), by Python alone and with the accelerator where it is installed, in turn and from the
same file, which no round before has read; times are CPU seconds of this process. A ratio is the
yardstick's time by ours: 2.0 means twice as fast as the yardstick. Files are made of the fixtures'
descriptions, which are short; `--real FOLDER` adds files of the real records below it, which are as
long as records are (`real_files.py`). The peak of memory is that of a process of its own, for a
file and for one ten times as long.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pymarc

from benchmarks.made_files import make_file
from benchmarks.real_files import make_real_file
from catalogue.source_record import Format
from ingest.files import frame
from normalize.accelerated import is_installed, read_quickly, switched_off
from normalize.profiles import load_profile
from normalize.read import normalize_record, read_fields

Make = Callable[[Path, str, range], None]
"""Writes a file: where, in which format, and the numbers of its records."""

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
    """Read a file to the model by Python; how many records came out, kept or rejected."""
    with switched_off():
        return read_accelerated(path, name)


def read_accelerated(path: Path, name: str) -> int:
    """The same by the accelerator, and by Python what it declines."""
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


def measure(make: Make, name: str, records: int, rounds: int) -> dict[str, object]:
    """Ratios and speeds, with their spread; each round reads a file of its own."""
    seconds: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        make(path, name, range(1, records + 1))
        read = read_by_us(path, name)  # Beforehand: tables are loaded, and every cache is full.
        for turn in range(1, rounds + 1):
            make(path, name, range(turn * records + 1, (turn + 1) * records + 1))
            for reader, read_all in _readers(name).items():
                seconds.setdefault(reader, []).append(_cpu_seconds(read_all, path, name))
        size = path.stat().st_size
    yardstick = seconds.pop(YARDSTICKS[name].__name__)
    return {
        "format": name,
        "records": read,
        "bytes_a_record": round(size / read),
        "yardstick": YARDSTICKS[name].__name__,
        "yardstick_us": _median_us(yardstick, read),
        **{reader: _against(yardstick, ours, read) for reader, ours in seconds.items()},
    }


def _readers(name: str) -> dict[str, Callable[[Path, str], int]]:
    yardstick = YARDSTICKS[name]
    readers = {yardstick.__name__: yardstick, "python": read_by_us}
    return readers | ({"accelerated": read_accelerated} if is_installed() else {})


def _against(yardstick: list[float], ours: list[float], read: int) -> dict[str, object]:
    ratios = [round(they / we, 3) for they, we in zip(yardstick, ours, strict=True)]
    return {
        "ratio_median": statistics.median(ratios),
        "ratio_spread": [min(ratios), max(ratios)],
        "us_a_record": _median_us(ours, read),
    }


def _median_us(seconds: list[float], read: int) -> float:
    return round(statistics.median(seconds) / read * 1_000_000, 1)


def _cpu_seconds(read: Callable[[Path, str], int], path: Path, name: str) -> float:
    gc.collect()  # What others left is not on this one's account.
    begun = time.process_time()
    read(path, name)
    return time.process_time() - begun


def shares(make: Make, name: str, records: int) -> dict[str, float]:
    """Which part of the records needs no patient reader, and which the accelerator reads."""
    profile, found = load_profile(DIALECTS[name]), Counter[str]()
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        make(path, name, range(1, records + 1))
        with path.open("rb") as file:
            for record in frame(file, source="s", format=FORMATS[name], file=path.name):
                found["sound"] += bool(read_fields(record, profile).by)
                found["accelerated"] += read_quickly(record, profile) is not None
    return {what: round(count / records, 4) for what, count in found.items()}


_PEAK = """
import sys
from pathlib import Path
from benchmarks.reading_speed import read_accelerated
read_accelerated(Path(sys.argv[1]), sys.argv[2])
status = Path("/proc/self/status").read_text().split()
print(int(status[status.index("VmHWM:") + 1]) // 1024)
"""
"""What getrusage tells would be at least the peak of the process that started this one."""


def peak_memory(path: Path, name: str) -> int:
    """MiB that a process of its own holds at its highest while it reads the file."""
    command = [sys.executable, "-c", _PEAK, str(path), name]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def peaks(make: Make, name: str, records: int) -> list[int]:
    """The peak for a file, and for one ten times as long."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        found = []
        for length in (records, 10 * records):
            make(path, name, range(1, length + 1))
            found.append(peak_memory(path, name))
    return found


def main() -> None:
    """Measure, and print a JSON line for each format."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--formats", nargs="*", default=list(DIALECTS), choices=DIALECTS)
    asked = parser.parse_args()
    for name in asked.formats:
        if name.startswith("real") and not asked.real:
            continue
        make = partial(make_real_file, asked.real) if name.startswith("real") else make_file
        row = measure(make, name, asked.records, asked.rounds)
        row["shares"] = shares(make, name, min(asked.records, 4_000))
        if not name.startswith("real"):
            row["peak_mib"] = peaks(make, name, asked.records)
        row["load"] = [round(each, 1) for each in os.getloadavg()]
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

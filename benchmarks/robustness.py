"""Damaged records by the hundred thousand: each is read, or rejected with a reason, in time.

    python -m benchmarks.robustness --records 1000000 --seed 1 --families iso2709 csv

A mutation changes bytes (flip, drop, insert, repeat, cut, splice with another record) or structure
(a tag, a length, a separator, an element, a line moved, doubled or lost). A mutated delivery goes
the whole way: framed, identified, normalised. Printed for each family: how many were made, what
became of them, the longest one, and every exception or hang with the seed that makes it again.
"""

import argparse
import json
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import FrameType

from benchmarks.made_files import DESCRIPTIONS, FORMATS, write_records
from catalogue.outcomes import Rejected
from catalogue.source_record import Format
from ingest.files import frame
from normalize.profiles import Profile, load_profile
from normalize.read import normalize_record

FAMILIES = (*FORMATS, "csv")
DIALECTS = {
    "iso2709": ("nbd_marc21", Format.MARC),
    "marcxml": ("nbd_marc21", Format.MARCXML),
    "pica": ("ggc", Format.PICA),
    "pica_plain": ("ggc", Format.PICA_PLAIN),
    "picaxml": ("ggc", Format.PICA_XML),
    "csv": ("online", Format.CSV),
}
LIMIT = 5
"""Seconds for one record, in which a thousand should be read."""
SHOWN = 20
_BROKEN = Path(__file__).resolve().parent.parent / "fixtures" / "broken"
_PIECES = {
    "iso2709": re.compile(rb"(?<=\x1e)|(?<=\x1f)|(?<=\d{5})"),
    "marcxml": re.compile(rb"(?=<)"),
    "picaxml": re.compile(rb"(?=<)"),
    "pica": re.compile(rb"(?<=\x1e)|(?=\x1f)"),
    "pica_plain": re.compile(rb"(?<=\n)|(?=\$)"),
    "csv": re.compile(rb"(?<=\n)|(?<=,)|(?=\")"),
}
_STRANGE = (
    b"\x00",
    b"\x1b",
    b"\x1b$1",
    b"\x1b(B",
    b"\x1d",
    b"\x1e",
    b"\x1f",
    b"\x85",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"&#0;",
    b"&amp;",
    b"<!--",
    b"<![CDATA[",
    b"<record>",
    b"</record>",
    b'"',
    b"$$",
    b"$",
    b"\n\n",
    b"\r",
    b"99999",
    b"00000",
    b"-1",
    b"@",
    b"/00",
    "٣".encode(),
    "²".encode(),
    b"(" * 40,
    b" " * 60,
    b"[" * 30,
    b"1234567890" * 12,
    "ǅ".encode(),
    "\u0345".encode(),
    b"245",
    b"008",
    b"020",
    b"003@",
    b"021A",
)


@dataclass
class Tally:
    """What became of the mutated records of one family."""

    family: str
    made: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    trouble: list[dict[str, str]] = field(default_factory=list)


class Hang(BaseException):
    """A record took longer than its limit; no reader may catch it."""


def mutate(rng: random.Random, family: str, pool: Sequence[bytes]) -> bytes:
    """A record of `pool`, damaged one to four times by bytes or by structure."""
    record = rng.choice(pool)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        by_structure = rng.random() < 0.5
        record = (
            _by_structure(rng, family, record, pool) if by_structure else _by_bytes(rng, record)
        )
    return record


def _by_bytes(rng: random.Random, record: bytes) -> bytes:
    at = rng.randint(0, len(record))
    behind = record[at + rng.randint(0, 6) :]
    kind = rng.randrange(6)
    if kind == 0:
        return record[:at] + bytes([rng.randrange(256)]) + record[at + 1 :]
    if kind == 1:
        return record[:at] + behind
    if kind == 2:
        return record[:at] + rng.randbytes(rng.randint(1, 8)) + record[at:]
    if kind == 3:
        return record[:at]
    if kind == 4:
        return record[:at] + rng.choice(_STRANGE) + behind
    return record[:at] + record[at : at + 12] * rng.randint(2, 40) + behind


def _by_structure(rng: random.Random, family: str, record: bytes, pool: Sequence[bytes]) -> bytes:
    pieces = _PIECES[family].split(record)
    at, other = rng.randrange(len(pieces)), rng.randrange(len(pieces))
    kind = rng.randrange(6)
    if kind == 0:
        del pieces[at]
    elif kind == 1:
        pieces[at], pieces[other] = pieces[other], pieces[at]
    elif kind == 2:
        pieces[at : at + 1] = [pieces[at]] * rng.randint(2, 8)
    elif kind == 3:
        pieces[at] = rng.choice(_STRANGE)
    elif kind == 4:
        pieces[at:] = _PIECES[family].split(rng.choice(pool))[other:]
    else:
        pieces[at] = pieces[at][: rng.randint(0, len(pieces[at]))] + rng.choice(_STRANGE)
    return b"".join(pieces)


def run(family: str, records: int, seed: int) -> Tally:
    """Mutate and read `records` records of a family; the same seed makes the same records."""
    dialect, format = DIALECTS[family]
    profile, pool, tally = load_profile(dialect), list(originals(family)), Tally(family)
    for number in range(records):
        name = f"{seed}-{number}"
        payload = mutate(random.Random(name), family, pool)
        begun = time.perf_counter()
        _one(tally, name, lambda: read_delivery(payload, profile, format, tally.outcomes))  # noqa: B023
        tally.longest = max(tally.longest, time.perf_counter() - begun)
        tally.made += 1
    return tally


def _one(tally: Tally, name: str, read: Callable[[], None]) -> None:
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        read()
    except (Exception, Hang) as problem:  # noqa: BLE001  # Any exception at all is what is sought.
        tally.outcomes["escaped"] += 1
        if len(tally.trouble) < SHOWN:
            tally.trouble.append(
                {"seed": name, "problem": f"{type(problem).__name__}: {problem}"[:300]}
            )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def read_delivery(payload: bytes, profile: Profile, format: Format, outcomes: Counter[str]) -> None:
    """Read a delivery to the model and count the outcomes; a rejection must have its reason."""
    found = 0
    for source_record in frame(payload, source="s", format=format, file="mutated"):
        outcome = normalize_record(source_record, profile)
        found += 1
        if isinstance(outcome, Rejected) and not outcome.reason:
            raise AssertionError("rejected without a reason")
        outcomes["rejected" if isinstance(outcome, Rejected) else "normalized"] += 1
    outcomes["nothing to read"] += not found


def originals(family: str) -> Iterator[bytes]:
    """Sound records of a family from the descriptions, and the broken fixtures of its format."""
    if family == "csv":
        for path in sorted((DESCRIPTIONS / "online").iterdir()):
            header, *lines = path.read_bytes().strip().split(b"\n")
            yield from (header + b"\n" + line + b"\n" for line in lines)
    else:
        yield from islice(write_records(family), 600)
    _, format = DIALECTS[family]
    for path in sorted(_BROKEN.iterdir()):
        payload = path.read_bytes()
        first = next(frame(payload, source="s", format=None, file=path.name), None)
        if first and first.format is format and len(payload) < 20_000:
            yield payload


def _alarm(signal_number: int, stack: FrameType | None) -> None:
    raise Hang(f"longer than {LIMIT} s")


def main() -> None:
    """Run and print a JSON line for each family."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--families", nargs="*", default=FAMILIES, choices=FAMILIES)
    asked = parser.parse_args()
    signal.signal(signal.SIGALRM, _alarm)
    for family in asked.families:
        begun = time.process_time()
        tally = run(family, asked.records, asked.seed)
        row = {
            "family": family,
            "seed": asked.seed,
            "mutated": tally.made,
            **tally.outcomes,
            "longest_s": round(tally.longest, 3),
            "cpu_s": round(time.process_time() - begun, 1),
            "trouble": tally.trouble,
        }
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

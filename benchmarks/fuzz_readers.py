"""Coverage-guided fuzzing of a reader: atheris looks for bytes that make it raise or hang.

    python -m benchmarks.fuzz_readers iso2709 --seconds 600 --corpus /tmp/corpus

One reader at a time: iso2709, marcxml, pica, pica_plain, picaxml, csv. The corpus begins with sound
records and the broken fixtures, and is kept in the folder given, so that a later run goes on where
this one ended. What raises or takes longer than ten seconds is written there as `crash-...` or
`timeout-...`; mend the reader and keep the bytes under fixtures/broken.
"""

import argparse
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["normalize", "ingest", "catalogue"]):
    from benchmarks.robustness import DIALECTS, originals, read_delivery
    from normalize.profiles import load_profile

_LONGEST_INPUT = 6_000
_TIMEOUT = 10
_FIRST = 60


def main() -> None:
    """Fuzz one reader until the time is up, or something is found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("family", choices=DIALECTS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, required=True)
    asked = parser.parse_args()
    corpus = asked.corpus / asked.family
    corpus.mkdir(parents=True, exist_ok=True)
    known = [each for each in originals(asked.family) if len(each) < _LONGEST_INPUT]
    for number, payload in enumerate(islice([*known[:_FIRST], *known[-_FIRST:]], 2 * _FIRST)):
        (corpus / f"known-{number}").write_bytes(payload)
    dialect, format = DIALECTS[asked.family]
    profile = load_profile(dialect)

    def read(payload: bytes) -> None:
        read_delivery(payload, profile, format, Counter())

    options = {
        "max_total_time": asked.seconds,
        "max_len": _LONGEST_INPUT,
        "timeout": _TIMEOUT,
        "rss_limit_mb": 4096,
        "artifact_prefix": f"{asked.corpus}/{asked.family}-",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    given = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], str(corpus), *given], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

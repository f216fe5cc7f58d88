"""Making the country: parts in parallel, each a pure function of profile, seed and number.

A part holds a fixed number of records and takes them from its own blocks, so any number of
processes writes the same files, and memory does not grow with the country.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from nation.blocks import block
from nation.local_styles import CLOSINGS, ENDINGS, OPENINGS
from nation.profile import DEFAULT, Profile, load_profile
from nation.records import Made, RecordMaker
from nation.render_online import HEADING
from nation.truth import TruthOfPart, finish_truth

RECORDS_A_PART = 12_500
BLOCKS_A_PART = 32
"""A part has blocks to spare: if a profile makes blocks so poor that it runs out, that is said."""

_FORMS = {"nbd": "iso2709", "ggc": "pica", "obcp": "pica", "online": "csv"}


class TooPoor(ValueError):
    """The blocks of a part hold too few records; the message says what to change."""


@dataclass(frozen=True)
class Order:
    """What is to be made."""

    seed: int
    records: int
    out: Path
    profile: Path = DEFAULT


@dataclass(frozen=True)
class PartDone:
    """What one part came to."""

    part: int
    records: int
    manifestations: int
    size: int


def make(
    order: Order,
    *,
    processes: int | None = None,
    told: Callable[[PartDone], None] = lambda done: None,
) -> list[PartDone]:
    """Make a country under `order.out`, a new or empty folder; `told` hears of each part."""
    profile = load_profile(order.profile)
    start_afresh(order.out)
    (order.out / "profile.toml").write_text(profile.text, encoding="utf-8")
    done = []
    for part in _run(order, processes or os.cpu_count() or 1):
        told(part)
        done.append(part)
    finish_truth(order.out)
    _write_manifest(order, profile, done)
    return done


def start_afresh(out: Path) -> None:
    """An empty folder; a country that stands there is removed, anything else is refused."""
    if out.exists() and any(out.iterdir()):
        if not (out / "manifest.json").exists():
            raise FileExistsError(f"{out} is not empty and holds no country; name another folder")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)


def _run(order: Order, processes: int) -> Iterator[PartDone]:
    parts = range(-(-order.records // RECORDS_A_PART))
    if processes == 1 or len(parts) == 1:
        for part in parts:
            yield make_part(order, part)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(make_part, [order] * len(parts), parts)


def make_part(order: Order, part: int) -> PartDone:
    """Make the files of one part: records by source, and the truth about them."""
    profile = load_profile(order.profile)
    quota = min(RECORDS_A_PART, order.records - part * RECORDS_A_PART)
    written: dict[str, list[bytes]] = {}
    forms: dict[str, str] = {}
    with TruthOfPart(order.out, part) as truth:
        for made, form in _records(profile, order.seed, part, quota):
            written.setdefault(made.source, []).append(made.payload)
            forms[made.source] = form
            truth.add(made)
    size = sum(
        write_source(order.out, name, part, forms[name], records)
        for name, records in written.items()
    )
    return PartDone(part, quota, truth.manifestations, size)


def _records(profile: Profile, seed: int, part: int, quota: int) -> Iterator[tuple[Made, str]]:
    maker = RecordMaker(profile, seed)
    left = quota
    for number in range(part * BLOCKS_A_PART, (part + 1) * BLOCKS_A_PART):
        for made in maker.records(block(profile, seed, number)):
            yield made, _FORMS.get(made.source) or maker.form_of(made.source)
            left -= 1
            if not left:
                return
    raise TooPoor(
        f"the {BLOCKS_A_PART} blocks of part {part} hold {left} records too few;"
        " raise works_a_block in the profile"
    )


def write_source(out: Path, name: str, part: int, form: str, records: Iterable[bytes]) -> int:
    """Write one file of a source; returns its size."""
    folder = out / "sources" / name
    folder.mkdir(parents=True, exist_ok=True)
    opening = HEADING if name == "online" else OPENINGS.get(form, b"")
    content = b"".join([opening, *records, CLOSINGS.get(form, b"")])
    (folder / f"part-{part:05}.{ENDINGS[form]}").write_bytes(content)
    return len(content)


def _write_manifest(order: Order, profile: Profile, done: list[PartDone]) -> None:
    said = {
        "seed": order.seed,
        "records": order.records,
        "manifestations": sum(part.manifestations for part in done),
        "bytes": sum(part.size for part in done),
        "profile_sha256": profile.sha256,
        "versions": {name: version(name) for name in ("wordfreq", "Faker", "pyarrow")},
    }
    text = json.dumps(said, indent=2, sort_keys=True)
    (order.out / "manifest.json").write_text(f"{text}\n", encoding="utf-8")

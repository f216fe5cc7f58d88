"""Making the country: parts in parallel, each a pure function of profile, seed and number.

A part holds a fixed number of records and takes them from its own blocks, so any number of
processes writes the same files, and memory does not grow with the country.
"""

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from time import process_time

from nation.blocks import block
from nation.copies_made import WORK, Copies
from nation.directory import fingerprint
from nation.event_files import write_events
from nation.later_days import LaterDays, finish_days
from nation.network_files import write_network
from nation.profile import DEFAULT, Profile, load_profile
from nation.records import Made, RecordMaker
from nation.short_titles import describe_by
from nation.source_files import SourceFiles
from nation.truth import TruthOfPart, finish_truth
from nation.world import Manifestation, Work

BLOCKS_A_PART = 32
"""A part has blocks to spare: if a profile makes blocks so poor that it runs out, that is said."""


class TooPoor(ValueError):
    """The blocks of a part hold too few records; the message says what to change."""


@dataclass(frozen=True)
class Order:
    """What is to be made; with `days` 0 only books and records, no copies and no events."""

    seed: int
    records: int
    out: Path
    days: int = 0
    profile: Path = DEFAULT
    records_a_part: int = 12_500


@dataclass(frozen=True)
class PartDone:
    """What one part came to; `cpu` are seconds of processor, which are in no file."""

    part: int
    records: int
    manifestations: int
    copies: int
    size: int
    cpu: float


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
    finish_days(order.out, order.days)
    if order.days:
        write_network(order.out / "network", order.seed)
        write_events(order.out, order.seed, order.days)
    shutil.rmtree(order.out / WORK, ignore_errors=True)
    _write_manifest(order, profile, done)
    return done


def start_afresh(out: Path) -> None:
    """An empty folder; a country that stands there is removed, anything else is refused."""
    if out.exists() and any(out.iterdir()):
        if not (out / "profile.toml").exists():
            raise FileExistsError(f"{out} is not empty and holds no country; name another folder")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)


def _run(order: Order, processes: int) -> Iterator[PartDone]:
    parts = range(-(-order.records // order.records_a_part))
    if processes == 1 or len(parts) == 1:
        for part in parts:
            yield make_part(order, part)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(make_part, [order] * len(parts), parts)


def make_part(order: Order, part: int) -> PartDone:
    """Make the files of one part: records by source, copies, later days, and the truth."""
    with _no_collection():
        return _make_part(order, part)


@contextmanager
def _no_collection() -> Iterator[None]:
    """What a part makes holds no cycles: looking for them is an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _make_part(order: Order, part: int) -> PartDone:
    start = process_time()
    profile = load_profile(order.profile)
    quota = min(order.records_a_part, order.records - part * order.records_a_part)
    sources = SourceFiles(order.out / "sources", part)
    copies = Copies(order.out, order.seed, order.days, part=part) if order.days else None
    later = LaterDays(order.out, profile, order.seed, days=order.days, part=part)
    maker = RecordMaker(profile, order.seed)
    count = 0
    stock = _described(maker, profile, order.seed, part)
    with TruthOfPart(order.out, part) as truth:
        for m, work, made in _until(stock, quota, part):
            truth.add(m, made)
            sources.add(made)
            later.pass_over(maker, m, work, made)
            if copies:
                count += copies.add(m, describe=describe_by(profile, order.seed, m, made))
    for m, _, made in _until(stock, later.wanted(quota), part):
        later.arrive(m, made)
    later.close()
    if copies:
        copies.close()
    size = sources.write()
    return PartDone(part, quota, truth.manifestations, count, size, process_time() - start)


def _described(
    maker: RecordMaker, profile: Profile, seed: int, part: int
) -> Iterator[tuple[Manifestation, Work, list[Made]]]:
    """The manifestations of a part's blocks with their records, one after the other."""
    for number in range(part * BLOCKS_A_PART, (part + 1) * BLOCKS_A_PART):
        yield from maker.described(block(profile, seed, number))


def _until(
    stock: Iterator[tuple[Manifestation, Work, list[Made]]], quota: int, part: int
) -> Iterator[tuple[Manifestation, Work, list[Made]]]:
    """Manifestations until there are so many records; the last one may lose some."""
    left = quota
    while left > 0:
        try:
            m, work, made = next(stock)
        except StopIteration:
            raise TooPoor(
                f"the {BLOCKS_A_PART} blocks of part {part} hold {left} records too few;"
                " raise works_a_block in the profile"
            ) from None
        yield m, work, made[:left]
        left -= len(made)


def _write_manifest(order: Order, profile: Profile, done: list[PartDone]) -> None:
    said = {
        "seed": order.seed,
        "records": order.records,
        "days": order.days,
        "copies": sum(part.copies for part in done),
        "manifestations": sum(part.manifestations for part in done),
        "bytes": sum(part.size for part in done),
        "profile_sha256": profile.sha256,
        "network_sha256": fingerprint(),
        "versions": {name: version(name) for name in ("wordfreq", "Faker", "pyarrow")},
    }
    text = json.dumps(said, indent=2, sort_keys=True)
    (order.out / "manifest.json").write_text(f"{text}\n", encoding="utf-8")

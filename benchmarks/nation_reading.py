"""Records of a made-up country for reading by eye, and an example of every phenomenon.

Usage: python -m benchmarks.nation_reading [--seed 2026] [--each 50] [--examples]
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import count
from random import Random

from nation.blocks import block
from nation.draft import Draft, inverted
from nation.noise import NOISE
from nation.profile import Profile, load_profile
from nation.records import Made, RecordMaker
from nation.world import Manifestation

KINDS = (
    "novel", "nonfiction", "local_history", "child_fiction", "picture_book", "child_facts",
    "comic", "music", "film", "game", "sheet_music", "serial", "volume_set",
)  # fmt: skip


def compact(draft: Draft) -> str:
    """A record in one line: numbers, title, people, imprint, extent, series, notes."""
    numbers = " ".join([isbn.text for isbn in draft.isbns]) or draft.ean or draft.issn or "-"
    title = " : ".join(filter(None, (draft.title, draft.subtitle)))
    if draft.volume:
        title += f" [{draft.volume_place} {draft.volume} {draft.volume_title}]".rstrip()
    people = "; ".join(
        [inverted(n) + (f" ({n.role})" if n.role != "aut" else "") for n in draft.names]
    )
    imprint = " ".join(filter(None, (draft.edition, draft.publisher, draft.year)))
    extent = draft.pages and f"{draft.pages} p" or (draft.minutes and f"{draft.minutes} min") or "-"
    series = " ; ".join(filter(None, (draft.series_title, draft.series_number)))
    tail = " | ".join(filter(None, (draft.carrier, draft.language, series, draft.said_carrier)))
    return f"{numbers} | {title} | {people or '-'} | {imprint} | {extent} | {tail}"


def records(profile: Profile, seed: int) -> Iterator[tuple[str, Manifestation, Made]]:
    """Records without end, with the kind of their work."""
    maker = RecordMaker(profile, seed)
    for number in count():
        for m, work, made in maker.described(block(profile, seed, number)):
            for each in made:
                yield work.kind, m, each


def sample(profile: Profile, seed: int, each: int) -> dict[str, list[str]]:
    """So many records of each kind, drawn evenly from the first eight times as many."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, _, made in records(profile, seed):
        if made.draft and len(found[kind]) < each * 8:
            found[kind].append(f"{made.source}: {compact(made.draft)}")
        if all(len(lines) == each * 8 for lines in found.values()):
            break
    chance = Random(seed)
    return {kind: chance.sample(lines, each) for kind, lines in found.items()}


def examples(profile: Profile, seed: int) -> dict[str, str]:
    """A record for each phenomenon, with as few others as there is one."""
    best: dict[str, tuple[int, str]] = {}
    for seen, (_, _, made) in enumerate(records(profile, seed)):
        for name in made.phenomena:
            others = len(made.phenomena)
            if made.draft and others < best.get(name, (99, ""))[0]:
                best[name] = others, f"{made.source}: {compact(made.draft)}"
        if seen > 40_000:
            break
    return {name: best[name][1] for name, _ in NOISE if name in best}


def main() -> None:
    """Print what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--each", type=int, default=50)
    asked.add_argument("--examples", action="store_true")
    options = asked.parse_args()
    profile = load_profile()
    out = sys.stdout.write
    if options.examples:
        for name, line in examples(profile, options.seed).items():
            out(f"{name}\t{line}\n")
        return
    for kind, lines in sample(profile, options.seed, options.each).items():
        out(f"\n{kind}\n")
        for line in lines:
            out(f"{line}\n")


if __name__ == "__main__":
    main()

"""Requests between libraries: who asks for what, for which branch, by which day. Never a person.

A title is named by one of its copies, as every catalogue knows it: (installation, item_id).
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pyarrow as pa

from nation.calendar_days import local
from nation.changes import changes
from nation.directory import Organisation, profile
from nation.holdings import Item
from nation.libraries import Libraries, libraries
from nation.life import DAY
from nation.messages import moment
from nation.randomness import PARTS, Choices, happens, in_parts
from nation.row_files import RowFile

REQUESTS = pa.schema(
    [
        ("second", pa.int32()), ("manifestation", pa.int64()), ("installation", pa.string()),
        ("item_id", pa.string()), ("library", pa.string()), ("branch", pa.string()),
        ("need_by", pa.date32()), ("exactly_this", pa.bool_()),
    ]
)  # fmt: skip
"""Of what a part leaves: one request a row."""

TRUTH = pa.schema([("request", pa.string()), ("manifestation", pa.int64())])
"""Of truth/requests.parquet: which manifestation a request is for."""


class Request(NamedTuple):
    """A library asks for a title; `installation` and `item_id` name one of its copies."""

    second: int
    manifestation: int
    installation: str
    item_id: str
    library: str
    branch: str
    need_by: date | None
    exactly_this: bool


def requests_for(items: Sequence[Item], seed: int, days: int, chance: Random) -> list[Request]:
    """What is asked of the copies of one manifestation in the days, by systems that have none."""
    # Of each million copies so many a day: that many millionths of chance for each copy.
    parts = profile()["requests"]["each_million_items_a_day"] * days * len(items)
    number = parts // PARTS + happens(chance, parts % PARTS)
    if not number:
        return []
    country, held = libraries(seed), {item.installation for item in items}
    found = []
    for _ in range(number):
        item = chance.choice(items)
        library = _asking(item, held, country, chance)
        if library is not None and _can_be_named(item):
            found.append(_request(item, library, country, chance, days))
    return found


def _can_be_named(item: Item) -> bool:
    return not item.twin and item.day == 1


def _asking(item: Item, held: set[str], country: Libraries, chance: Random) -> Organisation | None:
    """A library whose system has no copy: mostly in the province of the copy."""
    own = happens(chance, in_parts(profile()["requests"]["own_province"]))
    province = country.organisations[item.library].province if own else ""
    for where in (province, ""):
        drawn = [_by_size(country.seed, where).draw(chance) for _ in range(12)]
        for isil in drawn:
            if isil and country.system_of[isil].name not in held:
                return country.organisations[isil]
    return None


@lru_cache(maxsize=64)
def _by_size(seed: int, province: str) -> Choices[str]:
    """The libraries that serve towns, in one province or all, as often as people live there."""
    found = [
        each
        for each in libraries(seed).organisations.values()
        if each.inhabitants and province in ("", each.province)
    ]
    return Choices([each.isil for each in found], [each.inhabitants for each in found])


def _request(
    item: Item, library: Organisation, country: Libraries, chance: Random, days: int
) -> Request:
    rules = profile()["requests"]
    day = chance.randrange(days)
    need_by = None
    if happens(chance, in_parts(rules["need_by"])):
        need_by = _start() + timedelta(days=day + chance.randint(*rules["need_by_days"]))
    planned = changes(country.seed)
    branch = chance.choice(_pick_up_branches(country.seed)[library.isil])
    return Request(
        second=day * DAY + chance.randint(8 * 3600, 23 * 3600),
        manifestation=item.manifestation,
        installation=item.installation,
        item_id=item.item_id,
        library=planned.library(library.isil, day + 1),
        branch=planned.isil(branch, day + 1),
        need_by=need_by,
        exactly_this=happens(chance, in_parts(rules["exactly_this"])),
    )


def _start() -> date:
    start: date = profile()["calendar"]["start"]
    return start


@lru_cache(maxsize=2)
def _pick_up_branches(seed: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for branch in libraries(seed).branches.values():
        if branch.kind in ("public", "pick_up_point", "mobile_stop"):
            found.setdefault(branch.organisation, []).append(branch.isil)
    return found


def write_requests(folder: Path, rows: Sequence[tuple[Any, ...]]) -> int:
    """Write requests.ndjson and the truth about it from rows of `Request`; returns how many."""
    ordered = sorted((Request._make(row) for row in rows), key=lambda r: (r.second, r.item_id))
    with (
        (folder / "requests.ndjson").open("wb") as file,
        RowFile(folder / "truth/requests.parquet", TRUTH) as truth,
    ):
        for place, each in enumerate(ordered, start=1):
            name = f"request-{place:07}"
            file.write(json.dumps(_line(name, each), separators=(",", ":")).encode() + b"\n")
            truth.add((name, each.manifestation))
    return len(ordered)


def _line(name: str, request: Request) -> dict[str, Any]:
    return {
        "request": name,
        "asked": local(moment(request.second)).isoformat(timespec="seconds"),
        "library": request.library,
        "branch": request.branch,
        "copy": {"installation": request.installation, "item_id": request.item_id},
        "exactly_this": request.exactly_this,
        "need_by": request.need_by.isoformat() if request.need_by else None,
    }

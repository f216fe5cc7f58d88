"""What is to go wrong at which source, read from a file.

[sources.nbd]
page_size = 50
quirks = { overlap = 1, dates = "by_day", slow_clock_seconds = 600 }
faults = [
  { kind = "unavailable", request = 3, times = 2 },
  { kind = "slow", request = 9, seconds = 2.5 },
]
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

from nation.faults import Fault, FaultKind
from nation.quirks import PLAIN, Quirks


class WrongRehearsal(ValueError):
    """The file asks for what cannot be; the message names file, source and entry."""


@dataclass(frozen=True)
class Ways:
    """How a source behaves: its faults by request, what it is like all the time, its pages."""

    faults: tuple[Fault, ...] = ()
    quirks: Quirks = PLAIN
    page_size: int | None = None


def load_ways(path: Path, known: Collection[str]) -> dict[str, Ways]:
    """The ways of sources by name; `known` are those that may be named."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise WrongRehearsal(f"{path} cannot be read: {problem}; mend it") from problem
    _refuse_others(f"{path}", table, ("sources",))
    sources = table.get("sources", {})
    _refuse_others(f"{path}, sources", sources, known)
    return {name: _ways(f"{path}, source {name}", body) for name, body in sources.items()}


def _ways(where: str, body: Mapping[str, Any]) -> Ways:
    _refuse_others(where, body, ("page_size", "quirks", "faults"))
    size = body.get("page_size")
    if size is not None and not (isinstance(size, int) and size > 0):
        raise WrongRehearsal(f"{where}: page_size {size} is no number above 0; mend it")
    faults = tuple(
        _fault(f"{where}, fault {place}", each)
        for place, each in enumerate(body.get("faults", ()), start=1)
    )
    return Ways(faults, _quirks(f"{where}, quirks", body.get("quirks", {})), size)


def _fault(where: str, body: Mapping[str, Any]) -> Fault:
    _refuse_others(where, body, get_type_hints(Fault))
    if body.get("kind") not in get_args(FaultKind):
        known = ", ".join(get_args(FaultKind))
        raise WrongRehearsal(f"{where}: kind {body.get('kind')} is none of {known}")
    _check(where, body, {"request": int, "times": int, "seconds": float})
    return Fault(**body)


def _quirks(where: str, body: Mapping[str, Any]) -> Quirks:
    own = {name: kind for name, kind in _QUIRKS.items() if name != "slow_clock_seconds"}
    _refuse_others(where, body, _QUIRKS)
    _check(where, body, {name: kind for name, kind in _QUIRKS.items() if isinstance(kind, type)})
    for name, values in _QUIRKS.items():
        if isinstance(values, tuple) and body.get(name, values[0]) not in values:
            raise WrongRehearsal(f"{where}: {name} {body[name]} is none of {', '.join(values)}")
    said = {name: value for name, value in body.items() if name in own}
    return Quirks(**said, slow_clock=timedelta(seconds=body.get("slow_clock_seconds", 0)))


_QUIRKS: Mapping[str, type | tuple[str, ...]] = {
    "login": str,
    "deletions": ("persistent", "transient", "no"),
    "dates": ("by_second", "by_day", "ignored"),
    "overlap": int,
    "steady_token": bool,
    "slow_clock_seconds": float,
}


def _check(where: str, body: Mapping[str, Any], kinds: Mapping[str, type]) -> None:
    for name, kind in kinds.items():
        value = body.get(name, kind())
        fits = isinstance(value, int | float) if kind is float else isinstance(value, kind)
        if not fits or (kind is not bool and isinstance(value, bool)):
            raise WrongRehearsal(f"{where}: {name} {value!r} is no {_WORDS[kind]}; mend it")
        if isinstance(value, int | float) and value < 0:
            raise WrongRehearsal(f"{where}: {name} {value} is below 0; mend it")


_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def _refuse_others(where: str, body: Any, known: Collection[str]) -> None:
    if not isinstance(body, Mapping):
        raise WrongRehearsal(f"{where}: {body!r} is no table; mend it")
    for name in body:
        if name not in known:
            raise WrongRehearsal(f"{where}: {name} is none of {', '.join(known)}")

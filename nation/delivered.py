"""What a source delivered, day by day: its files, and where in them each record stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nation.as_xml import FORMS

_GONE = "deletions-*.ndjson"


class BrokenFile(ValueError):
    """A file of the country is not whole; the message names it and the place."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a record stands, or the line that says it went; `place` of `whole` bytes of the day."""

    file: Path
    offset: int
    length: int
    number: str
    set: str
    deleted: bool
    place: int
    whole: int


def source_folder(country: Path, source: str, day: int) -> Path:
    """Where the files of a source and a day stand; day 1 is the base."""
    return (country if day == 1 else country / "days" / f"{day:02}") / "sources" / source


def files_of(country: Path, source: str, day: int) -> list[Path]:
    """The files of records of a source and a day, then those that tell what went."""
    folder = source_folder(country, source, day)
    records = [path for ending in FORMS for path in sorted(folder.glob(f"part-*.{ending}"))]
    return records + sorted(folder.glob(_GONE))


def spans(country: Path, source: str, day: int) -> Iterator[Span]:
    """Every record and every deletion that a source delivered on a day, in the order of files."""
    files = files_of(country, source, day)
    whole = sum(path.stat().st_size for path in files)
    before = 0
    for path in files:
        with path.open("rb") as file:
            for offset, record in _records(file, path):
                number, set_name, gone = _told(path, record)
                place = before + offset
                yield Span(path, offset, len(record), number, set_name, gone, place, whole)
        before += path.stat().st_size


def _told(path: Path, record: bytes) -> tuple[str, str, bool]:
    if path.suffix == ".ndjson":
        return json.loads(record)["number"], "", True
    form = FORMS[path.suffix[1:]]
    return form.number(record), form.set(record), False


def _records(file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each record: ISO 2709 by its lengths, anything else by lines."""
    offset = 0
    while record := _marc(file, path, offset) if path.suffix == ".mrc" else file.readline():
        yield offset, record
        offset += len(record)


def _marc(file: BinaryIO, path: Path, offset: int) -> bytes:
    length = file.read(5)
    if not length:
        return b""
    rest = file.read(int(length) - 5) if length.isdigit() else b""
    if not rest.endswith(b"\x1d"):
        raise BrokenFile(f"{path}: no whole record at byte {offset}; make the country anew")
    return length + rest

"""Bytes as received: written aside, made durable, then moved into place.

`<landing>/<source>/<yyyy>/<mm>/<first two of sha256>/<sha256>.<extension>.zst`: named after the
bytes as received, so the same delivery has one place a month. Every file is compressed (Zstandard,
level 1, with a checksum): pages of XML shrink to a tenth, and a nation's harvest stays on one disk.
Files of earlier releases, which end in `.gz`, are read as well.
"""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol, Self

import zstandard

from catalogue.errors import LandingError
from ingest.unpacking import GZIP, ZSTD, unpacked

_BLOCK = 1 << 20
_REMEDIES = {
    errno.ENOSPC: "the disk is full; free space and run again",
    errno.EDQUOT: "the disk quota is used up; free space and run again",
    errno.EROFS: "the disk is read-only; set SPIL_HOME to a folder that can be written",
    errno.EACCES: "the folder may not be written; give this user the right or set SPIL_HOME",
    errno.EPERM: "the folder may not be written; give this user the right or set SPIL_HOME",
    errno.ENOTDIR: "a file stands where a folder is needed; move it or set SPIL_HOME",
    errno.EEXIST: "a file stands where a folder is needed; move it or set SPIL_HOME",
    errno.ENOENT: "it is not there; restore it from a backup or harvest again",
}


@dataclass(frozen=True)
class Landed:
    """Where bytes were landed: `file` is the path in the landing zone, `sha256` in hexadecimal."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Shelf:
    """Where in the landing zone deliveries of one source are put on one day.

    `durable`: the folders in it that are known to survive a power cut.
    """

    landing: Path
    source: str
    day: date
    durable: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)

    def place(self, sha256: str, extension: str) -> Path:
        """The path of a delivery with this fingerprint."""
        month = self.landing / self.source / f"{self.day:%Y}" / f"{self.day:%m}"
        return month / sha256[:2] / f"{sha256}.{extension}.zst"


class Readable(Protocol):
    """What bytes are read from: an open file, or a landed one."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


def land(shelf: Shelf, received: bytes | Readable, extension: str) -> Landed:
    """Put the bytes on the shelf, durably; raises LandingError naming the path and the remedy.

    When this returns, file and folders survive a power cut.
    """
    stream = BytesIO(received) if isinstance(received, bytes) else received
    aside = shelf.landing / ".aside" / f"{os.getpid()}-{secrets.token_hex(8)}"
    with _told_as_landing_error(shelf.landing):
        _make_folder(aside.parent, shelf)
        try:
            sha256, size = _write(aside, stream)
            place = shelf.place(sha256, extension)
            _move(aside, place, shelf)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    return Landed(place.relative_to(shelf.landing).as_posix(), sha256, size)


def discard(landing: Path, landed: Landed) -> None:
    """Take back an answer that holds no record, or whose records stand in another page."""
    with _told_as_landing_error(landing / landed.file):
        (landing / landed.file).unlink(missing_ok=True)


class LandedFile:
    """A landed file, read in order; raises LandingError if it is missing or damaged."""

    def __init__(self, path: Path) -> None:
        """Open the landed file at `path`."""
        self._path = path
        with _told_as_landing_error(path):
            self._file = path.open("rb")
        self._blocks = _unpacked(self._file)
        self._ready = b""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes as received, at most `size`; none at the end."""
        with _told_as_landing_error(self._path):
            if size < 0:
                whole, self._ready = b"".join((self._ready, *self._blocks)), b""
                return whole
            self._ready = self._ready or next(self._blocks, b"")
            found, self._ready = self._ready[:size], self._ready[size:]
            return found

    def __enter__(self) -> Self:
        """This file; it is closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    """The bytes as received, in blocks that are not empty; raises EOFError where some are lost."""
    damaged: list[bytes] = []
    packed = iter(lambda: file.read(_BLOCK), b"")
    first = next(packed, b"")
    if not first.startswith((GZIP, ZSTD)):
        raise EOFError("it does not begin as a landed file")
    yield from filter(None, unpacked(chain([first], packed), damaged))
    if damaged:
        raise EOFError("it ends too early or was changed")


def read_landed(path: Path) -> bytes:
    """The bytes as received of a landed file; raises LandingError if it is missing or damaged."""
    with LandedFile(path) as file:
        return file.read()


def _write(aside: Path, stream: Readable) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    packed = zstandard.ZstdCompressor(level=1, write_checksum=True).compressobj()
    with aside.open("wb") as file:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
            file.write(packed.compress(block))
        file.write(packed.flush())
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _move(aside: Path, place: Path, shelf: Shelf) -> None:
    _make_folder(place.parent, shelf)
    aside.replace(place)
    _sync_folder(place.parent)


def _make_folder(folder: Path, shelf: Shelf) -> None:
    """Make a folder that survives a power cut, with those that it lies in, whoever made them."""
    if folder in shelf.durable and folder.exists():
        return
    new = {each for each in (folder, *folder.parents) if not each.exists()}
    folder.mkdir(parents=True, exist_ok=True)
    within = {each for each in (folder, *folder.parents) if shelf.landing in each.parents}
    for each in new | (within - shelf.durable):
        _sync_folder(each.parent)
    shelf.durable.update(within)


def _sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told_as_landing_error(path: Path) -> Iterator[None]:
    try:
        yield
    except EOFError as problem:
        raise LandingError(
            f"the landed file {path} is damaged ({problem}); restore it from a backup"
        ) from problem
    except (OSError, shutil.Error) as problem:
        number = problem.errno or 0
        remedy = _REMEDIES.get(number, f"{problem.strerror}; mend it and run again")
        raise LandingError(f"the landing zone {path} cannot be used: {remedy}") from problem

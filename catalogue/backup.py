"""Copies of all that cannot be rebuilt: the database as PostgreSQL keeps it, and the landing zone.

A physical copy keeps transaction numbers, so those who follow the change feed go on after a
restore. The database is copied first: whatever it says was landed is then in the landing zone.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalogue.database import SCHEMA, address_of, open_store
from catalogue.errors import CatalogueError

MANIFEST = "manifest.json"
_UNFINISHED = "UNFINISHED"
_BLOCK = 1 << 20

Watch = Callable[[Iterable[Path]], Iterable[Path]]
"""Passes files on and may show how far it is, as a progress bar does."""


@dataclass(frozen=True)
class BackupCounts:
    """Files of the landing zone and bytes in all, the database's own files included."""

    files: int
    bytes: int


def backup(
    url: str, landing: Path, target: Path, *, programs: Path, watch: Watch = iter
) -> BackupCounts:
    """Copy the database at `url` and the folder `landing` to the new or empty folder `target`.

    `programs` is the folder of pg_basebackup. The manifest, with the sha256 of every file, is
    written last: a folder without one is no backup. Raises CatalogueError or StoreUnavailable.
    """
    open_store(url).close()
    try:
        _prepare(target)
        _copy_database(url, target / "database", programs)
        copied = {path.relative_to(target).as_posix(): _sum(path) for path in _files(target)}
        copied |= _copy_landing(landing, target, watch)
        manifest = {"made_at": datetime.now(UTC).isoformat(), "schema": SCHEMA, "files": copied}
        (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        os.sync()
        (target / _UNFINISHED).unlink()
    except OSError as problem:
        raise CatalogueError(
            f"the backup to {target} cannot be written: {problem.strerror}"
        ) from problem
    return _counts(copied)


def restore(source: Path, *, data_folder: Path, landing: Path, watch: Watch = iter) -> BackupCounts:
    """Lay a backup back: the database's files in `data_folder`, the landing zone in `landing`.

    The data folder must not exist; it appears last and whole, so a restore that was killed is
    simply run again. Raises CatalogueError where a file is missing or damaged.
    """
    files = verify(source, watch=watch)
    if data_folder.exists():
        raise CatalogueError(f"{data_folder} exists: a restore fills an empty home only")
    try:
        _refuse_strangers(landing, files)
        for name in files:
            if name.startswith("landing/"):
                _copy(source / name, landing.joinpath(*Path(name).parts[1:]))
        aside = data_folder.with_name(data_folder.name + ".restored")
        shutil.rmtree(aside, ignore_errors=True)
        _unpack(source / "database", aside)
        os.sync()
        aside.rename(data_folder)
    except (OSError, tarfile.TarError) as problem:
        raise CatalogueError(f"the backup in {source} cannot be laid back: {problem}") from problem
    return _counts(files)


def verify(source: Path, *, watch: Watch = iter) -> Mapping[str, tuple[int, str]]:
    """The files of a backup (name → bytes, sha256), each read and found sound.

    Raises CatalogueError naming the first file that is missing or damaged.
    """
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        files = {name: (int(size), str(sha)) for name, (size, sha) in manifest["files"].items()}
    except (OSError, ValueError, KeyError) as problem:
        raise CatalogueError(
            f"{source} holds no finished backup: its {MANIFEST} cannot be read"
        ) from problem
    if manifest.get("schema") != SCHEMA:
        raise CatalogueError(
            f"the backup in {source} has schema {manifest.get('schema')}, "
            f"this program needs {SCHEMA}: restore it with the release that made it"
        )
    for path in watch([source / name for name in files]):
        _check(path, files[path.relative_to(source).as_posix()])
    return files


def _check(path: Path, expected: tuple[int, str]) -> None:
    try:
        found = _sum(path)
    except OSError as problem:
        raise CatalogueError(f"{path} is missing from the backup") from problem
    if found != expected:
        raise CatalogueError(f"{path} is damaged: it does not have the sum in {MANIFEST}")


def _prepare(target: Path) -> None:
    """An empty folder for a backup, what an unfinished one left cleared away."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (target / _UNFINISHED).exists():
        for part in ("database", "landing"):
            shutil.rmtree(target / part, ignore_errors=True)
        (target / MANIFEST).unlink(missing_ok=True)
    elif any(target.iterdir()):
        raise CatalogueError(f"{target} is not empty: name a new folder for the backup")
    (target / _UNFINISHED).touch()


def _copy_database(url: str, folder: Path, programs: Path) -> None:
    parts = conninfo_to_dict(url)
    # By the environment: an argument can be read by every user of the machine.
    password = str(parts.pop("password", "") or os.environ.get("PGPASSWORD", ""))
    parts.pop("dbname", None)
    command = [
        *(str(programs / "pg_basebackup"), "--dbname", make_conninfo("", **parts)),
        *("--pgdata", str(folder), "--format=tar", "--gzip", "--compress=1"),
        *("--wal-method=stream", "--checkpoint=fast", "--no-password"),
    ]
    done = subprocess.run(
        command, env={**os.environ, "PGPASSWORD": password}, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise CatalogueError(f"pg_basebackup of {address_of(url)} failed: {said[-1]}")


def _copy_landing(landing: Path, target: Path, watch: Watch) -> dict[str, tuple[int, str]]:
    copied = {}
    for path in watch(list(_files(landing))):
        name = (Path("landing") / path.relative_to(landing)).as_posix()
        # A harvest takes back a page that holds no record: the database never spoke of it.
        with suppress(FileNotFoundError):
            copied[name] = _copy(path, target / name)
    return copied


def _unpack(database: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True)
    for name, place in (("base.tar.gz", folder), ("pg_wal.tar.gz", folder / "pg_wal")):
        with tarfile.open(database / name) as packed:
            packed.extractall(place, filter="data")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _refuse_strangers(landing: Path, files: Mapping[str, object]) -> None:
    for path in _files(landing):
        if (Path("landing") / path.relative_to(landing)).as_posix() not in files:
            raise CatalogueError(
                f"{path} is not of this backup: a restore fills an empty home only"
            )


def _files(folder: Path) -> Iterator[Path]:
    """The finished files under `folder`; what stands under a dot is still being written."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name != _UNFINISHED:
            yield path


def _copy(path: Path, target: Path) -> tuple[int, str]:
    """Copy one file; its size and sha256 as copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sha, size = hashlib.sha256(), 0
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            sha.update(block)
            size += copy.write(block)
    return size, sha.hexdigest()


def _sum(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _counts(files: Mapping[str, tuple[int, str]]) -> BackupCounts:
    landed = sum(name.startswith("landing/") for name in files)
    return BackupCounts(landed, sum(size for size, _ in files.values()))

"""A backup is whole and sound, or it is no backup."""

import json
from pathlib import Path

import pytest

from catalogue.backup import MANIFEST, backup, restore, verify
from catalogue.database import SCHEMA
from catalogue.errors import CatalogueError, StoreUnavailable
from cli.embedded_store import postgres_binaries


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """A landing zone with two pages, and one that is still being written."""
    folder = tmp_path / "landing"
    (folder / "nbd").mkdir(parents=True)
    (folder / ".aside").mkdir()
    (folder / "nbd" / "1").write_bytes(b"first page")
    (folder / "nbd" / "2").write_bytes(b"second page")
    (folder / ".aside" / "3").write_bytes(b"half a pa")
    return folder


@pytest.fixture
def copy(database_url: str, landing: Path, tmp_path: Path) -> Path:
    target = tmp_path / "copy"
    counts = backup(database_url, landing, target, programs=postgres_binaries())
    assert counts.files == 2
    return target


@pytest.mark.postgres
def test_a_backup_holds_every_file_with_its_sum(copy: Path) -> None:
    names = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert names == {*verify(copy), MANIFEST}
    assert {"landing/nbd/1", "landing/nbd/2", "database/base.tar.gz"} < names
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.postgres
def test_a_restored_landing_zone_is_the_same_and_repeating_is_refused(
    copy: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    places = {"data_folder": home / "data", "landing": home / "landing"}
    restore(copy, **places)
    assert (home / "landing" / "nbd" / "2").read_bytes() == b"second page"
    assert (home / "data" / "PG_VERSION").exists()
    assert (home / "data" / "pg_wal").stat().st_mode & 0o077 == 0
    with pytest.raises(CatalogueError, match="empty home"):
        restore(copy, **places)


@pytest.mark.postgres
def test_a_damaged_or_missing_file_is_named_before_anything_is_written(
    copy: Path, tmp_path: Path
) -> None:
    page = copy / "landing" / "nbd" / "1"
    page.write_bytes(b"first p\0ge")
    with pytest.raises(CatalogueError, match=r"nbd/1 is damaged"):
        restore(copy, data_folder=tmp_path / "data", landing=tmp_path / "new")
    page.unlink()
    with pytest.raises(CatalogueError, match=r"nbd/1 is missing"):
        verify(copy)
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.postgres
def test_files_of_another_home_are_never_mixed_in(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "stranger").touch()
    with pytest.raises(CatalogueError, match="stranger"):
        restore(copy, data_folder=tmp_path / "data", landing=tmp_path / "new")


@pytest.mark.postgres
def test_a_backup_that_was_stopped_is_begun_anew(
    database_url: str, landing: Path, copy: Path
) -> None:
    programs = postgres_binaries()
    with pytest.raises(CatalogueError, match="not empty"):
        backup(database_url, landing, copy, programs=programs)
    (copy / "UNFINISHED").touch()
    (copy / "landing" / "left over").touch()
    backup(database_url, landing, copy, programs=programs)
    assert "landing/left over" not in verify(copy)
    assert not (copy / "landing" / "left over").exists()


def test_a_folder_without_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no finished backup"):
        verify(tmp_path)


def test_a_backup_of_another_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"schema": "0000", "files": {}}))
    with pytest.raises(CatalogueError, match=f"0000.*{SCHEMA}"):
        verify(tmp_path)


def test_nothing_is_written_while_the_database_is_away(tmp_path: Path) -> None:
    url = "postgresql://spil@127.0.0.1:1/spil"
    with pytest.raises(StoreUnavailable):
        backup(url, tmp_path, tmp_path / "copy", programs=Path("/nowhere"))
    assert not (tmp_path / "copy").exists()

import gzip
import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from catalogue.errors import LandingError
from ingest.landing import LandedFile, Shelf, discard, land, read_landed


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "landing", "nbd", date(2026, 11, 22))


def test_bytes_come_back_as_they_were_received(shelf: Shelf) -> None:
    landed = land(shelf, b"\x00\xff titel", "xml")
    assert read_landed(shelf.landing / landed.file) == b"\x00\xff titel"
    sha256 = hashlib.sha256(b"\x00\xff titel").hexdigest()
    assert landed.sha256 == sha256
    assert landed.file == f"nbd/2026/11/{sha256[:2]}/{sha256}.xml.zst"
    assert landed.size == 8


def test_the_same_bytes_have_one_place(shelf: Shelf) -> None:
    first, second = land(shelf, b"titel", "xml"), land(shelf, BytesIO(b"titel"), "xml")
    assert first == second
    assert len([path for path in shelf.landing.rglob("*") if path.is_file()]) == 1


def test_nothing_is_left_aside(shelf: Shelf) -> None:
    class Breaks:
        def read(self, _: int = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(LandingError, match="Input/output error"):
        land(shelf, Breaks(), "xml")
    assert [path for path in shelf.landing.rglob("*") if path.is_file()] == []


def test_a_file_where_a_folder_is_needed_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("")
    shelf = Shelf(tmp_path / "landing", "nbd", date(2026, 11, 22))
    with pytest.raises(LandingError, match=r"landing cannot be used: a file stands where"):
        land(shelf, b"titel", "xml")


def test_a_full_disk_is_told_as_such(tmp_path: Path, shelf: Shelf) -> None:
    class Full:
        def read(self, _: int = -1, /) -> bytes:
            with Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")
            return b""

    with pytest.raises(LandingError, match="the disk is full; free space"):
        land(shelf, Full(), "xml")


def test_a_missing_landed_file_says_what_to_do(shelf: Shelf) -> None:
    with pytest.raises(LandingError, match="restore it from a backup"):
        read_landed(shelf.landing / "nbd" / "gone.xml.zst")


@pytest.mark.parametrize("cut", [12, 40])
def test_a_damaged_landed_file_is_never_read_as_whole(cut: int, shelf: Shelf) -> None:
    landed = land(shelf, bytes(range(256)) * 20, "mrc")
    path = shelf.landing / landed.file
    path.write_bytes(path.read_bytes()[:-cut])
    with LandedFile(path) as file, pytest.raises(LandingError, match=r"is damaged"):
        file.read()


def test_a_file_that_is_not_compressed_is_damaged(shelf: Shelf) -> None:
    landed = land(shelf, b"titel", "mrc")
    (shelf.landing / landed.file).write_bytes(b"titel")
    with pytest.raises(LandingError, match="is damaged"):
        read_landed(shelf.landing / landed.file)


def test_a_delivery_that_was_compressed_comes_back_compressed(shelf: Shelf) -> None:
    packed = gzip.compress(b"titel")
    landed = land(shelf, packed, "mrc.gz")
    assert read_landed(shelf.landing / landed.file) == packed


def test_an_answer_without_records_can_be_taken_back(shelf: Shelf) -> None:
    landed = land(shelf, b"<OAI-PMH/>", "xml")
    discard(shelf.landing, landed)
    assert not (shelf.landing / landed.file).exists()


def test_a_file_of_an_earlier_release_is_read_as_well(shelf: Shelf) -> None:
    old = shelf.landing / "nbd" / "a.xml.gz"
    old.parent.mkdir(parents=True)
    old.write_bytes(gzip.compress(b"titel"))
    assert read_landed(old) == b"titel"
    old.write_bytes(gzip.compress(bytes(range(256)) * 20)[:-12])
    with pytest.raises(LandingError, match="is damaged"):
        read_landed(old)


def test_a_landed_file_that_was_changed_is_damaged(shelf: Shelf) -> None:
    landed = land(shelf, bytes(range(256)) * 20, "mrc")
    path = shelf.landing / landed.file
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)
    with pytest.raises(LandingError, match="is damaged"):
        read_landed(path)


def test_a_long_file_comes_in_pieces_of_the_size_that_is_asked_for(shelf: Shelf) -> None:
    whole = bytes(range(256)) * 20_000
    landed = land(shelf, BytesIO(whole), "mrc")
    pieces = []
    with LandedFile(shelf.landing / landed.file) as file:
        while piece := file.read(100_000):
            pieces.append(piece)
    assert b"".join(pieces) == whole
    assert max(map(len, pieces)) == 100_000


def test_folders_made_by_a_run_that_was_killed_are_made_durable_by_the_next(tmp_path: Path) -> None:
    for day in (date(2026, 11, 22), date(2026, 11, 23)):
        shelf = Shelf(tmp_path / "landing", "nbd", day)
        landed = land(shelf, b"titel", "xml")
        folder = (shelf.landing / landed.file).parent
        assert shelf.durable > {folder, folder.parent, shelf.landing / "nbd"}

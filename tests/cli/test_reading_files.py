"""Files handed to a command, read as a stream."""

import gzip
import os
import threading
from pathlib import Path

import pytest

from catalogue.errors import SourceError
from cli.reading_files import guess_dialect, outcomes
from tests.normalize.records import kept, marcxml

BLOCK = 1 << 20


def test_the_first_record_is_there_before_the_last_is_delivered(tmp_path: Path) -> None:
    pipe = tmp_path / "levering.xml"
    os.mkfifo(pipe)
    seen = threading.Event()

    def deliver() -> None:
        record = marcxml("001 1", "245 10 $aZee")
        with pipe.open("wb") as delivery:
            delivery.write(b"<collection>" + record * (3 * BLOCK // 2 // len(record)))
            delivery.flush()
            assert seen.wait(60)
            delivery.write(b"</collection>")

    delivering = threading.Thread(target=deliver, daemon=True)
    delivering.start()
    reading = outcomes(pipe, "", "")
    assert kept(next(reading)).record.title.main == "Zee"
    seen.set()
    assert sum(1 for _ in reading) > 1_000
    delivering.join()


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="weg.mrc cannot be read"):
        list(outcomes(tmp_path / "weg.mrc", "", ""))
    with pytest.raises(SourceError, match="cannot be read"):
        list(outcomes(tmp_path, "", ""))


def test_a_source_is_called_after_its_file_or_as_asked(tmp_path: Path) -> None:
    file = tmp_path / "levering.2026.xml"
    file.write_bytes(marcxml("001 1", "245 10 $aZee"))
    assert [kept(each).record.source for each in outcomes(file, "", "")] == ["levering"]
    assert [kept(each).record.source for each in outcomes(file, "", "nbd")] == ["nbd"]


def test_the_dialect_is_told_from_the_first_bytes() -> None:
    assert guess_dialect(marcxml("001 1")) == "plain_marc21"
    assert guess_dialect(b"001A $00001:01-01-26\n021A $aZee\n") == "plain_pica"


def test_a_packed_list_of_copies_is_told_by_its_columns():
    packed = gzip.compress(b"titelnummer;isbn;titel\n1;9789499001019;Een titel\n")
    assert guess_dialect(packed) == "local_csv"

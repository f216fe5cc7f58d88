import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from catalogue.errors import SourceError, UnreadableXml
from catalogue.source_record import Format, SourceRecord
from ingest.counts import HarvestCounts
from ingest.file_drop import land_file, waiting_files
from ingest.files import frame
from ingest.journal import MemoryJournal
from ingest.landing import Shelf, read_landed
from ingest.sources import Source, load_sources
from ingest.stay_tables import load_stay_table, name_of, stay_table
from ingest.strip_xml import strip_page
from ingest.stripping import Stripped
from normalize.profiles import dialects
from normalize.read import gather, load_profile, normalize_record
from tests.country import make_country
from tests.ingest.deliveries_with_readers import CARD, KINDS, NAME, UNREADABLE, csv_file, oai_page
from tests.made_up_source import NOW, landed_records

READER = re.compile(rf"{CARD}|{NAME.split()[1]}|{CARD[:8]}".encode())


def source_of(dialect: str, **given: object) -> Source:
    entry = {"name": "koha", "kind": "files", "dialect": dialect, "path": "x", "installation": True}
    return Source.model_validate(entry | given)


def everything_kept(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        yield str(path).encode()
        if path.is_file():
            yield path.read_bytes()
            yield read_landed(path)


def landed(name: str, delivery: tuple[str, bytes], folder: Path) -> tuple[HarvestCounts, Path]:
    """Land a delivery, and see that nothing of the reader is on disk, in the journal or a log."""
    dialect, payload = delivery
    path = folder / name
    path.write_bytes(payload)
    journal, landing = MemoryJournal(), folder / "landing"
    shelf = Shelf(landing, "koha", NOW.date())
    with capture_logs() as logs:
        counts = land_file(source_of(dialect), path, journal, shelf)
    kept = [*everything_kept(landing), repr(logs).encode(), repr(vars(journal)).encode()]
    assert [READER.findall(each) for each in kept if READER.search(each)] == []
    assert not READER.search(repr(counts).encode())
    for record in landed_records(journal, landing):
        assert not READER.search(record.payload)
    return counts, landing


@pytest.mark.parametrize("name", list(KINDS))
def test_nothing_of_a_reader_is_landed_noted_or_logged(name: str, tmp_path: Path) -> None:
    counts, landing = landed(name, KINDS[name], tmp_path)
    assert counts.removed.total() >= 3
    assert counts.pages == 1
    files = [path for path in landing.rglob("*.zst") if path.is_file()]
    assert b"Het " in read_landed(files[0])


@pytest.mark.parametrize("name", list(UNREADABLE))
def test_what_cannot_be_parsed_is_refused_and_only_counted(name: str, tmp_path: Path) -> None:
    counts, landing = landed(name, UNREADABLE[name], tmp_path)
    assert counts.refused >= 1
    assert (counts.pages, counts.records) == (0, 0)
    assert [path for path in landing.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["1.mrc", "2.xml", "5.pica", "7.xml", "8.csv", "9.xml"])
def test_what_may_stay_is_read_as_before(name: str) -> None:
    dialect, payload = KINDS[name]
    before, after = read(dialect, payload), read(dialect, strip(dialect, payload))
    assert [each.title.main for each in after] == [each.title.main for each in before]
    assert len(after) == 1


def read(dialect: str, payload: bytes) -> list:  # type: ignore[type-arg]
    profile = load_profile(dialect)
    framed = frame(payload, source="koha", format=None, file="f")
    found = (normalize_record(r, profile) for r in gather(framed, profile) if not r.deleted)
    return [outcome.record for outcome in found]  # type: ignore[union-attr]


def strip(dialect: str, payload: bytes) -> bytes:
    return stripped(dialect, payload).read()


def stripped(dialect: str, payload: bytes, format: Format | None = None) -> Stripped:
    framed = frame(payload, source="koha", format=format, file="f")
    return Stripped(framed, load_stay_table(dialect))


def test_what_was_removed_is_counted_by_field(tmp_path: Path) -> None:
    counts, _ = landed("1.mrc", KINDS["1.mrc"], tmp_path)
    assert counts.removed == {
        "541": 1, "590": 1, "876 $x": 1, "876 $j": 1, "952 $x": 1, "952 $z": 1, "952 $q": 1,
        "952 $y": 1, "999 $i": 1, "ITM": 1,
    }  # fmt: skip
    counts, _ = landed("8.csv", KINDS["8.csv"], tmp_path)
    assert counts.removed == {"column 6": 1, "column 7": 1, "column 8": 1}
    assert counts.told == {"pages": 1, "values_removed": 3}


def test_a_tag_that_is_none_is_not_repeated_in_counts() -> None:
    assert (name_of(CARD), name_of("952", NAME), name_of("952", "p")) == ("?", "952 $?", "952 $p")


def test_a_line_whose_values_may_stand_under_another_column_is_refused() -> None:
    shifted = csv_file() + f"1002;Titel; met puntkomma;K.;3003;BOX;1;{CARD};x\n".encode()
    short = shifted + f"1003;Kort;{CARD}\n".encode()
    quoted = short + f'1004;"Open;K.;3004;BOX;1;{CARD};x\n'.encode()
    found = stripped("local_csv", quoted)
    assert found.read().count(b"\n") == 3
    assert found.refused == 3


def test_a_record_that_is_whole_is_kept_beside_one_that_is_refused() -> None:
    whole, broken = KINDS["1.mrc"][1], UNREADABLE["directory too short.mrc"][1]
    found = stripped("local_marc21", whole + broken + whole)
    assert found.read().count(b"\x1d") == 2
    assert (found.kept, found.refused) == (2, 1)


def test_a_deletion_and_its_locator_outlive_stripping() -> None:
    payload = strip("local_marc21", oai_page())
    first, second = frame(payload, source="koha", format=None, file="f")
    assert (first.locator, first.deleted) == ("oai:x:1001", False)
    assert (second.locator, second.deleted) == ("oai:x:9", True)
    assert first.datestamp
    assert first.datestamp.day == 1


def test_a_page_of_a_library_system_is_stripped_whole() -> None:
    removed: Counter[str] = Counter()
    page = strip_page(oai_page(), load_stay_table("local_marc21"), removed)
    assert not READER.search(page)
    assert b"<datestamp>" in page
    assert removed["852 $z"] == 1
    with pytest.raises(UnreadableXml) as problem:
        strip_page(b"<OAI-PMH>" + CARD.encode(), load_stay_table("local_marc21"), removed)
    assert CARD not in str(problem.value)


def test_a_format_that_nobody_can_strip_is_refused() -> None:
    records = [SourceRecord("koha", "", "unheard of", CARD.encode())]  # type: ignore[arg-type]
    found = Stripped(records, load_stay_table("local_marc21"))
    assert (found.read(), found.refused) == (b"", 1)


def test_a_dialect_without_a_table_is_not_taken_from_a_library_system() -> None:
    with pytest.raises(SourceError, match="nothing says what may stay of dialect plain_marc21"):
        stay_table(source_of("plain_marc21"))
    assert stay_table(source_of("nbd_marc21", installation=False)) is None
    assert stay_table(source_of("local_csv", installation=False)) is not None


def test_every_dialect_of_library_systems_says_what_may_stay() -> None:
    local = [dialect for dialect in dialects() if dialect.startswith("local_")]
    for dialect in local:
        table = stay_table(source_of(dialect, installation=False))
        assert table
        for items in load_profile(dialect).items:
            for code in "".join((items.parts or {}).values()) if items.tag else "":
                assert code in table.subfields[items.tag], (dialect, items.tag, code)
            for column in (items.columns or {}).values():
                assert column in table.columns
            for place in (items.tagged or {}).values():
                tag, code = place.split()
                assert code in table.subfields[tag], (dialect, place)
        assert not table.stays("852", "q", NAME)
        assert not table.stays("999", "k", f"{NAME} {CARD}")
    with pytest.raises(SourceError, match="nothing says what may stay of dialect local_other"):
        stay_table(source_of("local_other", installation=False))


def test_a_stripped_delivery_is_known_without_a_fingerprint_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "8.csv"
    path.write_bytes(csv_file())
    journal, shelf = MemoryJournal(), Shelf(tmp_path / "landing", "koha", NOW.date())
    source = source_of("local_csv")
    assert land_file(source, path, journal, shelf).pages == 1
    assert land_file(source, path, journal, shelf) == HarvestCounts(known=1)
    path.write_bytes(csv_file().replace(CARD.encode(), CARD[::-1].encode()))
    again = land_file(source, path, journal, shelf)
    assert (again.pages, again.known) == (0, 1)


def test_the_small_country_delivers_nothing_that_is_removed(tmp_path: Path) -> None:
    country = make_country(tmp_path / "country")
    removed: dict[str, dict[str, int]] = {}
    for source in load_sources(country / "sources.toml").sources.values():
        table = stay_table(source)
        for path in waiting_files(source.path) if table else ():
            found = stripped(source.dialect, path.read_bytes(), source.format)
            found.read()
            if found.removed or found.refused:
                removed[path.name] = {**found.removed, "refused": found.refused}
    assert removed == {}

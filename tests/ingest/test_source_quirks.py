"""Sources as in life: each of their habits, and that nothing is lost or landed twice by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from catalogue.errors import SourceError
from ingest.asking import Reach
from ingest.counts import HarvestCounts
from ingest.harvest import harvest
from ingest.journal import MemoryJournal
from ingest.manners import manners_of
from ingest.reconcile import compare, land_deletions, list_headers
from ingest.rhythm import must_reconcile
from nation.faults import Fault
from nation.provider import serve_folder, serve_oddly
from nation.quirks import Quirks
from nation.records_folder import Entry, write_index
from tests.made_up_source import NOW, fill, landed_records, marcxml, number, reach, source

COUNT = 23
PAGE = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "source", COUNT, deleted=(4, 11))
    return tmp_path / "source"


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "landing"


def locators(journal: MemoryJournal, landing: Path) -> list[str]:
    return [str(record.locator) for record in landed_records(journal, landing)]


def named(*indexes: int) -> list[str]:
    return [f"oai:source.example:{number(index)}" for index in indexes]


def harvested(
    folder: Path, landing: Path, quirks: Quirks, *faults: Fault, **given: object
) -> tuple[HarvestCounts, list[str]]:
    """One harvest of a source that has these habits: its counts, and what was landed."""
    journal = MemoryJournal()
    with serve_oddly(folder, quirks, prefix="marcxml", page_size=PAGE, faults=faults) as provider:
        counts = harvest(source(provider.address, **given), journal, landing, reach=reach())
    return counts, locators(journal, landing)


def test_a_token_that_stops_changing_leads_to_the_end_of_the_list(
    folder: Path, landing: Path
) -> None:
    counts, found = harvested(folder, landing, Quirks(steady_token=True))
    assert (found, counts.known) == (named(*range(COUNT)), 0)


def test_records_that_a_page_repeats_are_kept_as_they_came(folder: Path, landing: Path) -> None:
    counts, found = harvested(folder, landing, Quirks(overlap=1))
    assert set(found) == set(named(*range(COUNT)))
    assert counts.records == len(found) == COUNT + 4


def test_a_source_that_says_seconds_and_means_days_loses_nothing(
    folder: Path, landing: Path
) -> None:
    _, found = harvested(folder, landing, Quirks(dates="by_day"), window_days=7)
    assert found == named(*range(COUNT))


@pytest.mark.parametrize("days", [7, 31, 400])
def test_the_list_of_a_source_that_heeds_no_dates_is_landed_once(
    days: int, folder: Path, landing: Path
) -> None:
    counts, found = harvested(folder, landing, Quirks(dates="ignored"), window_days=days)
    assert found == named(*range(COUNT))
    assert counts.records == COUNT


def test_a_change_while_the_clock_of_the_source_runs_behind_is_not_missed(
    folder: Path, landing: Path
) -> None:
    slow = timedelta(hours=2)
    journal = MemoryJournal()
    with serve_oddly(folder, Quirks(slow_clock=slow), prefix="marcxml") as provider:
        nbd = source(provider.address)
        harvest(nbd, journal, landing, reach=reach())
        stamp = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - slow
        write_index(folder, [Entry(number(0), *named(0), stamp)])
        counts = harvest(nbd, journal, landing, reach=reach())
    assert counts.records == 1


def test_a_deletion_of_a_record_that_never_came_is_landed(folder: Path, landing: Path) -> None:
    entry = Entry("gone", "oai:source.example:gone", datetime(2026, 9, 1), deleted=True)  # noqa: DTZ001
    write_index(folder, [entry])
    counts, found = harvested(folder, landing, Quirks())
    assert (counts.deleted, found) == (1, ["oai:source.example:gone"])


def test_a_record_moves_from_one_set_to_another(folder: Path, landing: Path) -> None:
    entries = fill(folder, 4)
    journal = MemoryJournal()
    with serve_folder(folder, prefix="marcxml") as provider:
        books, films = (
            source(provider.address, name=name, set=name) for name in ("boeken", "films")
        )
        for each in (books, films):
            harvest(each, journal, landing, reach=reach())
        later = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        moved = Entry(number(0), entries[0].identifier, later, set="films")
        write_index(folder, [moved, *entries[1:]])
        arrived = harvest(films, journal, landing, reach=reach())
        known = [(locator, None, False) for locator in named(0, 2)]
        left = compare(list_headers(books, reach()), known)
    assert arrived.records == 1
    assert left.extra == tuple(named(0))


@pytest.mark.parametrize("deletions", ["no", "transient", "persistent"])
def test_a_source_that_forgets_deletions_is_compared_whole(
    deletions: str, folder: Path, landing: Path
) -> None:
    journal = MemoryJournal()
    quirks = Quirks(deletions=deletions)  # type: ignore[arg-type]
    with serve_oddly(folder, quirks, prefix="marcxml", page_size=PAGE) as provider:
        nbd = source(provider.address)
        harvest(nbd, journal, landing, reach=reach())
        assert must_reconcile(nbd, journal, NOW) is (deletions != "persistent")
        listed = list_headers(nbd, reach())
    gone = named(*range(COUNT))
    found = compare(listed, [(locator, None, False) for locator in gone])
    assert found.extra == tuple(named(4, 11))
    counts = land_deletions(nbd, found.extra, journal, landing, NOW)
    assert counts.deleted == 2
    last = [record for record in landed_records(journal, landing) if record.deleted][-2:]
    assert [record.locator for record in last] == named(4, 11)


def test_a_text_of_eleven_megabytes_is_landed_and_cut_whole(folder: Path, landing: Path) -> None:
    (folder / f"{number(2)}.xml").write_bytes(marcxml(2, "e" * 11_000_000))
    _, found = harvested(folder, landing, Quirks())
    assert found == named(*range(COUNT))


def test_an_address_with_arguments_of_its_own_keeps_them(landing: Path) -> None:
    asked: list[dict[str, str]] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        return httpx.Response(404)

    client = httpx.Client(transport=httpx.MockTransport(refuse))
    with pytest.raises(SourceError, match="answers HTTP 404"):
        harvest(source("http://x/oai?db=a b"), MemoryJournal(), landing, reach=Reach(client, NOW))
    assert asked == [{"db": "a b", "verb": "Identify"}]


def test_another_host_in_a_list_of_files_is_not_told_the_credentials(landing: Path) -> None:
    told: dict[str, str | None] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        told[request.url.host] = request.headers.get("Authorization")
        listed = "http://home/a.mrc\nhttp://elsewhere/b.mrc\n"
        return httpx.Response(200, text=listed if request.url.path == "/list" else "x")

    client = httpx.Client(transport=httpx.MockTransport(answer))
    files = source("http://home/list", kind="http_files", credentials_from="LOGIN")
    entering = Reach(client, NOW, environment={"LOGIN": f"spil:{PASSWORD}"})
    harvest(files, MemoryJournal(), landing, reach=entering)
    assert (told["home"] is not None, told["elsewhere"]) == (True, None)


PASSWORD = "geheim:woord"


def entering(**environment: str) -> Reach:
    known = reach()
    return Reach(known.client, known.now, known.patience, environment)


def test_credentials_come_from_the_environment(folder: Path, landing: Path) -> None:
    quirks = Quirks(login=f"spil:{PASSWORD}")
    with serve_oddly(folder, quirks, prefix="marcxml") as provider:
        nbd = source(provider.address, credentials_from="NBD_LOGIN")
        entered = entering(NBD_LOGIN=f"spil:{PASSWORD}")
        counts = harvest(nbd, MemoryJournal(), landing, reach=entered)
        assert len(list_headers(nbd, entered)) == COUNT
        with pytest.raises(SourceError, match="answers HTTP 401; correct"):
            harvest(source(provider.address), MemoryJournal(), landing, reach=reach())
    assert counts.records == COUNT
    assert PASSWORD not in repr(entered) + repr(manners_of(nbd, entered.environment))


@pytest.mark.parametrize("held", ["", PASSWORD.partition(":")[0], f":{PASSWORD}"])
def test_credentials_that_are_not_there_are_asked_for_and_never_told(
    held: str, landing: Path
) -> None:
    nbd = source("http://127.0.0.1:9/oai", credentials_from="NBD_LOGIN")
    with pytest.raises(SourceError, match="variable NBD_LOGIN does not hold") as told:
        harvest(nbd, MemoryJournal(), landing, reach=entering(NBD_LOGIN=held))
    assert not held or held not in str(told.value)


def test_a_source_is_left_alone_between_two_requests(folder: Path, landing: Path) -> None:
    waits: list[float] = []
    with serve_folder(folder, prefix="marcxml", page_size=PAGE) as provider:
        nbd = source(provider.address, delay_seconds=3)
        harvest(nbd, MemoryJournal(), landing, reach=reach(waits))
    assert len(waits) == 5
    assert all(2 < wait <= 3 for wait in waits)


@pytest.mark.parametrize("silence", [0.2, 5.0])
def test_how_long_a_source_may_be_silent_is_its_own(
    silence: float, folder: Path, landing: Path
) -> None:
    fault = Fault("silent", request=2, seconds=0.6)
    with serve_folder(folder, prefix="marcxml", page_size=PAGE, faults=[fault]) as provider:
        nbd = source(provider.address, timeout_seconds=silence)
        counts = harvest(nbd, MemoryJournal(), landing, reach=reach())
    assert (counts.records, counts.retries) == (COUNT, 1)


def test_a_source_is_told_whom_to_write_to() -> None:
    told = manners_of(source("http://x/oai", contact="metadata@bibliotheek.example"), {})
    assert told.headers["From"] == "metadata@bibliotheek.example"
    assert told.headers["User-Agent"].endswith("metadata@bibliotheek.example")
    assert manners_of(source("http://x/oai"), {}).headers == {}

"""A made country that is served is harvested whole, by any client, day after day."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry
from sickle import Sickle  # type: ignore[import-untyped]

from ingest.file_drop import waiting_files
from ingest.harvest import Reach, harvest
from ingest.journal import MemoryJournal
from ingest.sources import Source, load_sources
from nation.directory import installations
from nation.faults import Fault
from nation.quirks import Quirks
from nation.rehearsal import Ways
from nation.serving import NoCountry, Order, PortTaken, Served, Serving, serve_country
from normalize.profiles import TABLES
from tests.nation.served_country import DAYS, OAI, changes, copied, country, gone, listed
from tests.plain_http import TRUSTS_NOBODY, get

PAGE = 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country to be served as a test wants it."""
    return copied(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The first day as clients see it, who cannot change it."""
    folder = copied(tmp_path_factory.mktemp("first-day"))
    with serve_country(Order(folder, page_size=PAGE)) as serving:
        yield serving


@pytest.fixture(scope="module")
def last_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The last day as clients see it, who cannot change it."""
    folder = copied(tmp_path_factory.mktemp("last-day"))
    with serve_country(Order(folder, day=DAYS, page_size=PAGE)) as serving:
        yield serving


def source(serving: Serving, name: str = "nbd") -> Served:
    return next(each for each in serving.sources if each.name == name)


def ask(serving: Serving, name: str = "nbd", **asked: str) -> str:
    found = get(source(serving, name).address, params=asked)
    assert found.status_code == 200
    return found.text


def numbers(text: str) -> list[str]:
    return re.findall(r"<identifier>oai:\w+\.example:(\w+)<", text)


def by_sickle(served: Served, **asked: str) -> Iterator[tuple[str, bool]]:
    """Number, and whether it is deleted, of each record."""
    for record in Sickle(served.address).ListRecords(
        metadataPrefix=served.metadata_prefix, **asked
    ):
        yield record.header.identifier.rpartition(":")[2], record.deleted


def by_oaipmh(served: Served) -> Iterator[tuple[str, bool]]:
    registry = MetadataRegistry()
    registry.registerReader(served.metadata_prefix, lambda element: element)
    client = Client(served.address, registry, force_http_get=True)
    for header, _, _ in client.listRecords(metadataPrefix=served.metadata_prefix):
        yield header.identifier().rpartition(":")[2], header.isDeleted()


@pytest.mark.parametrize("client", [by_sickle, by_oaipmh])
@pytest.mark.parametrize("name", OAI)
def test_other_clients_get_every_record_once(name: str, client, last_day: Serving) -> None:  # type: ignore[no-untyped-def]
    found = list(client(source(last_day, name)))
    went = {number for day in range(2, DAYS + 1) for number in gone(day, name)}
    assert len(found) == len(listed(DAYS, name)) == source(last_day, name).records
    assert {number for number, _ in found} == listed(DAYS, name)
    assert {number for number, deleted in found if deleted} == went


def test_what_came_since_a_day_is_what_the_days_brought(last_day: Serving) -> None:
    for name in OAI:
        since = {"from": "2026-11-03T00:00:00Z"}
        found = dict(by_sickle(source(last_day, name), **since))
        assert set(found) == set(changes(2, name)) | set(changes(3, name))
        second = {"from": "2026-11-03", "until": "2026-11-03"}
        assert set(dict(by_sickle(source(last_day, name), **second))) == set(changes(2, name))


def test_a_set_is_harvested_by_itself(first_day: Serving) -> None:
    text = ask(first_day, verb="ListSets")
    sets = re.findall("<setSpec>(.*?)<", text)
    parts = Counter({each: len(list(by_sickle(source(first_day), set=each))) for each in sets})
    assert parts.total() == source(first_day).records
    assert parts["boeken"] > parts["films"] > 0


def test_pages_say_how_long_the_list_is_and_where_they_are(first_day: Serving) -> None:
    text = ask(first_day, verb="ListRecords", metadataPrefix="marcxml")
    size = str(source(first_day).records)
    cursors = []
    while True:
        told = re.search(r'completeListSize="(\d+)" cursor="(\d+)">([^<]+)<', text)
        if told is None:
            break
        assert told[1] == size
        cursors.append(int(told[2]))
        text = ask(first_day, verb="ListRecords", resumptionToken=told[3])
    assert cursors == list(range(0, len(cursors) * PAGE, PAGE))
    assert re.search(rf'<resumptionToken completeListSize="{size}" cursor="\d+"/>', text)


def test_a_source_speaks_in_the_time_of_its_country(first_day: Serving) -> None:
    text = ask(first_day, verb="Identify")
    assert "<responseDate>2026-11-03T00:00:00Z<" in text
    assert "<earliestDatestamp>2026-11-02T00:00:00Z<" in text
    assert "<deletedRecord>persistent<" in text
    assert "<granularity>YYYY-MM-DDThh:mm:ssZ<" in text
    assert f"<baseURL>{source(first_day).address}<" in text


def test_one_record_is_asked_for_by_its_identifier(last_day: Serving) -> None:
    asked = {"verb": "GetRecord", "metadataPrefix": "marcxml"}
    went = min(gone(3, "nbd") | gone(2, "nbd"))
    text = ask(last_day, **asked, identifier=f"oai:nbd.example:{went}")
    assert 'status="deleted"' in text
    assert "<metadata>" not in text
    for wrong in ("oai:nbd.example:none", f"oai:ggc.example:{went}"):
        assert 'code="idDoesNotExist"' in ask(last_day, **asked, identifier=wrong)


def test_nothing_is_served_beside_the_sources(first_day: Serving) -> None:
    address = source(first_day).address
    for path in ("/", "/nbd", "/nbd/oai/", "/nobody/oai"):
        assert get(httpx.URL(address).join(path)).status_code == 404


def test_the_file_of_sources_names_all_that_is_served(made: Path) -> None:
    for day in range(1, DAYS + 1):
        with serve_country(Order(made, day=day)) as serving:
            sources = load_sources(serving.sources_file).sources
            assert {name: sources[name].address for name in OAI} == {
                each.name: each.address for each in serving.sources
            }
            dropped = {name: waiting_files(s.path) for name, s in sources.items() if s.path}
        assert {name for name in sources if sources[name].installation} == {
            s.name for s in installations() if (made / "holdings" / s.name).exists()
        }
        assert all((TABLES / f"{each.dialect}.toml").exists() for each in sources.values())
        assert all(dropped.values())
        days = {file.name[:6] for files in dropped.values() for file in files}
        assert days == {f"day-{each:02}" for each in range(1, day + 1)}


def test_a_drop_folder_has_the_list_before_the_titles(made: Path) -> None:
    with serve_country(Order(made)) as serving:
        wise = load_sources(serving.sources_file).sources["wise-veluwe"]
        files = waiting_files(wise.path)
    assert [file.name for file in files] == [
        "day-01-list-part-00000.pica",
        "day-01-titles-part-00000.pica",
    ]
    assert files[1].read_bytes() == (made / "sources/wise-veluwe/part-00000.pica").read_bytes()


def test_files_are_offered_over_http_too(made: Path, tmp_path: Path) -> None:
    with serve_country(Order(made, day=2)) as serving:
        folder = httpx.URL(source(serving).address).join("/holdings/wise-veluwe/")
        files = waiting_files(load_sources(serving.sources_file).sources["wise-veluwe"].path)
        entry = {"name": "wise", "kind": "http_files", "dialect": "local_pica"}
        asked = Source.model_validate({**entry, "format": "pica", "address": str(folder)})
        journal = MemoryJournal()
        with httpx.Client(verify=TRUSTS_NOBODY) as client:
            reach = Reach(client, datetime(2026, 11, 4, tzinfo=UTC))
            first = harvest(asked, journal, tmp_path, reach=reach)
            again = harvest(asked, journal, tmp_path, reach=reach)
        assert (first.pages, again.pages, again.known) == (len(files), 0, len(files))
        got = get(folder.join(files[0].name))
        assert got.content == files[0].read_bytes()
        for wrong in ("none", "..%2Fonline%2F", "%2Fetc%2Fpasswd"):
            assert get(folder.join(wrong)).status_code == 404


def test_a_source_fails_and_behaves_as_the_rehearsal_says(made: Path) -> None:
    ways = {
        "nbd": Ways((Fault("unavailable", 2),), Quirks(login="spil:geheim"), page_size=7),
        "ggc": Ways(quirks=Quirks(deletions="no", slow_clock=timedelta(minutes=10))),
    }
    with serve_country(Order(made, day=DAYS, ways=ways)) as serving:
        address, who = source(serving).address, ("spil", "geheim")
        asked = {"verb": "ListRecords", "metadataPrefix": "marcxml"}
        assert get(address, params=asked).status_code == 401
        answers = [get(address, params=asked, auth=who) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 503, 200]
        assert len(numbers(answers[0].text)) == 7
        assert load_sources(serving.sources_file).named("nbd").credentials_from == "NBD_LOGIN"
        assert "<responseDate>2026-11-04T23:50:00Z<" in ask(serving, "ggc", verb="Identify")
        found = dict(by_sickle(source(serving, "ggc")))
        assert set(found) == listed(DAYS, "ggc") - gone(2, "ggc") - gone(3, "ggc")


def test_what_cannot_be_served_is_told(made: Path, tmp_path: Path) -> None:
    with pytest.raises(NoCountry, match="holds no made country"), serve_country(Order(tmp_path)):
        pass
    wrong_day = Order(made, day=DAYS + 1)
    with pytest.raises(NoCountry, match="has 3 days, not a day 4"), serve_country(wrong_day):
        pass
    with serve_country(Order(made)) as serving:
        port = httpx.URL(source(serving).address).port
        again = Order(made, port=port or 0)
        with pytest.raises(PortTaken, match=f"port {port}"), serve_country(again):
            pass


def test_the_truth_counts_as_many_records_as_are_served(first_day: Serving) -> None:
    rows = pq.read_table(country() / "truth/records.parquet", columns=["source"]).to_pylist()
    counted = Counter(row["source"] for row in rows)
    assert {s.name: s.records for s in first_day.sources} == {n: counted[n] for n in OAI}

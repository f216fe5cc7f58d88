"""Harvesters as in life, against a served catalogue of real descriptions, also while it changes."""

import asyncio
import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import sickle
import uvicorn
from lxml import etree
from oaipmh.client import Client
from oaipmh.error import BadResumptionTokenError, NoRecordsMatchError
from oaipmh.metadata import MetadataRegistry, oai_dc_reader

from api.app import create_app
from api.dependencies import Services
from api.oai_formats import FORMATS
from api.writes import StoreWrites
from catalogue.database import Connection, connect
from catalogue.merged import write_merged
from catalogue.minting import mint_clusters, mint_works
from catalogue.model import Description, Manifestation, SurvivingValue, Work
from catalogue.oai_feed import OaiFeed
from catalogue.outcomes import Normalized
from catalogue.read_pool import ReadPool
from catalogue.read_store import ReadStore
from catalogue.source_record import Format, RecordKey, SourceRecord
from catalogue.sql_store import SqlStore
from catalogue.terms_store import keep_terms
from catalogue.verdicts import Cluster
from catalogue.versions import Delivery
from ingest.harvest import harvest
from ingest.journal import MemoryJournal
from normalize.profiles import load_profile, load_table
from normalize.read import identify, normalize_record
from tests.fakes import MemoryDesk, MemorySearch, MemoryTitles
from tests.made_up_source import landed_records, reach, source

pytestmark = pytest.mark.postgres

GGC = Path(__file__).resolve().parents[2] / "fixtures" / "records" / "ggc" / "A.pica"
FEW = 60
AT_LAST = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@dataclass
class Catalogue:
    """A catalogue whose every record is a manifestation, until they are merged."""

    connection: Connection
    records: dict[RecordKey, Description]

    def write(self, *clusters: tuple[RecordKey, ...], title: str = "") -> None:
        """Make these clusters manifestations, described by their first record."""
        mint_clusters(self.connection, [Cluster(members) for members in clusters])
        held = dict(
            (RecordKey(source, number), spil_id)
            for source, number, spil_id in self.connection.execute(
                "SELECT source, number, manifestation FROM cluster_member"
            )
        )
        first = {held[members[0]]: members for members in clusters}
        mint_works(self.connection, [(spil_id,) for spil_id in first])
        works = dict(self.connection.execute("SELECT manifestation, work FROM work_member"))  # type: ignore[arg-type, var-annotated]
        merged = [self._merged(i, works[i], m, title) for i, m in first.items()]
        write_merged(
            self.connection,
            merged,
            [
                Work(id=one.work, title=one.description.title.main, manifestations=(one.id,))
                for one in merged
            ],
        )

    def _merged(
        self, spil_id: str, work: str, members: tuple[RecordKey, ...], title: str
    ) -> Manifestation:
        described = self.records[members[0]]
        if title:
            stated = described.title.model_copy(update={"main": title})
            described = described.model_copy(update={"title": stated})
        return Manifestation.model_validate(
            {
                "id": spil_id,
                "work": work,
                "standing": "national",
                "description": Description(
                    **{name: getattr(described, name) for name in Description.model_fields}
                ),
                "provenance": (SurvivingValue(field="notes", records=("ggc:1",), rule="first"),),
                "members": members,
            }
        )

    def truth(self) -> dict[str, str | None]:
        """What a harvester should have in the end: the title of each id, None where deleted."""
        rows = self.connection.execute(
            "SELECT p.id, m.body FROM provided p LEFT JOIN manifestation m USING (id)"
        )
        return {
            spil_id: Manifestation.model_validate_json(body).description.title.main
            if body
            else None
            for spil_id, body in rows
        }


def deliveries() -> Iterator[Delivery]:
    profile = load_profile("ggc")
    texts = [text for text in GGC.read_bytes().split(b"\n\n") if b"021A" in text][:FEW]
    for text in texts:
        record = identify(SourceRecord("ggc", "", Format.PICA_PLAIN, text), profile)
        outcome = normalize_record(record, profile)
        assert isinstance(outcome, Normalized)
        yield record, outcome


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    with connect(database_url) as connection:
        delivered = list(deliveries())
        assert len(delivered) == FEW
        SqlStore(connection).save_page(delivered)
        records = {
            record.key: outcome.record
            for record, outcome in delivered
            if isinstance(outcome, Normalized)
        }
        found = Catalogue(connection, records)
        found.write(*((key,) for key in records))
        yield found


@contextmanager
def served(url: str, *, page: int = 7) -> Iterator[str]:
    """The API on a free port of this machine, with pages as small as this."""
    pool = ReadPool(url, connections=4)
    writes = StoreWrites(url)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        services = Services(
            titles=ReadStore(pool),
            desk=MemoryDesk(),
            search=MemorySearch(MemoryTitles()),
            writes=writes,
            feed=OaiFeed(pool),
            base_uri=address,
            harvest_page=page,
        )
        app = create_app(services, on_start=[pool.open], on_stop=[pool.close, writes.close])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True
        )
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield address + "/v1/oai"
        finally:
            server.should_exit = True
            thread.join(15)


def next_second() -> None:
    """Wait until what is written now may be marked: a second is marked once."""
    time.sleep(1.02 - datetime.now(UTC).microsecond / 1e6)


def spil_id(identifier: str) -> str:
    return identifier.rpartition(":")[2]


def by_sickle(address: str, **arguments: str) -> list[tuple[str, str | None]]:
    """(id, title or None) of each record in the order given, as sickle harvests oai_dc."""
    harvester = sickle.Sickle(address, max_retries=0)
    try:
        records = list(harvester.ListRecords(metadataPrefix="oai_dc", **arguments))
    except sickle.oaiexceptions.NoRecordsMatch:
        return []
    return [
        (spil_id(one.header.identifier), None if one.deleted else one.metadata["title"][0])
        for one in records
    ]


def replica(found: Iterable[tuple[str, str | None]]) -> dict[str, str | None]:
    """What the harvester has afterwards; titles are compared by their first words."""
    return {one: title and title.split(" : ")[0] for one, title in found}


def main_titles(
    truth: dict[str, str | None], found: dict[str, str | None]
) -> dict[str, str | None]:
    """The truth, each title as far as a harvester can tell it from the parts behind it."""
    return {
        one: found.get(one) if same(main, found.get(one)) else main for one, main in truth.items()
    }


def same(main: str | None, given: str | None) -> bool:
    return given == main or bool(main and given and given.startswith(main))


def assert_complete(catalogue: Catalogue, found: Iterable[tuple[str, str | None]]) -> None:
    had = replica(found)
    assert had == main_titles(catalogue.truth(), had)


def test_sickle_gets_every_manifestation_once_and_every_deletion(
    catalogue: Catalogue, database_url: str
) -> None:
    first, second, *_ = catalogue.records
    catalogue.write((first, second))
    with served(database_url) as address:
        found = by_sickle(address)
        assert len(found) == len(dict(found)) == FEW
        assert [title for _, title in found].count(None) == 1
        assert_complete(catalogue, found)
        harvester = sickle.Sickle(address)
        assert harvester.Identify().deletedRecord == "persistent"
        formats = [each.metadataPrefix for each in harvester.ListMetadataFormats()]
        assert formats == list(FORMATS)
        specs = {each.setSpec for each in harvester.ListSets()}
        assert {"source:ggc", "carrier:book"} <= specs
        listed = harvester.ListIdentifiers(metadataPrefix="marcxml", set="carrier:e_book")
        books = {spil_id(each.identifier) for each in listed}
        assert 0 < len(books) < FEW
        for prefix in FORMATS:
            records = harvester.ListRecords(metadataPrefix=prefix, ignore_deleted=True)
            assert sum(len(one.xml.find(f"{OAI}metadata")) for one in records) == FEW - 1


def test_the_oaipmh_package_harvests_by_form_and_by_address(
    catalogue: Catalogue, database_url: str
) -> None:
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    first, second, *_ = catalogue.records
    catalogue.write((first, second))
    with served(database_url) as address:
        for by_address in (False, True):
            client = Client(address, registry, force_http_get=by_address)
            found = [
                (spil_id(header.identifier()), metadata and metadata["title"][0])
                for header, metadata, _ in client.listRecords(metadataPrefix="oai_dc")
            ]
            assert len(found) == FEW
            assert_complete(catalogue, found)
            assert client.identify().granularity() == "YYYY-MM-DDThh:mm:ssZ"
            client.updateGranularity()
            from_ = datetime(2000, 1, 1)  # noqa: DTZ001 (its own form of datestamps)
            listed = list(client.listIdentifiers(metadataPrefix="oai_dc", from_=from_))
            assert len(listed) == FEW
            with pytest.raises(NoRecordsMatchError):
                list(client.listIdentifiers(metadataPrefix="oai_dc", until=from_))
            with pytest.raises(BadResumptionTokenError):
                client.makeRequestErrorHandling(verb="ListRecords", resumptionToken="x.y")


def test_a_harvest_goes_on_where_it_was_after_the_server_started_anew(
    catalogue: Catalogue, database_url: str
) -> None:
    with served(database_url) as address:
        harvester = sickle.Sickle(address)
        records = harvester.ListIdentifiers(metadataPrefix="oai_dc")
        found = [spil_id(each.identifier) for each in itertools.islice(records, 35)]
        token = records.resumption_token.token
    with served(database_url, page=3) as address:
        rest = sickle.Sickle(address).ListIdentifiers(resumptionToken=token)
        found += [spil_id(each.identifier) for each in rest]
    assert len(found) == len(set(found)) == FEW
    assert set(found) == set(catalogue.truth())


def test_our_own_harvest_gets_every_manifestation_and_every_deletion_once(
    catalogue: Catalogue, database_url: str, tmp_path: Path
) -> None:
    first, second, *_ = catalogue.records
    catalogue.write((first, second))
    next_second()
    journal, landing = MemoryJournal(), tmp_path / "landing"
    with served(database_url) as address:
        asked = source(address, metadata_prefix="marcxml", window_days=1)
        counts = harvest(asked, journal, landing, reach=reach())
        again = harvest(asked, journal, landing, reach=reach())
    found = landed_records(journal, landing)
    assert {spil_id(str(one.locator)): one.deleted for one in found} == {
        one: title is None for one, title in catalogue.truth().items()
    }
    assert (len(found), counts.records, counts.deleted, again.records) == (FEW, FEW, 1, 0)


def as_metha(
    address: str, ends: datetime, *, by: str, since: datetime | None = None, **asked: str
) -> list[tuple[str, bool]]:
    """(id, whether deleted) in the order given, asked window by window as metha does.

    It identifies, then asks from the first second of the earliest day on, or of the day behind
    its last harvest, by the second and with nothing escaped; before it reads an answer it takes
    out control characters.
    """
    with httpx.Client(headers={"User-Agent": "metha/0.2", "Accept-Encoding": "gzip"}) as client:
        told = read_as_metha(client.get(f"{address}?verb=Identify"))
        assert told.findtext(f".//{OAI}granularity") == "YYYY-MM-DDThh:mm:ssZ"
        earliest = datetime.fromisoformat(told.findtext(f".//{OAI}earliestDatestamp") or "")
        return [
            (spil_id(one.findtext(f"{OAI}identifier") or ""), one.get("status") == "deleted")
            for window in windows(since or earliest, ends, by=by)
            for page in pages_as_metha(client, address, {**window, **asked})
            for one in page.iterfind(f".//{OAI}header")
        ]


def pages_as_metha(
    client: httpx.Client, address: str, asked: dict[str, str]
) -> Iterator[etree._Element]:
    token = ""
    while True:
        arguments = {"verb": "ListRecords", **({"resumptionToken": token} if token else asked)}
        query = "&".join(f"{name}={arguments[name]}" for name in sorted(arguments))
        answer = read_as_metha(client.get(f"{address}?{query}"))
        problem = answer.find(f"{OAI}error")
        if problem is not None:
            assert (problem.get("code"), token) == ("noRecordsMatch", "")
            return
        yield answer
        following = answer.findtext(f".//{OAI}resumptionToken") or ""
        if not following:
            return
        assert following != token
        token = following


def read_as_metha(answer: httpx.Response) -> etree._Element:
    assert answer.status_code == 200
    control = dict.fromkeys(set(range(0x20)) - {0x0A, 0x0D})
    return etree.fromstring(answer.text.translate(control).encode())


def windows(earliest: datetime, ends: datetime, *, by: str) -> Iterator[dict[str, str]]:
    """Months or days, both ends included, from the day of the earliest change on."""
    start = earliest.replace(hour=0, minute=0, second=0)
    while start <= ends:
        later = start + timedelta(days=1)
        if by == "month":
            later = (start.replace(day=1) + timedelta(days=31)).replace(day=1)
        last = min(later - timedelta(seconds=1), ends)
        yield {"from": f"{start:%Y-%m-%dT%H:%M:%SZ}", "until": f"{last:%Y-%m-%dT%H:%M:%SZ}"}
        start = later


def mark(catalogue: Catalogue, second: str) -> None:
    """Let what is written by now have been given out first at this second, long ago."""
    catalogue.connection.execute(
        "INSERT INTO change_mark VALUES (%s, pg_snapshot_xmin(pg_current_snapshot()))", (second,)
    )


@pytest.mark.parametrize("by", ["month", "day"])
@pytest.mark.parametrize("prefix", ["marcxml", "oai_dc"])
def test_windows_as_metha_asks_for_them_give_every_record_once(
    catalogue: Catalogue, database_url: str, by: str, prefix: str
) -> None:
    first, second, third, fourth, *_ = catalogue.records
    mark(catalogue, "2026-01-30T12:00:00Z")
    catalogue.write((third,), title="Aan het einde van de maand")
    mark(catalogue, "2026-01-31T23:59:59Z")
    catalogue.write((fourth,), title="Aan het begin van de volgende")
    mark(catalogue, "2026-02-01T00:00:00Z")
    catalogue.write((first, second))
    mark(catalogue, "2026-03-14T15:09:26Z")
    truth = {one: title is None for one, title in catalogue.truth().items()}
    with served(database_url) as address:
        found = as_metha(address, AT_LAST, by=by, metadataPrefix=prefix)
        of_set = as_metha(address, AT_LAST, by=by, metadataPrefix=prefix, set="source:ggc")
    assert Counter(one for one, _ in found) == Counter(truth.keys())
    assert dict(found) == truth
    assert sorted(found) == sorted(of_set)


def test_metha_that_ends_at_yesterday_gets_what_it_found_when_it_first_called(
    catalogue: Catalogue, database_url: str
) -> None:
    with served(database_url) as address:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        yesterday = today - timedelta(seconds=1)
        assert as_metha(address, yesterday, by="month", metadataPrefix="marcxml") == []
        a_day_passes(catalogue)
        found = as_metha(address, yesterday, by="month", metadataPrefix="marcxml")
        assert len(found) == FEW
        assert dict(found).keys() == catalogue.truth().keys()
        a_day_passes(catalogue)
        first, second, third, *_ = catalogue.records
        catalogue.write((first, second), (third,), title="Gewijzigd")
        mark(catalogue, yesterday.isoformat())
        again = as_metha(
            address,
            yesterday,
            by="month",
            since=today - timedelta(days=1),
            metadataPrefix="marcxml",
        )
    assert len(again) == 3
    assert [deleted for _, deleted in again].count(True) == 1


def a_day_passes(catalogue: Catalogue) -> None:
    """What was given out today was given out yesterday."""
    # In two steps, so that no mark meets another on its way.
    for moved in ("- interval '10 years'", "+ interval '10 years' - interval '1 day'"):
        catalogue.connection.execute(f"UPDATE change_mark SET second = second {moved}")


@contextmanager
def rewriting(catalogue: Catalogue, url: str) -> Iterator[list[int]]:
    """Titles change, manifestations merge and part again, as fast as it goes, in a thread."""
    stop = threading.Event()
    rounds: list[int] = []
    keys = list(catalogue.records)

    def rewrite() -> None:
        with connect(url) as connection:
            busy = Catalogue(connection, catalogue.records)
            while not stop.is_set():
                n = len(rounds)
                some = [keys[(n * 7 + i) % FEW] for i in range(9)]
                busy.write(*((key,) for key in some), title=f"Ronde {n}")
                busy.write((some[0], some[1]), *((key,) for key in some[2:4]), title=f"Samen {n}")
                rounds.append(n)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        yield rounds
    finally:
        stop.set()
        writer.join()


def test_nothing_is_lost_or_doubled_while_the_catalogue_changes(
    catalogue: Catalogue, database_url: str
) -> None:
    before = set(catalogue.truth())
    had: dict[str, str | None] = {}
    start = ""
    with served(database_url, page=2) as address:
        with rewriting(catalogue, database_url) as rounds:
            for turn in range(4):
                found, start = slowly(address, start)
                had |= dict(found)
                assert len(found) == len(dict(found)), f"doubled in turn {turn}"
                assert turn > 0 or set(had) == before
        assert len(rounds) > 5
        next_second()
        had |= dict(slowly(address, start)[0])
    assert_complete(catalogue, had.items())


def slowly(address: str, since: str) -> tuple[list[tuple[str, str | None]], str]:
    """A harvest from a moment on, and the moment from which the next one asks."""
    harvester = sickle.Sickle(address)
    asked = {"from": since} if since else {}
    found: list[tuple[str, str | None]] = []
    start = ""
    try:
        for answer in responses(harvester, metadataPrefix="oai_dc", **asked):
            start = start or str(answer.findtext(f"{OAI}responseDate"))
            for one in answer.iterfind(f".//{OAI}record"):
                record = sickle.models.Record(one)
                title = None if record.deleted else record.metadata["title"][0]
                found.append((spil_id(record.header.identifier), title))
            time.sleep(0.01)
    except sickle.oaiexceptions.NoRecordsMatch:
        return [], since
    return found, start


def responses(harvester: sickle.Sickle, **asked: str) -> Iterator[etree._Element]:
    answer = harvester.harvest(verb="ListRecords", **asked).xml
    while True:
        for problem in answer.iterfind(f"{OAI}error"):
            raise sickle.oaiexceptions.NoRecordsMatch(problem.text)
        yield answer
        token = answer.findtext(f".//{OAI}resumptionToken")
        if not token:
            return
        answer = harvester.harvest(verb="ListRecords", resumptionToken=token).xml


def test_no_value_that_a_source_restricts_leaves_in_a_harvest(
    catalogue: Catalogue, database_url: str
) -> None:
    every_note = {note for record in catalogue.records.values() for note in record.notes}
    # Its carrier is a fact that stays; PICA+ can tell of it only in a note.
    every_note -= set(load_table("written_pica")["carrier_note"].values())
    assert every_note
    with served(database_url) as address:
        said = everything(address)
        assert [note for note in every_note if note in said]
    keep_terms(catalogue.connection, {("ggc", "description"): "pass_to_libraries"})
    with served(database_url) as address:
        said = everything(address)
        assert not [note for note in every_note if f">{note}<" in said or f'"{note}"' in said]
        assert "021A" in said


def everything(address: str) -> str:
    """All text of a harvest in every format."""
    harvester = sickle.Sickle(address)
    return "".join(
        one.raw for prefix in FORMATS for one in harvester.ListRecords(metadataPrefix=prefix)
    )

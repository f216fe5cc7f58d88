import gzip
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from catalogue.errors import SourceError
from ingest.asking import Patience, Reach
from ingest.delivery import delivered_at
from ingest.harvest import harvest
from ingest.journal import MemoryJournal
from ingest.landing import read_landed
from ingest.listings import read_listing
from ingest.rhythm import BEGINNING
from ingest.sources import Source
from tests.ingest.deliveries_with_readers import CARD, csv_file
from tests.made_up_source import NOW, landed_records

BASE = "https://obcp.example/leveringen/"
PICA = b"003@ $0910000012\n021A $aHet @diner\n\n003@ $0910000020\n021A $aZomerhuis\n"
INDEX = b"""<html><body><h1>Index</h1><a href="?C=N;O=D">Name</a> <a href="/">Parent</a>
<a href="a.pica">a.pica</a>   2026-11-20 10:00  81
<a href="b.pica.gz">b.pica.gz</a>   2026-11-21 10:00  70
<a href="readme.txt">readme.txt</a> 2026-11-21 10:00  70
</body></html>"""
CHANGED = "Fri, 20 Nov 2026 10:00:00 GMT"


class Server:
    """A web server with files; notes what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, dict[str, str]]] = {
            "": (INDEX, {}),
            "a.pica": (PICA, {"ETag": '"1"', "Last-Modified": CHANGED}),
            "b.pica.gz": (gzip.compress(PICA.replace(b"91000", b"92000")), {"ETag": '"2"'}),
        }
        self.asked: list[str] = []
        self.faults: list[int] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        name = str(request.url).removeprefix(BASE)
        self.asked.append(name)
        if self.faults:
            return httpx.Response(self.faults.pop(), headers={"Retry-After": "3"})
        if name not in self.files:
            return httpx.Response(404)
        body, headers = self.files[name]
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            return httpx.Response(304)
        return httpx.Response(200, content=body, headers=headers)

    def reach(self, waits: list[float] | None = None) -> Reach:
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        noted = waits if waits is not None else []
        return Reach(client, NOW, Patience(attempts=3, sleep=noted.append))


@pytest.fixture
def server() -> Server:
    return Server()


def obcp(**given: object) -> Source:
    entry = {"name": "obcp", "kind": "http_files", "dialect": "obcp", "address": BASE}
    return Source.model_validate({**entry, "path": "*.pica*", **given})


def test_each_file_of_an_index_page_is_fetched_once(server: Server, tmp_path: Path) -> None:
    journal = MemoryJournal()
    first = harvest(obcp(), journal, tmp_path, reach=server.reach())
    assert (first.pages, first.records) == (2, 4)
    server.asked.clear()
    again = harvest(obcp(), journal, tmp_path, reach=server.reach())
    assert (again.pages, again.known) == (0, 2)
    assert server.asked == [""]
    assert len(landed_records(journal, tmp_path)) == 4
    page = journal.waiting()[0]
    assert read_landed(tmp_path / page.file) == PICA
    assert delivered_at(journal, "obcp", page.file) == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_file_that_changed_is_fetched_again(server: Server, tmp_path: Path) -> None:
    journal = MemoryJournal()
    harvest(obcp(), journal, tmp_path, reach=server.reach())
    server.files[""] = (INDEX.replace(b"2026-11-20 10:00  81", b"2026-11-22 10:00  85"), {})
    server.files["a.pica"] = (PICA.replace(b"Zomerhuis", b"Winterhuis"), {"ETag": '"3"'})
    counts = harvest(obcp(), journal, tmp_path, reach=server.reach())
    assert (counts.pages, counts.known) == (1, 1)


def test_a_list_without_dates_is_asked_only_whether_files_changed(
    server: Server, tmp_path: Path
) -> None:
    server.files[""] = (f"# files\n{BASE}a.pica\n{BASE}b.pica.gz\n".encode(), {})
    journal = MemoryJournal()
    assert harvest(obcp(), journal, tmp_path, reach=server.reach()).pages == 2
    again = harvest(obcp(), journal, tmp_path, reach=server.reach())
    assert (again.pages, again.known) == (0, 2)
    full = harvest(obcp(), journal, tmp_path, reach=server.reach(), since=BEGINNING)
    assert full.pages == 2


def test_without_a_tag_size_and_time_tell_a_file(server: Server, tmp_path: Path) -> None:
    server.files = {
        "": (b"a.pica\n", {}),
        "a.pica": (PICA, {"Last-Modified": CHANGED, "Content-Length": str(len(PICA))}),
    }
    journal = MemoryJournal()
    assert harvest(obcp(), journal, tmp_path, reach=server.reach()).pages == 1
    assert harvest(obcp(), journal, tmp_path, reach=server.reach()).known == 1


def test_a_server_that_is_busy_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.faults = [503, 503]
    waits: list[float] = []
    counts = harvest(obcp(), MemoryJournal(), tmp_path, reach=server.reach(waits))
    assert (counts.pages, waits) == (2, [3.0, 3.0])


def test_a_file_that_is_gone_is_named_and_the_rest_stays(server: Server, tmp_path: Path) -> None:
    del server.files["b.pica.gz"]
    journal = MemoryJournal()
    with pytest.raises(SourceError, match=r"source obcp, file b\.pica\.gz: .* answers HTTP 404"):
        harvest(obcp(), journal, tmp_path, reach=server.reach())
    assert len(journal.waiting()) == 1


def test_what_is_no_list_is_not_taken_for_an_empty_one(server: Server, tmp_path: Path) -> None:
    server.files[""] = (b"<html><body>Onderhoud</body></html>", {})
    with pytest.raises(SourceError, match="lists no file"):
        harvest(obcp(), MemoryJournal(), tmp_path, reach=server.reach())


def test_a_library_systems_file_is_stripped_on_its_way(server: Server, tmp_path: Path) -> None:
    server.files = {"": (b"x.csv\n", {}), "x.csv": (csv_file(), {})}
    koha = obcp(name="koha", dialect="local_csv", installation=True, path="")
    journal = MemoryJournal()
    counts = harvest(koha, journal, tmp_path, reach=server.reach())
    (page,) = journal.waiting()
    assert CARD.encode() not in read_landed(tmp_path / page.file)
    assert counts.removed.total() == 3


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"a.mrc;2026-11-01\nb.mrc,2 12\n", [("a.mrc", "2026-11-01"), ("b.mrc", "2 12")]),
        (b'["a.mrc", {"address": "b.mrc", "date": "1"}]', [("a.mrc", ""), ("b.mrc", "1")]),
        (
            b"<urlset><url><loc>https://obcp.example/leveringen/a.mrc</loc><lastmod>2026</lastmod>"
            b"</url></urlset>",
            [("a.mrc", "2026")],
        ),
        (b"", []),
        (b'<a href="mailto:x@y">m</a><a href="map/">map</a>', []),
    ],
)  # fmt: skip
def test_lists_of_every_kind_are_read(body: bytes, found: list[tuple[str, str]]) -> None:
    assert [(each.name, each.stated) for each in read_listing(body, BASE)] == found

"""Deliveries by push: landed as they come in, by whom they may come, and never with a reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.deliveries import DeliveryDesk
from api.dependencies import Services
from ingest.journal import MemoryJournal
from ingest.landing import read_landed
from ingest.sources import Source, Sources
from tests.fake_feed import MemoryFeed
from tests.fakes import MemoryDesk, MemorySearch, MemoryTitles, MemoryWrites
from tests.ingest.deliveries_with_readers import CARD, csv_file
from tests.small_network import MONDAY

PICA = b"003@ $0910000012\n021A $aHet @diner\n\n003@ $0910000020\n021A $aZomerhuis\n"
OWN = "NL-0890010000"


class Pushing:
    """An API that takes deliveries, with what stands behind it."""

    def __init__(self, client: TestClient, desk: MemoryDesk, landing: Path) -> None:
        self.client, self.desk, self.landing = client, desk, landing
        self.journal = MemoryJournal()

    def send(self, source: str, body: object, role: str = "operator", *isils: str):  # type: ignore[no-untyped-def]
        headers = self.desk.give(role, *(isils or (OWN,)))  # type: ignore[arg-type]
        return self.client.post(f"/v1/deliveries/{source}", content=body, headers=headers)  # type: ignore[arg-type]


def source(name: str, **given: object) -> Source:
    entry = {"name": name, "kind": "push", "dialect": "obcp"}
    return Source.model_validate(entry | given)


@pytest.fixture
def pushing(tmp_path: Path) -> Iterator[Pushing]:
    desk, titles = MemoryDesk(), MemoryTitles()
    own = source("wise-a", dialect="local_csv", installation=True)
    drop = source("drop", kind="files", path="x")
    sources = Sources(sources={s.name: s for s in (source("obcp"), own, drop)})

    @contextmanager
    def open_journal() -> Iterator[MemoryJournal]:
        yield found.journal

    services = Services(
        titles=titles,
        search=MemorySearch(titles),
        desk=desk,
        writes=MemoryWrites(),
        feed=MemoryFeed(),
        deliveries=DeliveryDesk(sources, tmp_path, open_journal),
        max_body_bytes=20,
        max_delivery_bytes=100_000,
        now=lambda: MONDAY,
    )
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        found = Pushing(client, desk, tmp_path)
        yield found


def test_a_delivery_is_landed_as_it_comes_and_gets_a_receipt(pushing: Pushing) -> None:
    answer = pushing.send("obcp", iter([PICA[:30], b"", PICA[30:]]))
    assert answer.status_code == 202
    (page,) = pushing.journal.waiting()
    assert read_landed(pushing.landing / page.file) == PICA
    told = answer.json()
    assert told["receipt"].startswith("obcp-")
    assert (told["records"], told["known"], told["removed"]) == (2, False, {})
    again = pushing.send("obcp", PICA).json()
    assert (again["receipt"], again["known"]) == (told["receipt"], True)
    assert len(pushing.journal.waiting()) == 1


def test_a_library_system_sends_for_itself_only(pushing: Pushing) -> None:
    assert pushing.send("wise-a", csv_file(), "library_system").status_code == 202
    assert pushing.send("obcp", PICA, "library_system").status_code == 403
    other = pushing.send("wise-a", csv_file(), "library_system", "NL-0890020000")
    assert other.status_code == 403
    assert pushing.send("wise-a", csv_file(), "cataloguer").status_code == 403
    assert pushing.client.post("/v1/deliveries/obcp", content=PICA).status_code == 401


def test_a_pushed_reader_is_nowhere_kept(pushing: Pushing) -> None:
    answer = pushing.send("wise-a", csv_file())
    assert answer.json()["removed"] == {"column 6": 1, "column 7": 1, "column 8": 1}
    (page,) = pushing.journal.waiting()
    assert CARD.encode() not in read_landed(pushing.landing / page.file)


def test_what_cannot_be_parsed_is_refused_without_repeating_it(pushing: Pushing) -> None:
    answer = pushing.send("wise-a", f"lener;naam\n{CARD};x\n".encode())
    assert answer.status_code == 422
    assert CARD not in answer.text
    assert [path for path in pushing.landing.rglob("*") if path.is_file()] == []


def test_only_sources_that_push_may(pushing: Pushing) -> None:
    assert pushing.send("drop", PICA).status_code == 404
    assert pushing.send("unheard", PICA).status_code == 404


def test_a_delivery_that_is_too_large_leaves_nothing(pushing: Pushing) -> None:
    answer = pushing.send("obcp", iter([b"x" * 60_000, b"y" * 60_000]))
    assert answer.status_code == 413
    assert pushing.journal.waiting() == ()
    assert [path for path in pushing.landing.rglob("*") if path.is_file()] == []

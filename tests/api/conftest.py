"""A small catalogue behind the API: one work with a book, an e-book and a translation."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.dependencies import Services
from catalogue.copies import CirculationState
from catalogue.identifiers import Isbn, ManifestationId, WorkId
from catalogue.model import (
    Carrier,
    Contributor,
    Description,
    IsbnStatement,
    Manifestation,
    OnlineAccess,
    Publisher,
    SurvivingValue,
    Title,
)
from catalogue.read_store import Copies
from catalogue.source_record import RecordKey
from tests.fake_feed import MemoryFeed
from tests.fakes import MemoryDesk, MemorySearch, MemoryTitles, MemoryWrites, spil_id
from tests.small_network import AASTAD, BEEDORP, CEESTAD, MONDAY, copy_at

WORK = WorkId(spil_id("w", 1))
BOOK = ManifestationId(spil_id("m", 1))
E_BOOK = ManifestationId(spil_id("m", 2))
ENGLISH = ManifestationId(spil_id("m", 3))
MERGED = spil_id("m", 4)
SPLIT = spil_id("m", 5)
WITHDRAWN = spil_id("m", 6)
NEVER = spil_id("m", 7)
MERGED_WORK = spil_id("w", 4)


@dataclass
class Small:
    """The services of a test, and a client that speaks to them."""

    titles: MemoryTitles
    search: MemorySearch
    desk: MemoryDesk
    writes: MemoryWrites
    client: TestClient
    feed: MemoryFeed = field(default_factory=MemoryFeed)


def publication(
    spil: ManifestationId,
    carrier: Carrier,
    *,
    title: str = "Kruistocht in spijkerbroek",
    language: str = "dut",
) -> Manifestation:
    """A manifestation of the work by two sources."""
    return Manifestation(
        id=spil,
        work=WORK,
        standing="national",
        description=Description(
            title=Title(main=title, sort=title.lower()),
            contributors=(Contributor(name="Thea Beckman", surname="Beckman", main=True),),
            isbns=(IsbnStatement(isbn=Isbn("9789060695500"), text="9789060695500"),),
            publishers=(Publisher(name="Lemniscaat"),),
            years=(1973,),
            carrier=carrier,
            languages=(language,),
            annotation="Een jongen reist naar de Middeleeuwen.",
            cover="https://covers.example/1.jpg",
        ),
        provenance=(
            SurvivingValue(field="title", records=("ggc:2",), rule="first of national"),
            SurvivingValue(field="annotation", records=("nbd:1",), rule="longest of supplier"),
            SurvivingValue(field="cover", records=("nbd:1",), rule="first of supplier"),
        ),
        members=(RecordKey("ggc", "2"), RecordKey("nbd", "1")),
    )


def small_catalogue() -> MemoryTitles:
    """The catalogue that most tests ask."""
    titles = MemoryTitles()
    shelf = copy_at(AASTAD)
    lent = copy_at(BEEDORP, state=CirculationState.ON_LOAN)
    titles.add(publication(BOOK, Carrier.BOOK), Copies((shelf, lent, copy_at(CEESTAD, 2))))
    online = OnlineAccess(address="https://online.example/1")
    titles.add(publication(E_BOOK, Carrier.E_BOOK), Copies((), (online,)))
    titles.add(publication(ENGLISH, Carrier.BOOK, title="Crusade in jeans", language="eng"))
    titles.works[WORK] = titles.works[WORK].model_copy(
        update={"title": "Kruistocht in spijkerbroek"}
    )
    titles.redirects = {
        MERGED: (BOOK,),
        SPLIT: (BOOK, E_BOOK),
        WITHDRAWN: (),
        MERGED_WORK: (WORK,),
    }
    return titles


@pytest.fixture
def small() -> Iterator[Small]:
    """The API over the small catalogue, on a Monday morning."""
    titles = small_catalogue()
    search, desk, writes = MemorySearch(titles), MemoryDesk(), MemoryWrites()
    feed = MemoryFeed()
    services = Services(
        titles=titles,
        search=search,
        desk=desk,
        writes=writes,
        feed=feed,
        harvest_page=2,
        now=lambda: MONDAY,
    )
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield Small(titles, search, desk, writes, client, feed)

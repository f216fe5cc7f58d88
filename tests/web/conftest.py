"""The pages over the small catalogue of the API's tests."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.dependencies import Services
from tests.api.conftest import Small, small_catalogue
from tests.fake_feed import MemoryFeed
from tests.fakes import MemoryDesk, MemorySearch, MemoryWrites
from tests.small_network import MONDAY
from web.app import create_site


@pytest.fixture
def site() -> Iterator[Small]:
    """The whole site over the small catalogue, on a Monday morning."""
    titles = small_catalogue()
    search, desk, writes = MemorySearch(titles), MemoryDesk(), MemoryWrites()
    services = Services(
        titles=titles,
        search=search,
        desk=desk,
        writes=writes,
        feed=MemoryFeed(),
        now=lambda: MONDAY,
    )
    with TestClient(create_site(services), raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield Small(titles, search, desk, writes, client)

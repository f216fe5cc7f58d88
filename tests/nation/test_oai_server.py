"""The server of a made country answers so many at once, and the others after them."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from nation.oai_server import OaiServer
from tests.plain_http import TRUSTS_NOBODY, get

AT_ONCE = 2


@pytest.fixture
def server() -> Iterator[OaiServer]:
    with OaiServer(0, at_once=AT_ONCE) as server:
        answering = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        answering.start()
        yield server
        server.shutdown()
        answering.join()


def test_no_more_threads_answer_than_are_allowed(server: OaiServer) -> None:
    before = threading.active_count()
    silent = [socket.create_connection(server.server_address[:2]) for _ in range(5)]
    time.sleep(0.2)
    assert threading.active_count() - before <= AT_ONCE
    for each in silent:
        each.close()
    assert get(server.address("/nothing"), timeout=10).status_code == 404


def test_a_client_that_stays_connected_is_answered_again(server: OaiServer) -> None:
    with httpx.Client(verify=TRUSTS_NOBODY) as client:
        found = [client.get(server.address("/nothing")).status_code for _ in range(3)]
    assert found == [404, 404, 404]

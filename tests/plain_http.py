"""Asking servers of a test, which speak plain HTTP: no certificate is read, which takes a while."""

import ssl
from typing import Any

import httpx

TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def get(address: str | httpx.URL, **asked: Any) -> httpx.Response:
    """The answer to a question at this address, by a client of its own."""
    return httpx.get(address, verify=TRUSTS_NOBODY, **asked)


def post(address: str | httpx.URL, **sent: Any) -> httpx.Response:
    """The answer to what is sent to this address, by a client of its own."""
    return httpx.post(address, verify=TRUSTS_NOBODY, **sent)

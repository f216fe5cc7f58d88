"""An answer of `oaipmh`, with what it leaves out: the size of a list and the end of its tokens."""

import re
from collections.abc import Mapping
from typing import Any

from oaipmh.server import BatchingServer, decodeResumptionToken

from nation.repository import FolderRepository

_OPENS, _CLOSES = b"<ListRecords>", b"</ListRecords>"
_HEAD, _TAIL = 8_192, 4_096
"""How far from its ends an answer opens its list and names its token: a page may be long."""
_TOKEN = re.compile(rb"<resumptionToken>([^<]*)</resumptionToken>")


def answer(oai: BatchingServer, repository: FolderRepository, asked: Mapping[str, str]) -> bytes:
    """The answer to a request, with `completeListSize` and an empty token at the end of a list."""
    body: bytes = oai.handleRequest(dict(asked))
    sent = asked.get("resumptionToken")
    if body.find(_OPENS, 0, _HEAD) < 0:
        return body
    found = _TOKEN.search(body, max(0, len(body) - _TAIL))
    token = found[1].decode() if found else ""
    if not token and sent is None:
        return body
    size = repository.list_size(**_whole_list(token or sent))
    cursor = decodeResumptionToken(sent)[1] if sent else 0
    told = f'<resumptionToken completeListSize="{size}" cursor="{cursor}"'.encode()
    told += b">" + token.encode() + b"</resumptionToken>" if token else b"/>"
    start, end = found.span() if found else [body.rfind(_CLOSES)] * 2
    return body[:start] + told + body[end:]


def _whole_list(token: str | None) -> dict[str, Any]:
    """What was asked for at first; a token of `oaipmh` says it."""
    asked: dict[str, Any] = decodeResumptionToken(token)[0]
    asked.pop("batch_size", None)
    return asked

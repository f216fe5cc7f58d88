"""An answer of `oaipmh`, with what it leaves out: the size of a list and the end of its tokens."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from oaipmh.server import BatchingServer, decodeResumptionToken

from nation.repository import FolderRepository

_OAI = "{http://www.openarchives.org/OAI/2.0/}"


def answer(oai: BatchingServer, repository: FolderRepository, asked: Mapping[str, str]) -> bytes:
    """The answer to a request, with `completeListSize` and an empty token at the end of a list."""
    body: bytes = oai.handleRequest(dict(asked))
    root = etree.fromstring(body, etree.XMLParser(huge_tree=True))
    records = root.find(f"{_OAI}ListRecords")
    if records is None:
        return body
    sent = asked.get("resumptionToken")
    token = records.find(f"{_OAI}resumptionToken")
    if token is None and sent is None:
        return body
    if token is None:
        token = etree.SubElement(records, f"{_OAI}resumptionToken")
    token.set("completeListSize", str(repository.list_size(**_whole_list(token.text or sent))))
    token.set("cursor", str(decodeResumptionToken(sent)[1] if sent else 0))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _whole_list(token: str | None) -> dict[str, Any]:
    """What was asked for at first; a token of `oaipmh` says it."""
    asked: dict[str, Any] = decodeResumptionToken(token)[0]
    asked.pop("batch_size", None)
    return asked

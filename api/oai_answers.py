"""The words of an answer to a harvester, as XML of OAI-PMH 2.0."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from api.oai_tokens import Listing
from catalogue.oai_feed import Provided

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def answer(base_url: str, at: datetime, arguments: Mapping[str, str], body: str) -> bytes:
    """A whole answer; `arguments` are those of the request, none where they were not understood."""
    stated = "".join(f" {name}={quoteattr(_safe(value))}" for name, value in arguments.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{NAMESPACE} {NAMESPACE}OAI-PMH.xsd">'
        f"<responseDate>{datestamp(at)}</responseDate>"
        f"<request{stated}>{escape(base_url)}</request>{body}</OAI-PMH>\n"
    ).encode()


def element(name: str, text: str, **attributes: str) -> str:
    """One element with text."""
    stated = "".join(f" {key}={quoteattr(_safe(value))}" for key, value in attributes.items())
    return f"<{name}{stated}>{escape(_safe(text))}</{name}>"


def elements(name: str, children: Iterable[tuple[str, str]]) -> str:
    """One element that holds elements with text."""
    return f"<{name}>{''.join(element(*child) for child in children)}</{name}>"


def header(one: Provided, host: str) -> str:
    """The header of a record, with the sets that lie deepest."""
    sets = "".join(element("setSpec", each) for each in one.sets if ":" in each)
    status = ' status="deleted"' if one.deleted else ""
    named = element("identifier", f"oai:{host}:{one.id}")
    return f"<header{status}>{named}{element('datestamp', datestamp(one.datestamp))}{sets}</header>"


def record(one: Provided, host: str, payload: str) -> str:
    """A record; a deleted one is only its header."""
    metadata = f"<metadata>{payload}</metadata>" if payload else ""
    return f"<record>{header(one, host)}{metadata}</record>"


def resumption(listing: Listing, token: str, expires: datetime | None) -> str:
    """The element that ends a page: with a token where the list goes on, empty where it ends."""
    attributes = {"cursor": str(listing.given)}
    if expires:
        attributes["expirationDate"] = datestamp(expires)
    if listing.size is not None:
        attributes["completeListSize"] = str(listing.size)
    return element("resumptionToken", token, **attributes)


def datestamp(moment: datetime) -> str:
    """A moment in UTC by the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _safe(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)

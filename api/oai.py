"""OAI-PMH 2.0 out: what changed, for library systems and anyone else, each in a format they read.

Records are manifestations as anyone may have them: what a source keeps to itself is left out.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from oaipmh.error import (
    BadArgumentError,
    BadResumptionTokenError,
    BadVerbError,
    CannotDisseminateFormatError,
    ErrorBase,
    IdDoesNotExistError,
    NoRecordsMatchError,
)
from starlette.exceptions import HTTPException

from api.dependencies import Services, ServicesDep
from api.oai_answers import answer, datestamp, element, elements, header, record, resumption
from api.oai_formats import FORMATS, JSON_LD_SCHEMA
from api.oai_requests import Asked, read_identifier, read_range, read_request, read_set
from api.oai_tokens import Listing, read_token, write_token
from catalogue.changes import Position
from catalogue.model import Carrier
from catalogue.oai_feed import Provided, Span
from catalogue.terms import Terms, permitted

router = APIRouter(prefix="/v1", tags=["harvesting"])

COUNTED = 20_000
"""Lists up to this length say how long they are; counting longer ones would take too long."""
# Who ends at yesterday lists nothing when first told of today: the mark must stand by then.
_MARKING = ("GetRecord", "Identify", "ListIdentifiers", "ListRecords")
_XML = "text/xml; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
_DESCRIPTION = (
    "A repository of OAI-PMH 2.0 over the change feed: `verb` and its arguments as the protocol"
    " has them, in the address or as a form. Deletions are kept for ever; a set for each source,"
    " library and carrier; granularity of a second."
)
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/xml": {}}, "description": "The answer, errors included."}
}


@dataclass(frozen=True)
class Repository:
    """What every verb needs: the services, what is given to anyone, and our own address."""

    services: Services
    terms: Terms

    @property
    def base_url(self) -> str:
        """Where harvesters ask."""
        return self.services.base_uri.rstrip("/") + "/v1/oai"

    @property
    def host(self) -> str:
        """The name in our identifiers."""
        return urlsplit(self.services.base_uri).hostname or "localhost"


@router.get("/oai", description=_DESCRIPTION, response_class=Response, responses=_DOCUMENTED)
async def harvest(request: Request, services: ServicesDep) -> Response:
    """Harvest the catalogue by OAI-PMH."""
    return await _answer(services, request.query_params.multi_items())


@router.post("/oai", description=_DESCRIPTION, response_class=Response, responses=_DOCUMENTED)
async def harvest_by_form(request: Request, services: ServicesDep) -> Response:
    """Harvest the catalogue by OAI-PMH, with the arguments as a form."""
    if request.headers.get("content-type", _FORM).partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"send the arguments as {_FORM}")
    body = (await request.body()).decode("ascii", "replace")
    return await _answer(services, parse_qsl(body, keep_blank_values=True))


@router.get("/oai/json-ld.xsd", response_class=Response)
async def json_ld_schema() -> Response:
    """The schema of the element that JSON-LD is harvested in."""
    return Response(JSON_LD_SCHEMA, media_type="application/xml")


async def _answer(services: Services, pairs: list[tuple[str, str]]) -> Response:
    repository = Repository(services, await services.refreshed.terms())
    at = services.now()
    stated: dict[str, str] = {}
    try:
        asked = read_request(pairs)
        if asked.verb in _MARKING and "resumptionToken" not in asked.arguments:
            # Harvesters ask from this date on next time; the two clocks may differ.
            at = min(at, await services.writes.mark_changes())
        stated = {"verb": asked.verb, **asked.arguments}
        body = await _VERBS[asked.verb](repository, asked)
    except ErrorBase as problem:
        if isinstance(problem, BadVerbError | BadArgumentError):
            stated = {}
        body = element("error", str(problem), code=problem.oainame())
    return Response(answer(repository.base_url, at, stated, body), media_type=_XML)


async def _identify(repository: Repository, _: Asked) -> str:
    services = repository.services
    earliest = await services.feed.earliest() or services.now()
    stated = (
        ("repositoryName", "Spil"),
        ("baseURL", repository.base_url),
        ("protocolVersion", "2.0"),
        ("adminEmail", services.contact),
        ("earliestDatestamp", datestamp(earliest)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    )
    return elements("Identify", stated)


async def _list_formats(repository: Repository, asked: Asked) -> str:
    if "identifier" in asked.arguments:
        await _found(repository, asked)
    base = repository.services.base_uri
    return "".join(
        (
            "<ListMetadataFormats>",
            *(
                elements(
                    "metadataFormat",
                    (
                        ("metadataPrefix", each.prefix),
                        ("schema", each.schema_under(base)),
                        ("metadataNamespace", each.namespace),
                    ),
                )
                for each in FORMATS.values()
            ),
            "</ListMetadataFormats>",
        )
    )


async def _list_sets(repository: Repository, asked: Asked) -> str:
    if "resumptionToken" in asked.arguments:
        raise BadResumptionTokenError("the list of sets is given whole")
    feed = repository.services.feed
    named = [
        ("source", "Described by any source"),
        *((f"source:{each}", f"Described by {each}") for each in await feed.sources()),
        ("library", "Held by any library"),
        *((f"library:{isil}", f"Held by {name}") for isil, name in await feed.libraries()),
        ("carrier", "Of any carrier"),
        *((f"carrier:{each}", each.value.replace("_", " ")) for each in Carrier),
    ]
    sets = "".join(elements("set", (("setSpec", spec), ("setName", of))) for spec, of in named)
    return f"<ListSets>{sets}</ListSets>"


async def _get_record(repository: Repository, asked: Asked) -> str:
    _check_prefix(asked.get("metadataPrefix"))
    one = await _found(repository, asked)
    return f"<GetRecord>{_written(repository, one, asked.get('metadataPrefix'))}</GetRecord>"


async def _found(repository: Repository, asked: Asked) -> Provided:
    spil_id = read_identifier(asked, repository.host)
    one = await repository.services.feed.record(spil_id)
    if one is None:
        raise IdDoesNotExistError(f"no manifestation was ever given out as {spil_id}")
    return one


async def _list(repository: Repository, asked: Asked) -> str:
    services = repository.services
    listing = await _listing(repository, asked)
    headers_only = asked.verb == "ListIdentifiers"
    size = services.harvest_page * (5 if headers_only else 1)
    few = listing.span.within is not None and listing.size is not None
    found = await services.feed.page(listing.span, limit=size + 1, bodies=not headers_only, few=few)
    if not found and not listing.given:
        raise NoRecordsMatchError("nothing changed there and then")
    page = found[:size]
    body = "".join(
        header(one, repository.host) if headers_only else _written(repository, one, listing.prefix)
        for one in page
    )
    end = _end(repository, listing, page, goes_on=len(found) > size)
    return f"<{asked.verb}>{body}{end}</{asked.verb}>"


async def _listing(repository: Repository, asked: Asked) -> Listing:
    """The list that a request begins or continues."""
    services = repository.services
    if "resumptionToken" in asked.arguments:
        listing = read_token(asked.get("resumptionToken"), asked.verb, services.now())
        if listing.prefix not in FORMATS or not await services.feed.cut_at(listing.span.before):
            raise BadResumptionTokenError("this list was begun elsewhere; begin it again")
        return listing
    since, until = read_range(asked)
    within = read_set(asked)
    _check_prefix(asked.get("metadataPrefix"))
    _, cut = await services.feed.span(None, None)
    first, behind = await services.feed.span(since, until)
    span = Span(Position(first, 0), cut, within, min(behind, cut))
    size = await services.feed.count(span, most=COUNTED)
    return Listing(asked.verb, asked.get("metadataPrefix"), span, size=size)


def _end(repository: Repository, listing: Listing, page: list[Provided], *, goes_on: bool) -> str:
    """How the page ends; a list that fits in one page ends without a word."""
    if not goes_on:
        return resumption(listing, "", None) if listing.given else ""
    rest = replace(
        listing,
        span=replace(listing.span, after=page[-1].position),
        given=listing.given + len(page),
    )
    token, expires = write_token(rest, repository.services.now())
    return resumption(listing, token, expires)


def _written(repository: Repository, one: Provided, prefix: str) -> str:
    payload = ""
    if one.manifestation:
        given = permitted(one.manifestation, repository.terms, "give_to_anyone")
        payload = FORMATS[prefix].payload(given, repository.services.base_uri)
    return record(one, repository.host, payload)


def _check_prefix(prefix: str) -> None:
    if prefix not in FORMATS:
        raise CannotDisseminateFormatError(f"records are given as {', '.join(FORMATS)}")


_VERBS: dict[str, Callable[[Repository, Asked], Awaitable[str]]] = {
    "GetRecord": _get_record,
    "Identify": _identify,
    "ListIdentifiers": _list,
    "ListMetadataFormats": _list_formats,
    "ListRecords": _list,
    "ListSets": _list_sets,
}

"""One manifestation: as JSON, as MARCXML for library systems, as schema.org for the web."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from api.dependencies import Services, ServicesDep
from api.errors import Problem
from api.formats import JSON, JSON_LD, MARCXML, OFFERED, preferred
from api.found import ManifestationPath, kept, the_one
from api.scope import View
from catalogue.model import Manifestation
from catalogue.terms import permitted
from normalize.linked_data import to_json_ld
from normalize.write_marc21 import to_marcxml

router = APIRouter(prefix="/v1", tags=["titles"])

FORMS = {"json": JSON, "marcxml": MARCXML, "jsonld": JSON_LD}

FormatQuery = Annotated[
    Literal["json", "marcxml", "jsonld"] | None,
    Query(description="For links, which cannot state an `Accept`: outranks it."),
]
AcceptHeader = Annotated[str, Header(description=f"One of {', '.join(OFFERED)}.")]


async def manifestation_of(services: Services, spil_id: str, view: View) -> Manifestation:
    """The manifestation that has this id, as the door of the view lets it pass.

    Raises UnknownId, WithdrawnId and, with the addresses of the view, Elsewhere.
    """
    lookup = await services.titles.manifestation(spil_id)
    found = the_one(spil_id, lookup, lambda one: f"{view.prefix}/manifestations/{one}")
    return permitted(found, await services.refreshed.terms(), view.door)


@router.get(
    "/manifestations/{manifestation}",
    response_model=Manifestation,
    responses={
        200: {"content": {MARCXML: {}, JSON_LD: {}}},
        308: {"description": "It was merged: see Location."},
        404: {"model": Problem},
    },
)
async def manifestation(
    manifestation: ManifestationPath,
    request: Request,
    services: ServicesDep,
    accept: AcceptHeader = JSON,
    format: FormatQuery = None,
) -> Response:
    """A merged description with the source of every value; the form follows `Accept`."""
    form = FORMS[format] if format else preferred(accept)
    found = await manifestation_of(services, manifestation, View())
    answer = kept(request, _written(found, form, services.base_uri), form)
    answer.headers["Link"] = ", ".join(
        f'</v1/manifestations/{found.id}>; rel="alternate"; type="{other}"'
        for other in OFFERED
        if other != form
    )
    return answer


def _written(found: Manifestation, form: str, base_uri: str) -> bytes:
    if form == MARCXML:
        return to_marcxml(found.description, found.id)
    if form == JSON_LD:
        return json.dumps(to_json_ld(found, base_uri=base_uri), ensure_ascii=False).encode()
    return found.model_dump_json().encode()

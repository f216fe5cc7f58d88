"""One manifestation: as JSON, MARCXML and MODS for library systems, linked data for the web."""

import json
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from api.dependencies import Services, ServicesDep
from api.errors import Problem
from api.formats import JSON, JSON_LD, MARCXML, MODS, OFFERED, preferred
from api.found import ManifestationPath, kept, the_one
from api.scope import View
from catalogue.model import Manifestation
from catalogue.terms import permitted
from normalize.linked_data import Node, to_json_ld
from normalize.write_bibframe import to_bibframe
from normalize.write_marc21 import to_marcxml
from normalize.write_mods import to_mods

router = APIRouter(prefix="/v1", tags=["titles"])

Write = Callable[[Manifestation, str], bytes]

FormatQuery = Annotated[
    Literal["json", "marcxml", "jsonld", "mods", "bibframe"] | None,
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
        200: {"content": {MARCXML: {}, JSON_LD: {}, MODS: {}}},
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
    media = FORMS[format][0] if format else preferred(accept)
    write = FORMS[format][1] if format else _BY_MEDIA[media]
    found = await manifestation_of(services, manifestation, View())
    answer = kept(request, write(found, services.base_uri), media)
    answer.headers["Link"] = ", ".join(
        f'</v1/manifestations/{found.id}>; rel="alternate"; type="{other}"'
        for other in OFFERED
        if other != media
    )
    return answer


def _linked(write: Callable[..., Node]) -> Write:
    return lambda one, base_uri: json.dumps(
        write(one, base_uri=base_uri), ensure_ascii=False
    ).encode()


FORMS: dict[str, tuple[str, Write]] = {
    "json": (JSON, lambda one, _: one.model_dump_json().encode()),
    "marcxml": (MARCXML, lambda one, _: to_marcxml(one.description, one.id)),
    "jsonld": (JSON_LD, _linked(to_json_ld)),
    "mods": (MODS, lambda one, _: to_mods(one.description, one.id)),
    "bibframe": (JSON_LD, _linked(to_bibframe)),
}
"""By the name that a link states: the media type, and what writes it."""
_BY_MEDIA = {media: write for media, write in reversed(FORMS.values())}
"""JSON-LD without a name is schema.org."""

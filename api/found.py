"""From an id to what answers for it now, and the headers of an answer that may be kept."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import AfterValidator

from api.errors import Elsewhere
from catalogue.errors import UnknownId, WithdrawnId
from catalogue.identifiers import is_spil_id
from catalogue.read_store import Lookup


class HasId(Protocol):
    """Something with a public id."""

    @property
    def id(self) -> str: ...  # noqa: D102


Found = TypeVar("Found", bound=HasId)


def _of_kind(letter: str, kind: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not is_spil_id(text) or text[0] != letter:
            raise ValueError(
                f"not the id of a {kind}: `{letter}` and ten characters, the last a check character"
            )
        return text

    return check


WorkIdText = Annotated[str, AfterValidator(_of_kind("w", "work"))]
ManifestationIdText = Annotated[str, AfterValidator(_of_kind("m", "manifestation"))]
WorkPath = Annotated[WorkIdText, Path(description="The id of a work.", examples=["w4nv0ek2q7t"])]
ManifestationPath = Annotated[
    ManifestationIdText, Path(description="The id of a manifestation.", examples=["m2k9d0qx41z"])
]


def the_one(asked: str, lookup: Lookup[Found], address: Callable[[str], str]) -> Found:
    """What `asked` names. Raises UnknownId, WithdrawnId, or Elsewhere for what it became."""
    settle(asked, tuple(one.id for one in lookup.found) if lookup.known else None, address)
    return lookup.found[0]


def settle(asked: str, living: Sequence[str] | None, address: Callable[[str], str]) -> None:
    """Return if `asked` answers for itself; `living` is what does, None if it never was minted.

    Raises UnknownId, WithdrawnId, or Elsewhere with the addresses of what it became.
    """
    if living is None:
        raise UnknownId(f"no {_kind(asked)} has id {asked}")
    if not living:
        raise WithdrawnId(f"no source describes {_kind(asked)} {asked} any more")
    if list(living) != [asked]:
        raise Elsewhere(*(address(one) for one in living))


def _kind(asked: str) -> str:
    return "work" if asked.startswith("w") else "manifestation"


def kept(request: Request, body: bytes, media_type: str, *, fingerprint: bytes = b"") -> Response:
    """An answer with an ETag, or 304 where the reader has it already.

    `fingerprint` is what the ETag is made of where the body holds the moment it was made.
    """
    mark = hashlib.sha256(fingerprint or body).hexdigest()[:20]
    etag = f'W/"{mark}"'
    headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)

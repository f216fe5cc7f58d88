"""Which form of a title a reader prefers: JSON, MARCXML, MODS or schema.org JSON-LD."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException

JSON = "application/json"
MARCXML = "application/marcxml+xml"
JSON_LD = "application/ld+json"
MODS = "application/mods+xml"
OFFERED = (JSON, MARCXML, JSON_LD, MODS)


def preferred(accept: str, offered: Sequence[str] = OFFERED) -> str:
    """The offered type that `accept` ranks first (RFC 9110 12.5.1); 406 where it wants none."""
    if not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    ranked = [(_quality(one, ranges), -i) for i, one in enumerate(offered)]
    quality, place = max(ranked)
    if quality <= 0:
        raise HTTPException(406, f"this is given as {', '.join(offered)}")
    return offered[-place]


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            quality = _number(value)
    return media.lower(), quality


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that covers a media type; 0 where none does."""
    family = media.partition("/")[0] + "/*"
    for wanted in (media, family, "*/*"):
        stated = [quality for name, quality in ranges if name == wanted]
        if stated:
            return max(stated)
    return 0.0

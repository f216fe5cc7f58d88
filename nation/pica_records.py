"""Records in normalised PICA+: a line each, fields end with 0x1E, subfields begin with 0x1F."""

from collections.abc import Sequence
from functools import cache

from nation.codes import CARRIER_TERMS, CARRIERS, CONTENT_TERMS, MEDIA_TERMS
from nation.slips import ENCODERS

Field = tuple[str, str]
"""Tag (with its occurrence) and the subfields, each led by 0x1F."""

_ARTICLES = (
    "De ",
    "Het ",
    "Een ",
    "'t ",
    "The ",
    "A ",
    "An ",
    "Der ",
    "Die ",
    "Das ",
    "Les ",
    "La ",
)


@cache
def rda_fields(carrier: str) -> tuple[Field, ...]:
    """Content, media and carrier of RDA in 002C to 002E."""
    coded = CARRIERS[carrier]
    return (
        ("002C", f"\x1fa{CONTENT_TERMS[coded.content]}\x1fb{coded.content}\x1f2rdacontent/dut"),
        ("002D", f"\x1fa{MEDIA_TERMS[coded.media]}\x1fb{coded.media}\x1f2rdamedia/dut"),
        ("002E", f"\x1fa{CARRIER_TERMS[coded.carrier]}\x1fb{coded.carrier}\x1f2rdacarrier/dut"),
    )


def normalised(fields: Sequence[Field], encoding: str) -> bytes:
    """One record as one line."""
    text = "".join([f"{tag} {content}\x1e" for tag, content in fields]) + "\n"
    return text.encode() if text.isascii() else ENCODERS[encoding](text)


def with_sort_sign(title: str) -> str:
    """`@` before the first word that is sorted on: "De @stille getuige"."""
    for article in _ARTICLES:
        if title.startswith(article):
            return f"{article}@{title[len(article) :]}"
    return f"@{title}"

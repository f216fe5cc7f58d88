"""Records in normalised PICA+: a line each, fields end with 0x1E, subfields begin with 0x1F."""

from collections.abc import Sequence

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

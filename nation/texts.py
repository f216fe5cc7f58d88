"""A published text, and what later publications take over from the first."""

from typing import NamedTuple

from nation.growth import Growth
from nation.world import Expression, Manifestation, Person, Work


class Text(NamedTuple):
    """A work with the expression and the manifestation that all later ones stem from."""

    work: Work
    expression: Expression
    base: Manifestation


def said_of(text: Text) -> dict[str, object]:
    """What a later manifestation takes over from the first."""
    base = text.base
    return {
        "title": base.title,
        "subtitle": base.subtitle,
        "authors": base.authors,
        "others": base.others,
        "audience": base.audience,
        "volume": base.volume,
        "volume_title": base.volume_title,
        "series": base.series,
        "original_title": base.original_title,
        "original_language": base.original_language,
        "avi": base.avi,
        "illustrated": base.illustrated,
    }


def again(growth: Growth, text: Text, kind: str, **said: object) -> Manifestation:
    """One more manifestation of the same words, in its own carrier or dress."""
    popularity = growth.wanted_like(text.work.popularity)
    sibling = text.base.printings[0].isbn
    return growth.publish(
        text.expression,
        kind,
        **{**said_of(text), "popularity": popularity, "sibling_isbn": sibling, **said},
    )


def letter_of(work: Work) -> str:
    """What kind of imprint would publish it."""
    if work.kind == "novel":
        return "f"
    return "n" if work.kind in ("nonfiction", "volume_set", "local_history") else "c"


def read_by(growth: Growth, text: Text) -> tuple[tuple[str, Person], ...]:
    """Who reads it aloud, beside who translated it."""
    kept = tuple(other for other in text.base.others if other[0] == "trl")
    return (*kept, ("nrt", growth.anyone("dut")))

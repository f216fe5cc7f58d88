"""describe_work(): what a work is called, from the manifestations that stand in it."""

from collections.abc import Sequence

from catalogue.identifiers import WorkId
from catalogue.model import Carrier, Contributor, Manifestation, Work

_MAKERS = ("aut", "cre", "art", "cmp", "drt", "prf", "edt", "ill")
_NEVER = 9999


def describe_work(work: WorkId, manifestations: Sequence[Manifestation]) -> Work:
    """The work under the title that most readers here look for; order is no matter.

    That is the title of a national description before a local one, in Dutch before others, of a
    book before other carriers, and then of the earliest. Original title and language come from
    the first in that order that states them.
    """
    ranked = sorted(manifestations, key=_place)
    title = ranked[0].description.title
    original = next((m for m in ranked if m.description.original_title), None)
    return Work(
        id=work,
        title=_name(ranked[0]),
        sort_title=title.sort,
        original_title=original.description.original_title if original else "",
        contributors=_makers(ranked[0]),
        original_language=_original_language(ranked),
        manifestations=tuple(sorted(m.id for m in manifestations)),
    )


def _place(manifestation: Manifestation) -> tuple[bool, bool, bool, int, str]:
    description = manifestation.description
    return (
        manifestation.standing == "local",
        "dut" not in description.languages,
        description.carrier is not Carrier.BOOK,
        min(description.years, default=_NEVER),
        manifestation.id,
    )


def _name(manifestation: Manifestation) -> str:
    title = manifestation.description.title
    return f"{title.main}. {title.part_title}" if title.part_title else title.main


def _makers(manifestation: Manifestation) -> tuple[Contributor, ...]:
    persons = manifestation.description.contributors
    return tuple(p for p in persons if p.main or p.role in _MAKERS)


def _original_language(ranked: Sequence[Manifestation]) -> str:
    stated = (code for m in ranked for code in m.description.original_languages)
    own = (code for m in ranked for code in m.description.languages)
    return next(stated, None) or next(own, "")

"""Which records of one work no one could tell apart: nothing that both say is different.

What a record leaves out contradicts nothing. A slip in a title, another form of a house's name or
of a person's is no difference either: those occur between records of one manifestation as well.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from nation.draft import Draft
from nation.records import Made
from nation.world import Manifestation

Described = tuple[Manifestation, Made]


def untellable(described: Sequence[Described]) -> Iterator[tuple[Made, Made]]:
    """Pairs of records of different manifestations in which nothing differs that both say."""
    for (one, left), (other, right) in combinations(described, 2):
        if one.id == other.id or one.publisher != other.publisher:
            continue
        if left.draft and right.draft and _agree(left.draft, right.draft):
            yield left, right


def _agree(left: Draft, right: Draft) -> bool:
    return (
        left.carrier == right.carrier
        and _same_where_said(left, right)
        and _numbers_agree(left, right)
        and _notes_agree(left, right)
    )


_SAID = (
    "year", "language", "volume", "volume_title", "edition", "said_carrier", "minutes", "pieces",
    "size", "series_number", "original_title", "based_on",
)  # fmt: skip


def _same_where_said(left: Draft, right: Draft) -> bool:
    for name in _SAID:
        one, other = getattr(left, name), getattr(right, name)
        if one and other and one != other:
            return False
    one, other = _count(left.pages), _count(right.pages)
    return not one or not other or one == other


def _count(pages: str) -> str:
    """The numbered pages: "XII, 212" and "212, [8]" have 212."""
    return max((part for part in pages.split(", ") if part.isdigit()), key=len, default="")


def _numbers_agree(left: Draft, right: Draft) -> bool:
    one, other = _numbers(left), _numbers(right)
    return not one or not other or not one.isdisjoint(other)


def _numbers(draft: Draft) -> set[str]:
    """Every number of the publication; of an ISBN the nine digits that both its forms share."""
    found = {draft.ean, draft.issn} - {""}
    for isbn in draft.isbns:
        digits = isbn.text.replace("-", "")
        found.add(digits[3:12] if len(digits) == 13 else digits[:9])
    return found


def _notes_agree(left: Draft, right: Draft) -> bool:
    """Notes name an edition; only records that have room for none may lack them."""
    if left.notes == right.notes:
        return True
    return not (left.notes and right.notes) and "minimal" in (left.kind, right.kind)

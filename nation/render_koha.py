"""Koha's MARC 21: copies in 952, punctuation left to the display."""

from collections.abc import Sequence

from nation.copy_fields import copy_fields
from nation.draft import Draft
from nation.holdings import Item
from nation.local_marc import Habits, fields_of, leader
from nation.marc_records import iso2709, plain_fields

HABITS = Habits(
    rda=True, isbd=False, pages="p.", part="Deel", nbd_prefix="(NBD)", ggc_prefix="(NL-GGC)"
)


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The title with its copies, as one record."""
    fields = [*fields_of(draft, HABITS), *plain_fields(copy_fields("koha", items))]
    return iso2709(leader(draft, HABITS), fields, draft.encoding)

"""Evergreen's MARC 21 as XML: copies in 852 with two branches."""

from collections.abc import Sequence

from nation.copy_fields import copy_fields
from nation.draft import Draft
from nation.holdings import Item
from nation.local_marc import Habits, fields_of, leader
from nation.marc_records import marcxml, plain_fields

HABITS = Habits(
    rda=False, isbd=True, pages="blz.", part="Deel", nbd_prefix="(NBD)", ggc_prefix="(NL-GGC)"
)


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The title with its copies, as one record."""
    fields = [*fields_of(draft, HABITS), *plain_fields(copy_fields("evergreen", items))]
    return marcxml(leader(draft, HABITS), fields, draft.encoding)

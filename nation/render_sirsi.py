"""SirsiDynix's MARC 21: copies in 999."""

from collections.abc import Sequence

from nation.copy_fields import copy_fields
from nation.draft import Draft
from nation.holdings import Item
from nation.local_marc import Habits, fields_of, leader
from nation.marc_records import iso2709, plain_fields

HABITS = Habits(
    rda=False, isbd=True, pages="p.", part="dl.", nbd_prefix="(NBD)-", ggc_prefix="(PICA)"
)


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The title with its copies, as one record."""
    fields = [*fields_of(draft, HABITS), *plain_fields(copy_fields("sirsi", items))]
    return iso2709(leader(draft, HABITS), fields, draft.encoding)

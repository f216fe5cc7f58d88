"""Alma's MARC 21 as XML: holdings in H52, copies in ITM."""

from collections.abc import Sequence

from nation.copy_fields import copy_fields
from nation.draft import Draft
from nation.holdings import Item
from nation.local_marc import Habits, fields_of, leader
from nation.marc_records import marcxml, plain_fields

HABITS = Habits(
    rda=True,
    isbd=True,
    pages="pagina's",
    part="deel",
    nbd_prefix="(NL-NBD)",
    ggc_prefix="(NL-OCLC)PPN",
)


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The title with its copies, as one record."""
    fields = [*fields_of(draft, HABITS), *plain_fields(copy_fields("alma", items))]
    return marcxml(leader(draft, HABITS), fields, draft.encoding)

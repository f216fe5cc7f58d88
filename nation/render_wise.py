"""Wise's PICA+: the title as the union catalogue has it on level 0, copies on levels 1 and 2."""

from collections.abc import Sequence

from nation.copy_fields import copy_fields
from nation.draft import Draft
from nation.holdings import Item
from nation.marc_records import sub
from nation.pica_records import Field, normalised
from nation.render_ggc import title_level


def render(draft: Draft, items: Sequence[Item]) -> bytes:
    """The title with its copies, as one line."""
    fields = title_level(draft)
    if draft.annotation:
        young = draft.audience not in ("adult", "")
        fields.append(("047L" if young else "047K", sub("a", draft.annotation)))
    fields += [_copy_field(*field) for field in copy_fields("wise", items)]
    return normalised(fields, draft.encoding)


def _copy_field(tag: str, occurrence: str, parts: Sequence[tuple[str, str]]) -> Field:
    name = f"{tag}/{occurrence}" if occurrence else tag
    return name, "".join([f"\x1f{code}{text}" for code, text in parts])

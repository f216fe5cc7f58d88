"""What may leave through which door: the one place that every writer of a manifestation asks."""

from collections.abc import Mapping
from typing import Literal

from catalogue.model import Manifestation

Door = Literal["show", "pass_to_libraries", "give_to_anyone", "dump"]
FieldGroup = Literal["description", "annotation", "cover", "scheme_labels"]
May = Literal["nothing", "show", "pass_to_libraries", "give_to_anyone", "dump"]
Terms = Mapping[tuple[str, FieldGroup], May]
"""For each source and field group the widest door; a group that is not named is open."""

_WIDTH: dict[str, int] = {
    "nothing": 0,
    "show": 1,
    "pass_to_libraries": 2,
    "give_to_anyone": 3,
    "dump": 4,
}

_GROUPS: dict[FieldGroup, tuple[str, ...]] = {
    "annotation": ("annotation",),
    "cover": ("cover",),
    # A scheme's own words; the model keeps its notations alone, which nobody owns.
    "scheme_labels": (),
    # What a title is and who made it are facts that identify it: they stay.
    "description": ("notes", "variant_titles", "classifications", "audience", "avi", "links"),
}


def permitted(manifestation: Manifestation, terms: Terms, door: Door) -> Manifestation:
    """The manifestation without the values that a source it came from keeps from this door.

    A value whose source is not recorded counts as coming from every member.
    """
    held = _withheld(terms, door)
    described = manifestation.description
    empty = {
        field: described.__class__.model_fields[field].get_default()
        for group, sources in held.items()
        for field in _GROUPS[group]
        if sources & _sources(manifestation, field)
    }
    if not empty:
        return manifestation
    return manifestation.model_copy(update={"description": described.model_copy(update=empty)})


def _withheld(terms: Terms, door: Door) -> dict[FieldGroup, set[str]]:
    """For each group the sources that keep it from this door."""
    held: dict[FieldGroup, set[str]] = {}
    for (source, group), may in terms.items():
        if _WIDTH[may] < _WIDTH[door]:
            held.setdefault(group, set()).add(source)
    return held


def _sources(manifestation: Manifestation, field: str) -> frozenset[str]:
    stated = [value.records for value in manifestation.provenance if value.field == field]
    if stated:
        return frozenset(record.partition(":")[0] for records in stated for record in records)
    return frozenset(member.source for member in manifestation.members)

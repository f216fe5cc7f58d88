"""How a system names a title on its list of holdings: by its own record, or by what it kept.

Some of its descriptions are not delivered by themselves; on the list they still have a number, a
title and mostly an ISBN or the number of the national record.
"""

from collections.abc import Callable, Mapping, Sequence

from nation.copy_fields import Field
from nation.directory import Installation
from nation.holdings import Described, local_number
from nation.profile import Profile
from nation.randomness import PARTS, drawn
from nation.records import Made
from nation.world import Manifestation

Describe = Callable[[Described, Installation], tuple[str, Sequence[Field]]]


def describe_by(profile: Profile, seed: int, m: Manifestation, made: Sequence[Made]) -> Describe:
    """What the list of a system says of a manifestation with these records."""
    own: dict[str, str] = {}
    for record in made:
        own.setdefault(record.source, record.number)
    keeps = {name: profile.number("lists", name) for name in ("number_kept", "isbn_kept")}

    def describe(_: Described, system: Installation) -> tuple[str, Sequence[Field]]:
        bits = drawn(seed, f"list/{system.name}", m.id)
        kept = bits % PARTS < keeps["number_kept"]
        isbn = m.printings[0].isbn if (bits >> 24) % PARTS < keeps["isbn_kept"] else ""
        number = own.get(system.name) or _number(system, m, own if kept else {})
        if system.file == "pica":
            return number, _pica(m, isbn)
        return number, _marc(m, isbn, own if kept else {})

    return describe


def _number(system: Installation, m: Manifestation, national: Mapping[str, str]) -> str:
    """A system on PICA+ shares the number of the union catalogue, others count for themselves."""
    if system.file == "pica" and "ggc" in national:
        return national["ggc"]
    return local_number(system, m.id)


def _pica(m: Manifestation, isbn: str) -> list[Field]:
    fields: list[Field] = [("021A", "", (("a", m.title),))]
    if isbn:
        fields.append(("004A", "", (("A", isbn),)))
    return fields


def _marc(m: Manifestation, isbn: str, national: Mapping[str, str]) -> list[Field]:
    fields: list[Field] = [("245", "00", (("a", m.title),))]
    if isbn:
        fields.append(("020", "  ", (("a", isbn),)))
    if "nbd" in national:
        fields.append(("035", "  ", (("a", f"(NBD){national['nbd']}"),)))
    return fields

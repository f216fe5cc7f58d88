"""Series of a publisher: a name for books that have little else in common."""

from nation.grammar import Facts, fill, one_of
from nation.growth import Growth
from nation.randomness import happens
from nation.world import Series


def house_series(growth: Growth, kind: str, facts: Facts) -> Series | None:
    """A series of the publisher, with or without number; `kind` is the letter of the lists."""
    if not happens(growth.chance, growth.rates.series["house"]):
        return None
    title = one_of("culture", f"house_series_{kind}", growth.chance)
    number = str(growth.whole(1, 240)) if growth.chance.random() < 0.95 else ""
    return Series(fill(title, facts, growth.chance), number)

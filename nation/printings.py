"""Printings of a manifestation: bindings and unaltered reprints are one by policy."""

from nation.growth import Growth
from nation.randomness import happens
from nation.world import Printing, Publisher

_PRICED = ("geb.", "pbk.", "pap.", "ing.")


def printings(
    growth: Growth, house: Publisher, year: int, *, edition: str = "", isbn: str = ""
) -> tuple[Printing, ...]:
    """The first printing, now and then a second binding, now and then a reprint."""
    own = isbn or isbn_for(growth, house, year)
    first = Printing(own, "pbk." if growth.chance.random() < 0.7 else "geb.", year, edition)
    found = [first]
    if growth.happens("hardback"):
        other = "geb." if first.binding == "pbk." else "pbk."
        found.append(Printing(isbn_for(growth, house, year), other, year, edition))
    if growth.happens("reprint"):
        found.append(_reprint(growth, house, first))
    return tuple(found)


def isbn_for(growth: Growth, house: Publisher, year: int) -> str:
    """An ISBN of the house; none before there were any."""
    return growth.isbns.next(house) if year >= growth.rates.no_isbn_before else ""


def _reprint(growth: Growth, house: Publisher, first: Printing) -> Printing:
    """The same setting of type, at most three years on, mostly under the same ISBN."""
    year = growth.later(first.year, 0, 3) or first.year
    number = growth.whole(2, 6)
    isbn = first.isbn
    if happens(growth.chance, growth.rates.editions["reprint_other_isbn"]):
        isbn = isbn_for(growth, house, year)
    return Printing(isbn, first.binding, year, f"{number}e dr.")

"""Novels and children's stories, alone or as a numbered series."""

from nation.grammar import listed, one_of
from nation.growth import Growth
from nation.numbered_series import series
from nation.publishers import house_for
from nation.randomness import happens
from nation.stories import Manner, story, titled
from nation.world import Person

_NUR = {"E": "287", "A": "282", "B": "283", "C": "284", "D": "285"}


def novel(growth: Growth) -> None:
    """A novel, or a series of novels."""
    manner = _manner_of_novel(growth)
    if happens(growth.chance, growth.rates.series["novel"]):
        series(growth, manner, "author_series")
    else:
        story(growth, manner, titled(growth, manner), growth.year(manner.grown_up))


def child_fiction(growth: Growth) -> None:
    """A story for children, or a series of them."""
    manner = _manner_for_children(growth)
    if happens(growth.chance, growth.rates.series["child_fiction"]):
        series(growth, manner, "child_series")
    else:
        story(growth, manner, titled(growth, manner), growth.year(manner.grown_up))


def _manner_of_novel(growth: Growth) -> Manner:
    language = growth.rates.origin.draw(growth.chance)
    name, _, nur, subtitle = _genre(growth)
    return Manner(
        kind="novel",
        authors=_authors(growth, "novel", language),
        language=language,
        house=house_for("f", growth.chance),
        audience="adult",
        genre=name,
        nur="302" if nur == "301" and language != "dut" else nur,
        subtitle=subtitle if growth.chance.random() < 0.55 else "",
    )


def _manner_for_children(growth: Growth) -> Manner:
    language = growth.rates.origin.draw(growth.chance)
    audience = growth.chance.choice("EABBBCCD")
    drawn: tuple[tuple[str, Person], ...] = ()
    if happens(growth.chance, growth.rates.people["illustrated_by"]):
        drawn = (("ill", growth.anyone("dut")),)
    return Manner(
        kind="child_fiction",
        authors=_authors(growth, "child_fiction", language),
        language=language,
        house=house_for("c", growth.chance),
        audience=audience,
        genre=one_of("culture", "child_genres", growth.chance),
        nur=_NUR[audience],
        subtitle="",
        illustrator=drawn,
    )


def _authors(growth: Growth, kind: str, language: str) -> tuple[Person, ...]:
    first = growth.author(kind, language)
    if happens(growth.chance, growth.rates.people["two_authors"] // 3):
        return first, growth.anyone(language)
    return (first,)


def _genre(growth: Growth) -> tuple[str, ...]:
    genres = listed("culture", "fiction_genres")
    return tuple(genres[int(growth.chance.random() * len(genres))].split("|"))

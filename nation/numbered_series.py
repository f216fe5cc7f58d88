"""Numbered series: works that follow each other, or one work in volumes; and omnibuses."""

from dataclasses import replace

from nation.editions import afterlife
from nation.grammar import Facts, fill, one_of, one_row
from nation.growth import Growth
from nation.printings import isbn_for
from nation.randomness import happens
from nation.stories import Manner, first_edition, story, titled, work_of
from nation.texts import Text
from nation.titles import Titles
from nation.world import Manifestation, Printing, Work


def series(growth: Growth, manner: Manner, names: str) -> None:
    """Works in a numbered series; or one work in volumes, when all have the series' title."""
    name = _series_name(growth, manner, names)
    count = growth.whole(growth.rates.series["least"], growth.rates.series["most"])
    year = min(growth.year(manner.grown_up), growth.rates.today - count // 2)
    named = replace(manner, series=name)
    if happens(growth.chance, growth.rates.series["shared_title"]):
        _volumes_of_one(growth, named, name, count, year)
        return
    texts = [
        story(
            growth,
            named,
            titled(growth, manner),
            min(year + place, growth.rates.today),
            str(place + 1),
        )
        for place in range(count)
    ]
    if happens(growth.chance, growth.rates.series["omnibus"]):
        _omnibus(growth, named, name, texts)


def _series_name(growth: Growth, manner: Manner, names: str) -> str:
    facts = Facts()
    noun = one_row("nouns", growth.chance)
    facts["noun"] = noun[0]
    facts["adj"] = one_row("adjectives", growth.chance)[0]
    someone = growth.anyone("dut")
    facts["surname"], facts["given"] = someone.surname, someone.given.split()[0]
    return fill(one_of("culture", names, growth.chance), facts, growth.chance)


def _volumes_of_one(growth: Growth, manner: Manner, name: str, count: int, year: int) -> None:
    """One work in parts: every volume has the same title, some a title of their own beside it."""
    titles: Titles = {"dut": name}
    if manner.language in ("eng", "ger"):
        titles = {**titles, manner.language: ""}
    work = work_of(growth, manner, titles, year)
    own_titles = growth.chance.random() < 0.5
    for place in range(count):
        text = first_edition(growth, manner, work, titles, str(place + 1))
        volume_title = titled(growth, manner)["dut"] if own_titles else ""
        then = min(year + place, growth.rates.today)
        _as_volume(growth, text.base, (str(place + 1), volume_title), then)
        if growth.chance.random() < 0.5:
            afterlife(growth, Text(work, text.expression, growth.manifestations[-1]))


def _as_volume(growth: Growth, part: Manifestation, titles: tuple[str, str], year: int) -> None:
    """Make the manifestation that was published last a volume: its number and its own title."""
    moved = tuple(
        replace(one, year=min(one.year + year - part.year, growth.rates.today))
        for one in part.printings
    )
    number, title = titles
    growth.manifestations[-1] = replace(
        part, volume=number, volume_title=title, series=None, printings=moved
    )


def _omnibus(growth: Growth, manner: Manner, name: str, texts: list[Text]) -> None:
    """All or the first three volumes in one: a work of its own that contains the others."""
    held = texts[: growth.chance.choice((2, 3, len(texts)))]
    year = growth.later(held[-1].base.year, 1, 8)
    if year is None:
        return
    boxed = growth.chance.random() < 0.4
    title = name if growth.chance.random() < 0.5 else " ; ".join(t.base.title for t in held)
    work = growth.add_work(
        kind=manner.kind,
        title=title,
        authors=manner.authors,
        language=manner.language,
        year=year,
        audience=manner.audience,
        genre=manner.genre,
        subjects=held[0].work.subjects,
        nur=manner.nur,
        annotation=held[0].work.annotation,
        popularity=growth.wanted(),
        relation="contains",
        related=held[0].work.id,
    )
    _publish_together(growth, manner, work, held, boxed=boxed)


def _publish_together(
    growth: Growth, manner: Manner, work: Work, held: list[Text], *, boxed: bool
) -> None:
    """Several volumes in one binding, or in a box."""
    expression = growth.add_expression(
        work,
        "original",
        subtitle="cassette" if boxed else "omnibus",
        others=held[0].base.others,
    )
    growth.publish(
        expression,
        "boxed_set" if boxed else "omnibus",
        carrier="book",
        publisher=manner.house,
        whole=True,
        printings=(Printing(isbn_for(growth, manner.house, work.year), "geb.", work.year, ""),),
        popularity=growth.wanted_like(work.popularity),
        size=growth.whole(20, 24),
        pages=0 if boxed else sum(text.base.pages for text in held),
        pieces=len(held) if boxed else 0,
        notes=("Bevat: " + " ; ".join(text.base.title for text in held),),
    )

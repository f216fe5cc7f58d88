"""Games and serials."""

from nation.check_digits import with_issn_check
from nation.films import ean
from nation.grammar import Facts, capital, fill, one_of, rows
from nation.growth import Growth
from nation.publishers import house_for, single
from nation.world import Printing


def game(growth: Growth) -> None:
    """A game, for one platform or more: each is a publication of its own."""
    chance, facts = growth.chance, Facts()
    facts["noun"] = capital(chance.choice(rows("nouns"))[2])
    facts["adj"] = capital(chance.choice(rows("adjectives"))[1])
    year = growth.whole(2008, growth.rates.today)
    facts["year"] = str(year)
    title = fill(one_of("culture", "game_titles", chance), facts, chance)
    work = growth.add_work(
        kind="game",
        title=title,
        authors=(),
        language="eng",
        year=year,
        audience="B",
        genre="Games",
        popularity=growth.wanted(),
    )
    expression = growth.add_expression(work, "original", language="mul", title=title, subtitle="")
    house = single(one_of("culture", "game_houses", chance), "Amsterdam")
    platforms = {one_of("culture", "platforms", chance): 0 for _ in range(growth.whole(1, 3))}
    for platform in platforms:
        growth.publish(
            expression,
            "first",
            carrier="game",
            authors=(),
            publisher=house,
            ean=ean(growth, "71"),
            printings=(Printing("", "", year, platform),),
            audience="B",
            pieces=1,
            popularity=growth.wanted_like(work.popularity),
            notes=(f"Voor {platform}", "PEGI 7"),
        )


def serial(growth: Growth) -> None:
    """A magazine, described once for all its issues."""
    chance, facts = growth.chance, Facts()
    title = capital(fill(one_of("culture", "magazine_titles", chance), facts, chance))
    year = growth.whole(1950, 2022)
    work = growth.add_work(
        kind="serial",
        title=title,
        authors=(),
        language="dut",
        year=year,
        audience="adult",
        popularity=growth.wanted(),
    )
    expression = growth.add_expression(work, "original", language="dut", title=title, subtitle="")
    number = (growth.number * 8192 + len(growth.manifestations)) * 7_654_321 % 10**7
    growth.publish(
        expression,
        "first",
        carrier="serial",
        authors=(),
        publisher=house_for("n", chance),
        printings=(Printing("", "", year, ""),),
        audience="adult",
        size=growth.whole(25, 30),
        popularity=growth.wanted_like(work.popularity),
        issn=with_issn_check(f"{number:07}"),
        notes=(one_of("culture", "magazine_frequency", chance),),
    )

"""Informative books for children, picture books and comics."""

from nation.editions import afterlife
from nation.grammar import Facts, capital, fill, one_of, rows
from nation.growth import Growth
from nation.house_series import house_series
from nation.printings import printings
from nation.publishers import house_for
from nation.texts import Text
from nation.titles import comic_title
from nation.world import Person, Series, Work


def facts_for_children(growth: Growth) -> None:
    """An informative book for children."""
    chance, facts = growth.chance, Facts()
    facts["term"] = one_of("culture", "child_topics", chance)
    facts["age"] = chance.choice(("4", "6", "8", "9", "10"))
    audience = "AJ" if int(facts["age"]) < 8 else "J"
    title = capital(fill(one_of("culture", "child_titles", chance), facts, chance))
    author = growth.author("child_facts", chance.choice(("dut", "dut", "eng")))
    work = growth.add_work(
        kind="child_facts",
        title=title,
        authors=(author,),
        language="dut",
        year=growth.year(author.born + 22),
        audience=audience,
        subjects=(capital(facts["term"].removeprefix("de ").removeprefix("het ")),),
        nur="210",
        annotation=fill(one_of("culture", "child_notes", chance), facts, chance),
        popularity=growth.wanted(),
    )
    _publish_facts(growth, work, facts)


def _publish_facts(growth: Growth, work: Work, facts: Facts) -> None:
    """Its first publication, and what becomes of it."""
    chance = growth.chance
    house = house_for("c", chance)
    subtitle = one_of("culture", "child_subtitles", chance) if chance.random() < 0.4 else ""
    expression = growth.add_expression(
        work,
        "original",
        subtitle=subtitle,
        others=(("ill", growth.anyone("dut")),),
    )
    base = growth.publish(
        expression,
        "first",
        carrier="book",
        publisher=house,
        printings=printings(growth, house, work.year),
        illustrated=True,
        popularity=growth.wanted_like(work.popularity),
        pages=growth.chance.choice((24, 31, 32, 48, 64, 96)),
        size=growth.whole(22, 31),
        series=house_series(growth, "c", facts),
    )
    afterlife(growth, Text(work, expression, base))


def picture_book(growth: Growth) -> None:
    """A picture book; the text is short and often by the one who drew it."""
    chance, facts = growth.chance, Facts()
    facts["adj"] = chance.choice(rows("adjectives"))[0]
    facts["age"] = chance.choice(("2", "3", "3", "4", "4", "5"))
    title = capital(fill(one_of("lexicon", "picture_titles", chance), facts, chance))
    language = chance.choice(("dut", "dut", "dut", "eng", "eng", "fre", "ger"))
    author = growth.author("picture_book", language)
    work = growth.add_work(
        kind="picture_book",
        title=title,
        authors=(author,),
        language=language,
        year=growth.year(author.born + 22),
        audience="AP" if facts["age"] in "23" else "AK",
        genre="Prentenboeken",
        subjects=("Dieren",),
        nur="273",
        annotation=fill(one_of("culture", "picture_notes", chance), facts, chance),
        popularity=growth.wanted(),
    )
    _publish_pictures(growth, work)


def _publish_pictures(growth: Growth, work: Work) -> None:
    """Its first publication in Dutch, and what becomes of it."""
    chance, language = growth.chance, work.language
    others: tuple[tuple[str, Person], ...] = ()
    if chance.random() < 0.6:
        others = (("ill", growth.anyone(language)),)
    if language != "dut":
        others = (*others, ("trl", growth.anyone("dut")))
    house = house_for("c", chance)
    expression = growth.add_expression(
        work,
        "original" if language == "dut" else "translation",
        others=others,
    )
    base = growth.publish(
        expression,
        "first",
        carrier="book",
        publisher=house,
        printings=printings(growth, house, work.year),
        illustrated=True,
        popularity=growth.wanted_like(work.popularity),
        pages=chance.choice((24, 26, 28, 32)),
        size=growth.whole(21, 32),
        original_language="" if language == "dut" else language,
    )
    afterlife(growth, Text(work, expression, base))


def comic(growth: Growth) -> None:
    """A run of albums about one hero: each album a work, or the hero's name with a number."""
    chance = growth.chance
    hero = one_of("culture", "comic_heroes", chance)
    author, drawn = growth.author("comic", "dut"), growth.anyone("dut")
    house = house_for("c", chance)
    first = growth.whole(1, 40)
    year = growth.year(author.born + 22)
    for number in range(first, first + growth.whole(1, 4)):
        title = comic_title(chance)["dut"]
        then = min(year + number - first, growth.rates.today)
        work = growth.add_work(
            kind="comic",
            title=title,
            authors=(author,),
            language="dut",
            year=then,
            audience="B",
            genre="Stripverhalen",
            nur="361",
            popularity=growth.wanted(),
        )
        expression = growth.add_expression(
            work,
            "original",
            others=(("ill", drawn),),
        )
        growth.publish(
            expression,
            "first",
            carrier="book",
            publisher=house,
            printings=printings(growth, house, then),
            illustrated=True,
            popularity=growth.wanted_like(work.popularity),
            pages=chance.choice((32, 46, 48, 56, 64)),
            size=chance.choice((28, 29, 30)),
            series=Series(hero, str(number)),
        )

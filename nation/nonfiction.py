"""Non-fiction for adults."""

from functools import cache
from typing import Any

from nation.editions import afterlife
from nation.grammar import Facts, capital, fill, fitting
from nation.growth import Growth
from nation.house_series import house_series
from nation.names import words_of
from nation.printings import printings
from nation.publishers import house_for
from nation.texts import Text
from nation.world import Person, Printing, Publisher, Work

Topic = dict[str, Any]


def nonfiction(growth: Growth) -> None:
    """A book on a subject, for adults."""
    _informative(
        growth, _topic(growth), "nonfiction", "s" if growth.chance.random() < 0.12 else "n"
    )


def local_history(growth: Growth) -> None:
    """A book of a town or an association, often without ISBN."""
    _informative(growth, _topics()["streek"], "local_history", "l")


def _informative(growth: Growth, topic: Topic, kind: str, letter: str) -> None:
    facts = facts_of(growth, topic)
    title = capital(fill(growth.chance.choice(topic["titles"]), facts, growth.chance))
    subtitle = ""
    if growth.chance.random() < 0.72:
        subtitle = fitting(topic["subtitles"], facts, growth.chance)
    work = work_on(growth, topic, facts, kind, title)
    house = house_for(letter, growth.chance)
    expression = growth.add_expression(
        work,
        "original",
        language="dut",
        title=title,
        subtitle=subtitle,
        others=_others(growth),
    )
    base = growth.publish(
        expression,
        "first",
        carrier="book",
        authors=work.authors,
        publisher=house,
        printings=_printings(growth, house, work.year, letter),
        audience="adult",
        popularity=growth.wanted_like(work.popularity),
        pages=growth.whole(10, 52) * 8 - growth.whole(0, 7),
        size=growth.whole(20, 30),
        illustrated=growth.chance.random() < 0.7,
        series=house_series(growth, "l" if letter == "l" else "n", facts),
    )
    afterlife(growth, Text(work, expression, base))


def _printings(growth: Growth, house: Publisher, year: int, letter: str) -> tuple[Printing, ...]:
    """Local books have an ISBN half the time."""
    if letter == "l" and growth.chance.random() < 0.55:
        return (Printing("", "geb.", year, ""),)
    return printings(growth, house, year)


def work_on(growth: Growth, topic: Topic, facts: Facts, kind: str, title: str) -> Work:
    """A work on a subject, by one, two or three people or by nobody named."""
    many = growth.chance.choice((0, 1, 1, 1, 1, 1, 1, 2, 2, 3))
    authors = tuple(dict.fromkeys([growth.author(kind, "dut") for _ in range(many)]))
    known = [
        subject for subject in topic["subjects"] if subject[1:-1] in facts or "{" not in subject
    ]
    subjects = tuple(
        capital(fill(subject, facts, growth.chance))
        for subject in known
        if growth.chance.random() < 0.7
    )
    year = growth.year(min((a.born for a in authors), default=1900) + 24)
    if facts["year"] in title:
        year = int(facts["year"])
    return growth.add_work(
        kind=kind,
        title=title,
        authors=authors,
        language="dut",
        year=year,
        audience="adult",
        genre="",
        subjects=subjects,
        nur=topic["nur"],
        siso=topic["siso"],
        annotation=fitting(topic["notes"], facts, growth.chance),
        popularity=growth.wanted(),
    )


def facts_of(growth: Growth, topic: Topic) -> Facts:
    """What a book on a topic is about, chosen once."""
    facts = Facts()
    terms = topic["terms"]
    first = int(growth.chance.random() * len(terms))
    facts["term"] = terms[first]
    facts["term2"] = terms[
        (first + 1 + int(growth.chance.random() * (len(terms) - 1))) % len(terms)
    ]
    someone = growth.anyone("dut")
    facts["person"] = name_of(someone)
    facts["surname"] = f"{someone.prefix} {someone.surname}".strip()
    facts["given"] = someone.given.split()[0]
    facts["year"] = str(growth.whole(1990, growth.rates.today))
    return facts


def name_of(someone: Person) -> str:
    """A name as it is said."""
    return " ".join(filter(None, (someone.given, someone.prefix, someone.surname)))


def _others(growth: Growth) -> tuple[tuple[str, Person], ...]:
    share = growth.chance.random()
    if share < 0.16:
        return (("pht", growth.anyone("dut")),)
    if share < 0.32:
        return (("edt", growth.anyone("dut")),)
    return (("trl", growth.anyone("dut")),) if share < 0.46 else ()


def _topic(growth: Growth) -> Topic:
    topics = [topic for topic in _topics().values() if topic["name"] != "streek"]
    return topics[int(growth.chance.random() * len(topics))]


def topic_of(growth: Growth) -> Topic:
    """A topic for a book in several volumes."""
    return _topics()[
        growth.chance.choice(("geschiedenis", "kunst", "natuur", "recht", "taal", "koken"))
    ]


@cache
def _topics() -> dict[str, Topic]:
    return {topic["name"]: topic for topic in words_of("topics")["topic"]}

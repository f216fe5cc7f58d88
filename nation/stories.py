"""A story: its title, its work, its first Dutch edition and what becomes of it."""

from dataclasses import dataclass

from nation.editions import afterlife
from nation.grammar import Facts, fill, one_of, rows
from nation.growth import Growth
from nation.house_series import house_series
from nation.printings import printings
from nation.texts import Text
from nation.titles import Titles, fiction_title
from nation.world import Person, Publisher, Series, Work

_AVI = {
    "E": ("Start", "M3", "E3", "M4"),
    "A": ("E4", "M5", "E5"),
    "B": ("M6", "E6", "M7", "E7", "Plus"),
}
_AGES = {"E": "6", "A": "8", "B": "10", "C": "13", "D": "15"}


@dataclass(frozen=True, slots=True)
class Manner:
    """What the volumes of a series share, or what a story alone has."""

    kind: str
    authors: tuple[Person, ...]
    language: str
    house: Publisher
    audience: str
    genre: str
    nur: str
    subtitle: str
    illustrator: tuple[tuple[str, Person], ...] = ()
    series: str = ""

    @property
    def grown_up(self) -> int:
        """The first year in which the author may have written it."""
        return self.authors[0].born + 22


def titled(growth: Growth, manner: Manner) -> Titles:
    """A title; one that has an English or German original where the story was translated."""
    if manner.kind == "child_fiction" and growth.chance.random() < 0.75:
        return {"dut": _for_children(growth)}
    titles = fiction_title(growth.chance)
    while manner.language in ("eng", "ger") and manner.language not in titles:
        titles = fiction_title(growth.chance)
    return titles


def _for_children(growth: Growth) -> str:
    chance = growth.chance
    name = one_of("lexicon", "child_names", chance)
    thing, article = one_of("lexicon", "child_things", chance).split("|")
    pattern = int(chance.random() * 6)
    if pattern == 0:
        return f"{name} {one_of('lexicon', 'child_moments', chance)}"
    if pattern == 1:
        adjective, (noun, article) = _one(growth, "adjectives")[0], _one(growth, "animals")
        return f"{article.capitalize()} {adjective} {noun}"
    if pattern == 2:
        return f"Het geheim van {article} {thing}"
    if pattern == 3:
        friend = one_of("lexicon", "child_names", chance)
        return f"{name} en {friend if friend != name else 'Bolle'} op avontuur"
    return f"{name} en {article} {thing}"


def _one(growth: Growth, name: str) -> tuple[str, ...]:
    found = rows(name)
    return found[int(growth.chance.random() * len(found))]


def story(growth: Growth, manner: Manner, titles: Titles, year: int, number: str = "") -> Text:
    """A work with its first Dutch edition and what becomes of it."""
    work = work_of(growth, manner, titles, year)
    text = first_edition(growth, manner, work, titles, number)
    afterlife(growth, text)
    return text


def work_of(growth: Growth, manner: Manner, titles: Titles, year: int) -> Work:
    """The work that a story is."""
    chance, facts = growth.chance, Facts()
    for_children = manner.kind == "child_fiction"
    facts["given"] = (
        manner.authors[0].given if chance.random() < 0.1 else growth.anyone("dut").given.split()[0]
    )
    facts["age"] = _AGES.get(manner.audience, "")
    notes = "child_fiction_notes" if for_children else "fiction_notes"
    subjects = "child_fiction_subjects" if for_children else "fiction_subjects"
    return growth.add_work(
        kind=manner.kind,
        title=titles["dut"],
        authors=manner.authors,
        language=manner.language,
        year=year,
        audience=manner.audience,
        genre=manner.genre,
        nur=manner.nur,
        siso="",
        subjects=tuple(
            {one_of("culture", subjects, chance): 0, one_of("culture", subjects, chance): 0}
        ),
        annotation=fill(one_of("culture", notes, chance), facts, chance),
        popularity=growth.wanted(),
    )


def first_edition(growth: Growth, manner: Manner, work: Work, titles: Titles, number: str) -> Text:
    """Its first publication in Dutch."""
    others, foreign = manner.illustrator, manner.language != "dut"
    if foreign:
        others = (("trl", growth.anyone("dut")), *others)
    expression = growth.add_expression(
        work,
        "translation" if foreign else "original",
        language="dut",
        title=titles["dut"],
        subtitle=manner.subtitle,
        others=others,
    )
    series = (
        Series(manner.series, number)
        if manner.series
        else house_series(growth, "f" if manner.kind == "novel" else "c", {})
    )
    base = growth.publish(
        expression,
        "first",
        carrier="book",
        authors=manner.authors,
        publisher=manner.house,
        printings=printings(growth, manner.house, work.year),
        audience=manner.audience,
        popularity=growth.wanted_like(work.popularity),
        pages=_pages(growth, manner),
        size=growth.whole(20, 24),
        illustrated=bool(manner.illustrator),
        series=series,
        original_title=titles.get(manner.language, "") if foreign else "",
        original_language=manner.language if foreign else "",
        avi=_avi(growth, manner),
    )
    return Text(work, expression, base)


def _pages(growth: Growth, manner: Manner) -> int:
    if manner.kind == "novel":
        return growth.whole(24, 62) * 8 - growth.whole(0, 7)
    return {"E": 36, "A": 72, "B": 120}.get(manner.audience, 160) + growth.whole(0, 90)


def _avi(growth: Growth, manner: Manner) -> str:
    levels = _AVI.get(manner.audience) if manner.kind == "child_fiction" else None
    return growth.chance.choice(levels) if levels and growth.chance.random() < 0.7 else ""

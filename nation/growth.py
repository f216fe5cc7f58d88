"""A block while it grows: numbers, people, years and popularity for whatever a seed becomes."""

from functools import lru_cache
from typing import Any, NamedTuple

from nation.names import person
from nation.profile import Profile
from nation.publishers import Isbns
from nation.randomness import PARTS, Choices, happens, in_parts, stream
from nation.world import CAP, Expression, Manifestation, Person, Work

_HEAD = 300  # so many people share what the best known one would write alone


class Rates(NamedTuple):
    """The profile's numbers as growing needs them."""

    seeds: Choices[str]
    origin: Choices[str]
    series: dict[str, int]
    people: dict[str, int]
    editions: dict[str, int]
    suits: dict[str, dict[str, float]]
    years: Choices[tuple[int, int]]
    no_isbn_before: int
    today: int
    works_a_block: int


@lru_cache(maxsize=4)
def rates_of(profile: Profile) -> Rates:
    """The numbers of a profile, worked out once."""
    tables = profile.tables
    years = tables["books"]["years"]
    return Rates(
        seeds=profile.choices("seeds"),
        origin=profile.choices("origin"),
        series=_whole(tables["series"]),
        people=_whole(tables["people"]),
        editions=_whole(tables["editions"]),
        suits=tables["suits"],
        years=Choices(
            [(first, last) for _, first, last in years], [in_parts(share) for share, *_ in years]
        ),
        no_isbn_before=tables["books"]["no_isbn_before"],
        today=tables["today"],
        works_a_block=tables["works_a_block"],
    )


def _whole(table: dict[str, Any]) -> dict[str, int]:
    return {
        name: value if isinstance(value, int) else in_parts(value) for name, value in table.items()
    }


class Growth:
    """What has grown in a block so far, and the chance that makes it grow on."""

    def __init__(self, profile: Profile, seed: int, number: int) -> None:
        """Nothing has grown yet."""
        self.rates = rates_of(profile)
        self.seed = seed
        self.number = number
        self.chance = stream(seed, "block", number)
        self.isbns = Isbns(number)
        self.works: list[Work] = []
        self.expressions: list[Expression] = []
        self.manifestations: list[Manifestation] = []
        self._authors: dict[str, list[Person]] = {}

    def happens(self, name: str, times: float = 1.0) -> bool:
        """Whether an edition of this kind appears, so many times as likely as the profile says."""
        return happens(self.chance, int(self.rates.editions[name] * times))

    def whole(self, least: int, most: int) -> int:
        """A whole number between two, both included."""
        return least + int(self.chance.random() * (most - least + 1))

    def add_work(self, **said: Any) -> Work:
        """A new work."""
        work = Work(id=self.number * CAP + len(self.works), **said)
        self.works.append(work)
        return work

    def add_expression(self, work: Work, kind: str, **said: Any) -> Expression:
        """A new expression of a work: in Dutch and under its title unless said otherwise."""
        said.setdefault("language", "dut")
        said.setdefault("title", work.title)
        number = self.number * CAP + len(self.expressions)
        expression = Expression(id=number, work=work.id, kind=kind, **said)
        self.expressions.append(expression)
        return expression

    def publish(self, expression: Expression, kind: str, **said: Any) -> Manifestation:
        """A new manifestation of an expression; what is not said is as there, or as in its work."""
        work = self.works[expression.work - self.number * CAP]
        said.setdefault("authors", work.authors)
        said.setdefault("audience", work.audience)
        said.setdefault("language", expression.language)
        said.setdefault("title", expression.title)
        said.setdefault("subtitle", expression.subtitle)
        said.setdefault("others", expression.others)
        published = Manifestation(
            id=self.number * CAP + len(self.manifestations),
            work=expression.work,
            expression=expression.id,
            kind=kind,
            **said,
        )
        self.manifestations.append(published)
        return published

    def anyone(self, language: str) -> Person:
        """A person: some are asked for far more often than most."""
        chance = self.chance
        known = self.rates.people["known" if language == "dut" else "known_abroad"]
        spread = chance.random()
        index = int(spread * spread * known) + int(chance.random() * _HEAD)
        return person(self.seed, language, index)

    def author(self, kind: str, language: str) -> Person:
        """Who makes a work of this kind: now and then someone who made one in this block."""
        before = self._authors.setdefault(f"{kind}/{language}", [])
        if before and happens(self.chance, self.rates.people["again_in_block"]):
            return before[int(self.chance.random() * len(before))]
        someone = self.anyone(language)
        before.append(someone)
        return someone

    def year(self, least: int = 1925) -> int:
        """A year of first publication, not before one of its makers was twenty."""
        first, last = self.rates.years.draw(self.chance)
        return max(self.whole(first, last), min(least, self.rates.today))

    def later(self, year: int, least: int, most: int) -> int | None:
        """A later year, unless that is still to come."""
        then = year + self.whole(least, most)
        return then if then <= self.rates.today else None

    def wanted(self) -> int:
        """How popular a work is: evenly spread."""
        return int(self.chance.random() * PARTS)

    def wanted_like(self, popularity: int) -> int:
        """The popularity of one manifestation: mostly near that of its work, evenly spread too."""
        if self.chance.random() < 0.35:
            return self.wanted()
        near = popularity + self.whole(-120_000, 120_000)
        return -near if near < 0 else 2 * PARTS - 1 - near if near >= PARTS else near

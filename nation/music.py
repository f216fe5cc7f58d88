"""Music on disc and on paper."""

from random import Random

from nation.check_digits import with_ean_check
from nation.films import ean
from nation.grammar import Facts, capital, fill, listed, one_of, rows
from nation.growth import Growth
from nation.house_series import house_series
from nation.publishers import single
from nation.world import Expression, Person, Printing, Work


def music(growth: Growth) -> None:
    """An album on one or more discs."""
    chance, facts = growth.chance, Facts()
    facts["artist"] = one_of("culture", "artists", chance)
    facts["noun"] = capital(chance.choice(rows("nouns"))[2])
    facts["adj"] = capital(chance.choice(rows("adjectives"))[1])
    year = max(1985, growth.year())
    facts["year"] = str(year)
    title = fill(one_of("culture", "albums", chance), facts, chance)
    maker = _maker(growth, title, facts)
    work = growth.add_work(
        kind="music",
        title=title,
        authors=(maker,),
        language="eng",
        year=year,
        audience="adult",
        genre=_genre(title, chance),
        popularity=growth.wanted(),
    )
    expression = growth.add_expression(
        work,
        "original",
        language="eng",
    )
    _releases(growth, work, expression)


def _releases(growth: Growth, work: Work, expression: Expression) -> None:
    """The first release of an album, now and then another after years."""
    chance, year = growth.chance, work.year
    discs = 2 if chance.random() < 0.15 else 1
    for kind in ("first", "remastered"):
        if kind == "remastered" and chance.random() > 0.06:
            break
        then = year if kind == "first" else growth.later(year, 5, 20)
        if then is None:
            break
        label = single(one_of("culture", "labels", chance), "Hilversum")
        growth.publish(
            expression,
            kind,
            carrier="music_cd",
            publisher=label,
            printings=(Printing("", "", then, "Deluxe ed." if kind != "first" else ""),),
            popularity=growth.wanted_like(work.popularity),
            ean=ean(growth, "50"),
            minutes=growth.whole(34, 78) * discs,
            pieces=discs,
            size=12,
            series=house_series(growth, "m", {}) if growth.chance.random() < 0.85 else None,
            label_number=f"{label.name[:3].upper()} {growth.whole(1000, 99999)}",
        )


def _maker(growth: Growth, title: str, facts: Facts) -> Person:
    """A band where the title names one or no composer is needed; else a person."""
    classical = any(word in title for word in _CLASSICAL)
    if facts["artist"] in title or not (classical or growth.chance.random() < 0.5):
        return Person(
            _BANDS + listed("culture", "artists").index(facts["artist"]),
            "",
            "",
            facts["artist"],
            1950,
            "eng",
        )
    return growth.author("music", growth.chance.choice(("eng", "eng", "dut", "ger", "fre")))


def _genre(title: str, chance: Random) -> str:
    if any(word in title for word in _CLASSICAL):
        return "Klassieke muziek"
    return one_of("culture", "music_genres", chance)


_BANDS = 3_000_000
_CLASSICAL = ("Symphony", "kwartetten", "concerten", "suites", "Requiem")


def sheet_music(growth: Growth) -> None:
    """Music on paper, with an ISMN in later years."""
    chance, facts = growth.chance, Facts()
    facts["adj_nl"] = chance.choice(
        ("makkelijke", "korte", "romantische", "bekende", "nieuwe", "vrolijke")
    )
    title = capital(fill(one_of("culture", "sheet_titles", chance), facts, chance))
    maker = growth.author("sheet_music", chance.choice(("dut", "ger", "fre", "eng")))
    year = max(1950, growth.year(maker.born + 20))
    work = growth.add_work(
        kind="sheet_music",
        title=title,
        authors=(maker,),
        language="zxx",
        year=year,
        audience="adult",
        genre="Bladmuziek",
        subjects=(capital(facts.get("instrument", "Muziek")),),
        nur="664",
        popularity=growth.wanted(),
    )
    expression = growth.add_expression(work, "original", language="zxx", title=title, subtitle="")
    number = growth.number * 8192 + len(growth.manifestations)
    growth.publish(
        expression,
        "first",
        carrier="sheet_music",
        publisher=single(one_of("culture", "sheet_houses", chance), "Amsterdam"),
        printings=(Printing("", "", year, ""),),
        popularity=growth.wanted_like(work.popularity),
        pages=growth.whole(4, 90),
        size=chance.choice((30, 31)),
        series=house_series(growth, "s", {}),
        ean=with_ean_check(f"9790{number * 7_654_321 % 10**8:08}") if year > 1996 else "",
        label_number=f"{growth.whole(100, 9999)}",
    )

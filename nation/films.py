"""Films and series on disc: works of their own, also when they were made after a book."""

from nation.check_digits import with_ean_check
from nation.grammar import Facts, fill, one_of
from nation.growth import Growth
from nation.house_series import house_series
from nation.publishers import single
from nation.world import Manifestation, Printing, Work


def film(growth: Growth) -> None:
    """A film or a season of a series, on DVD, sometimes on Blu-ray too."""
    language = growth.chance.choice(("eng", "eng", "eng", "eng", "dut", "dut"))
    facts = Facts()
    facts["given"], facts["given2"] = (growth.anyone(language).given for _ in range(2))
    patterns = "film_titles_dut" if language == "dut" else "film_titles"
    title = fill(one_of("culture", patterns, growth.chance), facts, growth.chance)
    year = max(1960, growth.year())
    season = growth.whole(1, 6) if growth.chance.random() < 0.22 else 0
    work = _work(growth, title, language, year)
    if season:
        for number in range(1, season + 1):
            _discs(growth, work, language, season=str(number))
    else:
        _discs(growth, work, language)


def film_of(growth: Growth, book: Work, base: Manifestation) -> None:
    """A film after a book: it points at the book's work."""
    language = book.language if book.language in ("eng", "ger") and base.original_title else "dut"
    year = growth.later(max(base.year, 1990), 1, 12)
    if year is None:
        return
    title = base.original_title if language != "dut" else base.title
    work = _work(growth, title, language, year, book=book)
    _discs(growth, work, language, note=f"Naar het boek: {base.title}")


def _work(growth: Growth, title: str, language: str, year: int, book: Work | None = None) -> Work:
    facts = Facts()
    return growth.add_work(
        kind="film",
        title=title,
        authors=(),
        language=language,
        year=year,
        audience="adult",
        genre=one_of("culture", "film_genres", growth.chance),
        annotation=fill(one_of("culture", "film_notes", growth.chance), facts, growth.chance),
        popularity=growth.wanted(),
        relation="film_of" if book else "",
        related=book.id if book else None,
    )


def _discs(growth: Growth, work: Work, language: str, *, season: str = "", note: str = "") -> None:
    director = growth.anyone(language)
    actors = tuple(("act", growth.anyone(language)) for _ in range(growth.whole(3, 5)))
    growth.add_expression(
        work,
        "original",
        language=language,
        others=(("drt", director), *actors),
    )
    year = growth.later(max(work.year, 2000), 0, 4) or growth.rates.today
    minutes = growth.whole(80, 150) if not season else growth.whole(280, 620)
    for carrier, share in (("dvd", 1.0), ("blu_ray", 0.22)):
        if growth.chance.random() < share:
            _disc(growth, work, carrier, year, (season, note, minutes))


def _disc(growth: Growth, work: Work, carrier: str, year: int, said: tuple[str, str, int]) -> None:
    season, note, minutes = said
    house = single(one_of("culture", "film_houses", growth.chance), "Amsterdam")
    growth.publish(
        growth.expressions[-1],
        carrier,
        carrier=carrier,
        authors=(),
        publisher=house,
        printings=(Printing("", "", year, ""),),
        audience=work.audience,
        volume=season,
        series=None if season else house_series(growth, "v", {}),
        popularity=growth.wanted_like(work.popularity),
        ean=ean(growth, "87"),
        minutes=minutes,
        pieces=1 if not season else growth.whole(2, 4),
        size=12,
        notes=tuple(filter(None, (note, "Nederlands ondertiteld"))),
    )


def ean(growth: Growth, prefix: str) -> str:
    """An EAN that no other manifestation of the country has."""
    number = growth.number * 8192 + len(growth.manifestations)
    digits = 12 - len(prefix)
    size: int = 10**digits
    return with_ean_check(f"{prefix}{number * 7_654_321 % size:0{digits}}")

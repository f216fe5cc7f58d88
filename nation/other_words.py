"""The work in other words: revised, translated, shortened, retold."""

from nation.growth import Growth
from nation.printings import isbn_for, printings
from nation.publishers import house_for, houses_abroad
from nation.randomness import happens
from nation.texts import Text, letter_of, said_of
from nation.titles import fiction_title
from nation.world import Printing


def revised(growth: Growth, text: Text) -> None:
    """Revised: another text, sometimes under the same ISBN."""
    year = growth.later(text.base.year, 2, 10)
    if year is None:
        return
    number = growth.whole(2, 5)
    words = (
        "herz. dr.",
        "geheel herz. dr.",
        "herz. en uitgebr. dr.",
        "bijgew. dr.",
        "herziene druk",
    )
    edition = f"{number}e, {growth.chance.choice(words)}"
    same = happens(growth.chance, growth.rates.editions["revised_same_isbn"])
    house = text.base.publisher
    isbn = text.base.printings[0].isbn if same else ""
    expression = growth.add_expression(
        text.work,
        "revised",
        language=text.base.language,
        title=text.base.title,
        subtitle=text.base.subtitle,
        others=text.base.others,
    )
    growth.publish(
        expression,
        "revised",
        **{
            **said_of(text),
            "carrier": text.base.carrier,
            "publisher": house,
            "printings": printings(growth, house, year, edition=edition, isbn=isbn),
            "popularity": growth.wanted_like(text.work.popularity),
            "pages": max(
                24, text.base.pages + growth.chance.choice((-24, -16, 10, 12, 16, 24, 32, 48, 64))
            ),
            "size": text.base.size,
        },
    )


def other_language(growth: Growth, text: Text) -> None:
    """The Dutch text in another language."""
    language = growth.chance.choice(("eng", "eng", "ger"))
    year = growth.later(max(text.base.year, 1975), 1, 8)
    if year is None or text.work.language != "dut":
        return
    house = houses_abroad(language).draw(growth.chance)
    translator = growth.anyone(language)
    expression = growth.add_expression(
        text.work,
        "translation",
        language=language,
        title=_title_abroad(growth, language),
        subtitle="",
        others=(("trl", translator),),
    )
    growth.publish(
        expression,
        "translation",
        **{
            **said_of(text),
            "title": expression.title,
            "subtitle": "",
            "others": expression.others,
            "carrier": "book",
            "publisher": house,
            "series": None,
            "volume_title": "",
            "printings": (Printing(isbn_for(growth, house, year), "pbk.", year, ""),),
            "popularity": growth.wanted_like(text.work.popularity // 3),
            "original_title": text.base.title,
            "original_language": "dut",
            "pages": text.base.pages + growth.whole(-20, 30),
            "size": growth.whole(18, 24),
        },
    )


def original_language(growth: Growth, text: Text) -> None:
    """The original of a translated book."""
    if text.work.language not in ("eng", "ger", "fre") or not text.base.original_title:
        return
    year = max(text.base.year - growth.whole(1, 4), 1900)
    house = houses_abroad(text.work.language).draw(growth.chance)
    expression = growth.add_expression(
        text.work,
        "original",
        language=text.work.language,
        title=text.base.original_title,
        subtitle="",
    )
    growth.publish(
        expression,
        "original",
        carrier="book",
        authors=text.base.authors,
        publisher=house,
        printings=(Printing(isbn_for(growth, house, year), "pbk.", year, ""),),
        audience=text.base.audience,
        popularity=growth.wanted_like(text.work.popularity // 2),
        pages=max(24, text.base.pages - growth.whole(-30, 60)),
        size=growth.whole(18, 24),
    )


def abridged(growth: Growth, text: Text) -> None:
    """A shortened text."""
    year = growth.later(text.base.year, 3, 20)
    if year is None:
        return
    house = house_for(letter_of(text.work), growth.chance)
    expression = growth.add_expression(
        text.work,
        "abridged",
        language=text.base.language,
        title=text.base.title,
        subtitle=text.base.subtitle,
        others=text.base.others,
    )
    growth.publish(
        expression,
        "abridged",
        **{
            **said_of(text),
            "carrier": "book",
            "publisher": house,
            "series": None,
            "printings": printings(growth, house, year, edition="Verkorte uitg."),
            "popularity": growth.wanted_like(text.work.popularity),
            "pages": max(32, text.base.pages * 6 // 10),
            "size": growth.whole(18, 22),
            "notes": ("Verkorte uitgave",),
        },
    )


def easy(growth: Growth, text: Text) -> None:
    """Retold in simple Dutch."""
    year = growth.later(max(text.base.year, 1985), 1, 15)
    if year is None:
        return
    house = house_for(letter_of(text.work), growth.chance)
    teller = growth.anyone("dut")
    expression = growth.add_expression(
        text.work,
        "adaptation",
        language="dut",
        title=text.base.title,
        subtitle="",
        others=(("adp", teller),),
    )
    growth.publish(
        expression,
        "easy",
        **{
            **said_of(text),
            "others": expression.others,
            "subtitle": "",
            "series": None,
            "carrier": "book",
            "publisher": house,
            "popularity": growth.wanted_like(text.work.popularity),
            "printings": (
                Printing(isbn_for(growth, house, year), "pbk.", year, "Eenvoudige uitg."),
            ),
            "pages": max(48, text.base.pages // 3),
            "size": 21,
            "notes": ("In eenvoudig Nederlands naverteld",),
        },
    )


def youth_adaptation(growth: Growth, text: Text) -> None:
    """Retold for the young by someone else: another work."""
    year = growth.later(text.base.year, 3, 25)
    if year is None or text.work.audience != "adult":
        return
    teller, house = growth.anyone("dut"), house_for("c", growth.chance)
    work = growth.add_work(
        kind="child_fiction",
        title=text.base.title,
        authors=(teller,),
        language="dut",
        year=year,
        audience="B",
        genre=text.work.genre,
        subjects=text.work.subjects,
        nur="283",
        siso="",
        annotation=text.work.annotation,
        popularity=growth.wanted(),
        relation="adaptation_of",
        related=text.work.id,
    )
    expression = growth.add_expression(
        work, "original", language="dut", title=work.title, subtitle="voor de jeugd bewerkt"
    )
    growth.publish(
        expression,
        "first",
        carrier="book",
        authors=work.authors,
        publisher=house,
        audience="B",
        printings=printings(growth, house, year),
        popularity=growth.wanted_like(work.popularity),
        pages=growth.whole(96, 180),
        size=22,
        illustrated=True,
        notes=(f"Jeugdbewerking van: {text.base.title}",),
    )


def bilingual(growth: Growth, text: Text) -> None:
    """Two languages in one volume; year, house and pages may be those of the edition in one."""
    if text.work.audience == "adult" or text.base.year < 1990:
        return
    expression = growth.add_expression(
        text.work,
        "bilingual",
        language="mul",
        title=text.base.title,
        subtitle=text.base.subtitle,
        others=text.base.others,
    )
    house = text.base.publisher
    growth.publish(
        expression,
        "bilingual",
        **{
            **said_of(text),
            "carrier": "book",
            "publisher": house,
            "pages": text.base.pages,
            "size": text.base.size,
            "popularity": growth.wanted_like(text.work.popularity // 2),
            "printings": (
                Printing(isbn_for(growth, house, text.base.year), "geb.", text.base.year, ""),
            ),
            "notes": ("Tekst in het Nederlands en Turks",),
        },
    )


def _title_abroad(growth: Growth, language: str) -> str:
    """A title abroad, which need not translate the Dutch one."""
    titles = fiction_title(growth.chance)
    while language not in titles:
        titles = fiction_title(growth.chance)
    return titles[language]

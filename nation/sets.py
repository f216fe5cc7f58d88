"""Works in several volumes: each volume and the set are publications of their own."""

from nation.grammar import capital, fill, fitting
from nation.growth import Growth
from nation.nonfiction import facts_of, topic_of, work_on
from nation.printings import isbn_for
from nation.publishers import house_for
from nation.world import Expression, Printing, Publisher, Work

_ALPHABET = ("A-D", "E-K", "L-R", "S-Z", "Register")
_ERAS = ("Oudheid", "Middeleeuwen", "Nieuwe tijd", "Negentiende eeuw", "Na 1900")
_LESSONS = ("Theorie", "Praktijk", "Oefeningen", "Antwoorden", "Bijlagen")
_NONE = ("",) * 5
_TITLES = {
    "geschiedenis": (_ERAS, _NONE),
    "kunst": (_ERAS, _ALPHABET, _NONE),
    "natuur": (_ALPHABET, _NONE),
    "recht": (_LESSONS, _NONE),
    "taal": (_LESSONS, _NONE),
    "koken": (_NONE,),
}


def volume_set(growth: Growth) -> None:
    """A set of two to five volumes with one title, an ISBN of the set on every part."""
    topic = topic_of(growth)
    facts = facts_of(growth, topic)
    title = capital(fill(growth.chance.choice(topic["titles"]), facts, growth.chance))
    work = work_on(growth, topic, facts, "volume_set", title)
    house = house_for("n", growth.chance)
    expression = growth.add_expression(
        work,
        "original",
        subtitle=fitting(topic["subtitles"], facts, growth.chance),
    )
    _volumes(growth, work, expression, house, growth.chance.choice(_TITLES[topic["name"]]))


def _volumes(
    growth: Growth, work: Work, expression: Expression, house: Publisher, titles: tuple[str, ...]
) -> None:
    """Every volume, and mostly the set as a whole."""
    count = growth.whole(2, 5)
    set_isbn = isbn_for(growth, house, work.year)
    size, each = growth.whole(22, 30), growth.whole(18, 50) * 8
    for place in range(count):
        year = min(work.year + place * growth.whole(0, 1), growth.rates.today)
        growth.publish(
            expression,
            "volume",
            carrier="book",
            publisher=house,
            printings=(Printing(isbn_for(growth, house, year), "geb.", year, ""),),
            popularity=growth.wanted_like(work.popularity),
            volume=str(place + 1),
            volume_title=titles[place],
            set_isbn=set_isbn,
            pages=each + growth.whole(-30, 30),
            size=size,
            illustrated=True,
        )
    if growth.chance.random() < 0.7:
        growth.publish(
            expression,
            "set",
            carrier="book",
            publisher=house,
            whole=True,
            printings=(Printing(set_isbn, "geb.", work.year, ""),),
            popularity=growth.wanted_like(work.popularity),
            pieces=count,
            size=size,
            illustrated=True,
        )

"""The same words again: by another house, in another carrier, for other readers."""

from nation.growth import Growth
from nation.house_series import house_series
from nation.printings import isbn_for, printings
from nation.publishers import house_for
from nation.randomness import happens
from nation.texts import Text, again, letter_of, read_by
from nation.world import Printing, Publisher, Series

_PASSEND = Publisher(-2, "Passend Voorlezen", "Den Haag", "", 0)


def reissue(growth: Growth, text: Text) -> None:
    """By another house, years later: set anew, so another manifestation."""
    year = growth.later(text.base.year, 4, 25)
    if year is None:
        return
    house = house_for(letter_of(text.work), growth.chance)
    if house is text.base.publisher:
        return
    again(
        growth,
        text,
        "reissue",
        carrier=text.base.carrier,
        publisher=house,
        series=house_series(growth, letter_of(text.work), {}),
        printings=printings(growth, house, year),
        pages=text.base.pages + growth.whole(9, 60),
        size=growth.whole(18, 24),
    )


def large_print(growth: Growth, text: Text) -> None:
    """In large letters."""
    year = growth.later(text.base.year, 0, 6)
    if year is None or year < 1975:
        return
    house = house_for("x", growth.chance)
    again(
        growth,
        text,
        "large_print",
        carrier="large_print",
        publisher=house,
        size=24,
        printings=(Printing(isbn_for(growth, house, year), "geb.", year, "Grote letter-ed."),),
        pages=text.base.pages * 8 // 5,
        series=_in_large_letters(growth),
    )


def _in_large_letters(growth: Growth) -> Series | None:
    if growth.chance.random() < 0.3:
        return None
    return Series("Grote letter bibliotheek", str(growth.whole(1, 2_400)))


def audio_cd(growth: Growth, text: Text) -> None:
    """Read aloud, on compact discs or one disc of mp3 files."""
    year = growth.later(max(text.base.year, 1998), 0, 6)
    if year is None:
        return
    house = house_for("e", growth.chance)
    mp3 = happens(growth.chance, growth.rates.editions["mp3_share"])
    minutes = text.base.pages * 2 + growth.whole(10, 60)
    again(
        growth,
        text,
        "audio",
        carrier="audio_mp3_cd" if mp3 else "audio_cd",
        publisher=house,
        printings=(Printing(isbn_for(growth, house, year), "", year, ""),),
        pages=0,
        minutes=minutes,
        pieces=1 if mp3 else 1 + minutes // 75,
        others=read_by(growth, text),
        illustrated=False,
    )


def e_book(growth: Growth, text: Text) -> None:
    """As an e-book, now and then under the ISBN of the printed book."""
    year = growth.later(max(text.base.year, 2010), 0, 5)
    if year is None:
        return
    house = text.base.publisher
    same = text.base.year >= 2005 and happens(
        growth.chance, growth.rates.editions["e_book_same_isbn"]
    )
    isbn = text.base.printings[0].isbn if same else isbn_for(growth, house, year)
    again(
        growth,
        text,
        "e_book",
        carrier="e_book",
        publisher=house,
        printings=(Printing(isbn, "", year, ""),),
        pages=text.base.pages if growth.chance.random() < 0.6 else 0,
    )


def e_audio(growth: Growth, text: Text) -> None:
    """Read aloud, to be listened to on line."""
    year = growth.later(max(text.base.year, 2013), 0, 6)
    if year is None:
        return
    house = house_for("e", growth.chance)
    again(
        growth,
        text,
        "e_audio",
        carrier="e_audio",
        publisher=house,
        others=read_by(growth, text),
        printings=(Printing(isbn_for(growth, house, year), "", year, ""),),
        pages=0,
        minutes=text.base.pages * 2 + growth.whole(10, 60),
        illustrated=False,
    )


def dyslexia(growth: Growth, text: Text) -> None:
    """In a type and setting for readers with dyslexia."""
    year = growth.later(max(text.base.year, 2005), 0, 6)
    if year is None or text.work.kind != "child_fiction":
        return
    house = text.base.publisher
    again(
        growth,
        text,
        "dyslexia",
        carrier="book",
        publisher=house,
        size=24,
        printings=(Printing(isbn_for(growth, house, year), "geb.", year, "Dyslexie-editie"),),
        pages=text.base.pages * 13 // 10,
        notes=("Speciale uitgave voor lezers met dyslexie",),
    )


def daisy(growth: Growth, text: Text) -> None:
    """Read aloud for who cannot read print."""
    year = growth.later(max(text.base.year, 2002), 0, 10)
    if year is None:
        return
    again(
        growth,
        text,
        "daisy",
        carrier="daisy",
        publisher=_PASSEND,
        pages=0,
        pieces=1,
        printings=(Printing("", "", year, ""),),
        minutes=text.base.pages * 2 + growth.whole(5, 90),
        others=read_by(growth, text),
        series=None,
        illustrated=False,
    )


def braille(growth: Growth, text: Text) -> None:
    """In braille."""
    year = growth.later(max(text.base.year, 1970), 0, 12)
    if year is not None:
        again(
            growth,
            text,
            "braille",
            carrier="braille",
            publisher=_PASSEND,
            series=None,
            size=32,
            printings=(Printing("", "", year, ""),),
            pages=text.base.pages * 3,
            illustrated=False,
        )


def dwarsligger(growth: Growth, text: Text) -> None:
    """Small, on thin paper, to be read sideways."""
    year = growth.later(max(text.base.year, 2009), 0, 5)
    if year is None or text.work.audience != "adult":
        return
    house = text.base.publisher
    again(
        growth,
        text,
        "dwarsligger",
        carrier="book",
        publisher=house,
        size=12,
        series=None,
        printings=(Printing(isbn_for(growth, house, year), "dwarsligger", year, ""),),
        pages=text.base.pages * 3 // 2,
        notes=("Dwarsligger",),
    )


def with_cd(growth: Growth, text: Text) -> None:
    """With a disc in it: another publication than the book alone."""
    year = growth.later(max(text.base.year, 1995), 0, 4)
    if year is None or text.work.audience == "adult":
        return
    house = text.base.publisher
    again(
        growth,
        text,
        "with_cd",
        carrier="book_with_cd",
        publisher=house,
        size=text.base.size,
        printings=(Printing(isbn_for(growth, house, year), "geb.", year, ""),),
        pages=text.base.pages,
        notes=("Met cd",),
    )

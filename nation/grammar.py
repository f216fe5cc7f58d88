"""Templates with slots, filled from word lists: one value for a slot within one work."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from random import Random
from string import Formatter

from wordfreq import top_n_list, zipf_frequency

from nation.names import words_of
from nation.randomness import Choices

Facts = dict[str, str]
"""What was chosen for a work so far: slot to value."""

_TOWARDS_DUTCH = 1.0  # an English loan word is as frequent in English
_ORDINAL_CENTURIES = ("zestiende", "zeventiende", "achttiende", "negentiende", "twintigste")


def fill(template: str, facts: Facts, chance: Random) -> str:
    """The template with every slot filled; what was chosen stays in `facts`."""
    pieces = []
    for literal, slot in _pieces(template):
        pieces.append(literal)
        if slot:
            pieces.append(_value(slot, facts, chance))
    return "".join(pieces)


def fitting(templates: Sequence[str], facts: Facts, chance: Random) -> str:
    """A template that speaks of what was chosen already, where there is one; filled."""
    known = [each for each in templates if all(s in facts for _, s in _pieces(each) if s)]
    found = known or templates
    return fill(found[int(chance.random() * len(found))], facts, chance)


def capital(text: str) -> str:
    """The first letter as a capital: ij counts as one letter."""
    if text.startswith("ij"):
        return "IJ" + text[2:]
    return text[:1].upper() + text[1:]


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """A list of the lexicon whose entries have columns."""
    return tuple(tuple(entry.split("|")) for entry in words_of("lexicon")[name])


@cache
def listed(book: str, name: str) -> tuple[str, ...]:
    """A plain list of words or templates."""
    return tuple(words_of(book)[name])


def one_of(book: str, name: str, chance: Random) -> str:
    """One entry of a plain list."""
    entries = listed(book, name)
    return entries[int(chance.random() * len(entries))]


def one_row(name: str, chance: Random) -> tuple[str, ...]:
    """One entry of a list with columns."""
    entries = rows(name)
    return entries[int(chance.random() * len(entries))]


@cache
def abstracts() -> Choices[str]:
    """Dutch nouns in -heid by their frequency, and some others that one may think about."""
    return _frequent(("heid",), shortest=6, more=listed("lexicon", "thoughts"))


def _frequent(
    endings: tuple[str, ...], *, shortest: int, more: tuple[str, ...] = ()
) -> Choices[str]:
    unwanted = frozenset(words_of("unwanted")["words"])
    words = [
        word
        for word in top_n_list("nl", 60_000)
        if word.endswith(endings) and len(word) >= shortest and word not in unwanted
        if zipf_frequency(word, "nl") > zipf_frequency(word, "en") + _TOWARDS_DUTCH
    ]
    words = [*more, *words]
    return Choices(words, [10_000 // (place + 80) for place in range(len(words))])


@lru_cache(maxsize=4_000)
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    return tuple((literal, slot or "") for literal, slot, _, _ in Formatter().parse(template))


def _value(slot: str, facts: Facts, chance: Random) -> str:
    known = facts.get(slot)
    if known is not None:
        return known
    if slot[0].isupper():
        value = capital(_value(slot[0].lower() + slot[1:], facts, chance))
    else:
        value = SLOTS[slot.rstrip("2")](facts, chance)
    facts[slot] = value
    return value


def _from(book: str, name: str) -> Callable[[Facts, Random], str]:
    return lambda facts, chance: one_of(book, name, chance)


def _column(name: str, column: int) -> Callable[[Facts, Random], str]:
    return lambda facts, chance: one_row(name, chance)[column]


def _years(facts: Facts, chance: Random) -> str:
    first = 1600 + 5 * int(chance.random() * 72)
    return f"{first}-{first + 5 + 5 * int(chance.random() * 10)}"


def _with_article(facts: Facts, chance: Random) -> str:
    noun, article = one_row("nouns", chance)[:2]
    return f"{capital(article)} {noun}"


def _of_common_gender(facts: Facts, chance: Random) -> str:
    animals = [name for name, article in rows("animals") if article == "de"]
    return animals[int(chance.random() * len(animals))]


def _number(facts: Facts, chance: Random) -> str:
    return str(1 + int(chance.random() * 9))


def _century(facts: Facts, chance: Random) -> str:
    return _ORDINAL_CENTURIES[int(chance.random() * len(_ORDINAL_CENTURIES))]


SLOTS: Mapping[str, Callable[[Facts, Random], str]] = {
    "place": _from("lexicon", "towns"),
    "land": _from("lexicon", "countries"),
    "region": _from("lexicon", "regions"),
    "name": _from("lexicon", "child_names"),
    "moment": _from("lexicon", "child_moments"),
    "animal": lambda facts, chance: one_row("animals", chance)[0],
    "beast": _of_common_gender,
    "abstract": lambda facts, chance: abstracts().draw(chance),
    "noun": _column("nouns", 2),
    "adj": _column("adjectives", 1),
    "noun_nl": _column("nouns", 0),
    "adj_nl": _column("adjectives", 0),
    "noun_nl_the": _with_article,
    "years": _years,
    "century": _century,
    "n": _number,
    "m": _number,
    "artist": _from("culture", "artists"),
    "instrument": _from("culture", "instruments"),
    "key": _from("culture", "keys"),
    "topic": _from("culture", "magazine_topics"),
    "city": _from("culture", "cities"),
    "field": _from("culture", "magazine_fields"),
    "hero": _from("culture", "comic_heroes"),
}
"""What fills a slot; a 2 at its end asks for another, a capital for a capital."""

"""Titles of fiction, in Dutch with the English and German that they translate."""

from functools import cache
from random import Random

from nation.grammar import (
    capital,
    one_of,
    one_row,
    rows,
)
from nation.names import person
from nation.randomness import Choices

Titles = dict[str, str]
"""A title by language; a language that is not there has no title of its own."""


def fiction_title(chance: Random) -> Titles:
    """The title of a novel, as a translation would have it."""
    return _KINDS.draw(chance)(chance)


def comic_title(chance: Random) -> Titles:
    """The title of one album of a comic: who and what."""
    adjective, (noun, article, *_) = one_row("adjectives", chance), one_row("nouns", chance)
    things = rows("nouns")
    other = things[int(chance.random() * len(things))]
    return {
        "dut": chance.choice(
            (
                f"{capital(other[1])} {adjective[0]} {other[0]}",
                f"{capital(other[1])} {other[0]} van {one_of('lexicon', 'towns', chance)}",
                f"Het geheim van {article} {noun}"
                if chance.random() < 0.2
                else f"Operatie {capital(noun)}",
            )
        )
    }


def _described(chance: Random) -> Titles:
    noun, article, english, german = one_row("nouns", chance)
    adjective = one_row("adjectives", chance)
    which, what = german.split(" ", 1)
    return {
        "dut": f"{capital(article)} {adjective[0]} {noun}",
        "eng": f"The {adjective[1]} {english}",
        "ger": f"{capital(which)} {adjective[2]} {what}",
    }


def _described_of(chance: Random) -> Titles:
    titles = _described(chance)
    if chance.random() < 0.5:
        town = one_of("lexicon", "towns", chance)
        return {"dut": f"{titles['dut']} van {town}"}
    noun, article, english, _ = one_row("nouns", chance)
    return {
        "dut": f"{titles['dut']} van {article} {noun}",
        "eng": f"{titles['eng']} of the {english}",
    }


def _richly_described(chance: Random) -> Titles:
    noun, article, *_ = one_row("nouns", chance)
    return {"dut": f"{capital(article)} {one_of('lexicon', 'of_novels', chance)} {noun}"}


def _someone_of_place(chance: Random) -> Titles:
    noun, article, *_ = _someone(chance)
    if chance.random() < 0.6:
        return {"dut": f"{capital(article)} {noun} van {one_of('lexicon', 'towns', chance)}"}
    return {"dut": f"{capital(article)} {noun} uit {one_of('lexicon', 'countries', chance)}"}


def _of_thing(chance: Random) -> Titles:
    noun, article, english, _ = one_row("nouns", chance)
    other, of, english_other, _ = _other_than(noun, chance)
    return {
        "dut": f"{capital(article)} {noun} van {of} {other}",
        "eng": f"The {english} of the {english_other}",
    }


def _pair(chance: Random) -> Titles:
    one = one_row("nouns", chance)
    two = _other_than(one[0], chance)
    german = [thing[3].split(" ", 1)[1] for thing in (one, two)]
    return {
        "dut": f"{capital(one[0])} en {two[0]}",
        "eng": f"{capital(one[2])} and {two[2]}",
        "ger": f"{capital(german[0])} und {german[1]}",
    }


def _someone_and_something(chance: Random) -> Titles:
    noun, article, english, german = _someone(chance)
    thing = _other_than(noun, chance)
    which, what = german.split(" ", 1)
    return {
        "dut": f"{capital(article)} {noun} en {thing[1]} {thing[0]}",
        "eng": f"The {english} and the {thing[2]}",
        "ger": f"{capital(which)} {what} und {thing[3]}",
    }


def _lone(chance: Random) -> Titles:
    dutch, english, german = one_row("lone", chance)
    return {"dut": dutch, "eng": english, "ger": german}


def _inward(chance: Random) -> Titles:
    noun = one_of("lexicon", "inward", chance)
    adjective = one_row("adjectives", chance)[0]
    return {"dut": f"De {adjective} {noun}" if chance.random() < 0.6 else f"De {noun}"}


def _opening(chance: Random) -> Titles:
    where, noun = one_row("openings", chance), one_row("nouns", chance)
    adjective = one_row("adjectives", chance)
    return {
        "dut": f"{where[0]} {noun[1]} {adjective[0]} {noun[0]}",
        "eng": f"{where[1]} the {adjective[1]} {noun[2]}",
    }


def _clause(chance: Random) -> Titles:
    noun, clause = _someone(chance), one_row("clauses", chance)
    tail = clause[0].replace("die ", "dat ", 1) if noun[1] == "het" else clause[0]
    return {
        "dut": f"{capital(noun[1])} {noun[0]} {tail}",
        "eng": f"The {noun[2]} {clause[1]}",
        "ger": f"{capital(noun[3].split(' ', 1)[0])} {noun[3].split(' ', 1)[1]} {clause[2]}",
    }


def _sentence(chance: Random) -> Titles:
    return {"dut": one_of("lexicon", "sentences", chance)}


def _of_inward(chance: Random) -> Titles:
    noun, article, *_ = one_row("nouns", chance)
    return {"dut": f"{capital(article)} {noun} van de {one_of('lexicon', 'inward', chance)}"}


def _house(chance: Random) -> Titles:
    noun, article, *_ = _someone(chance) if chance.random() < 0.5 else chance.choice(_buildings())
    street = one_of("lexicon", "streets", chance)
    return {"dut": f"{capital(article)} {noun} aan de {street}"}


def _case(chance: Random) -> Titles:
    """Titles with a name in them, as thrillers and family novels have."""
    someone = person(0, "dut", int(chance.random() * 4_000))
    whole = f"{someone.prefix} {someone.surname}".strip()
    noun = _someone(chance)
    town = one_of("lexicon", "towns", chance)
    return {
        "dut": (
            f"De zaak-{someone.surname}",
            f"{someone.given} {whole}",
            f"De erfenis van {someone.given}",
            f"Het geheim van {someone.given}",
            f"Moord in {town}",
            f"Dood van een {noun[0]}",
            f"De {noun[0]} en de dood" if noun[1] == "de" else f"Brieven aan {someone.given}",
            f"De familie {whole}",
            f"Afscheid van {someone.given}",
        )[int(chance.random() * 9)]
    }


@cache
def _buildings() -> tuple[tuple[str, ...], ...]:
    return tuple(row for row in rows("nouns") if row[0] in _BUILDINGS)


def _someone(chance: Random) -> tuple[str, ...]:
    return rows("nouns")[int(chance.random() * _PEOPLE)]


def _other_than(noun: str, chance: Random) -> tuple[str, ...]:
    other = one_row("nouns", chance)
    return other if other[0] != noun else _other_than(noun, chance)


_BUILDINGS = frozenset(
    ("huis", "kasteel", "klooster", "hotel", "café", "brug", "toren", "tuin", "kamer", "zolder")
    + ("kelder", "keuken", "molen")
)
_PEOPLE = 42  # the list of nouns begins with people

_KINDS = Choices(
    (
        _described,
        _described_of,
        _richly_described,
        _someone_of_place,
        _of_thing,
        _pair,
        _someone_and_something,
        _lone,
        _inward,
        _opening,
        _clause,
        _sentence,
        _of_inward,
        _house,
        _case,
    ),
    (170, 90, 130, 50, 110, 60, 90, 8, 40, 30, 20, 8, 60, 30, 90),
)

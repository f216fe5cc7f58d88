"""Phrases looked for together in folded text."""

import pytest

from catalogue.text import fold
from normalize.phrases import Phrases

PHRASES = Phrases({"large print": ["grote letter", "xl editie"], "disc": ["cd", "cd s", "dvd"]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Grote letter!", ("large print",)),
        ("In grote letters", ()),
        ("Met 2 cd's en een DVD", ("disc",)),
        ("Groteletter", ()),
        ("XL. Editie op cd", ("disc", "large print")),
        ("DVD版", ("disc",)),
        ("cd版s", ("disc",)),
        ("abcd", ()),
        ("", ()),
    ],
)
def test_only_whole_phrases_are_found(text: str, told: tuple[str, ...]) -> None:
    assert tuple(sorted(PHRASES.told_in(fold(text)))) == told


def test_the_words_of_a_phrase_stand_together() -> None:
    assert PHRASES.told_in(fold("grote, vette letter")) == ()

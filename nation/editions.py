"""What becomes of a text once it is out: other editions, carriers, languages and readers."""

from collections.abc import Callable

from nation import other_carriers, other_words
from nation.films import film_of
from nation.growth import Growth
from nation.texts import Text


def afterlife(growth: Growth, text: Text) -> None:
    """Let every kind of later publication happen or not."""
    suits = growth.rates.suits.get(text.work.kind, {})
    for name, rule in AFTERWARDS:
        if growth.happens(name, suits.get(name, 1.0)):
            rule(growth, text)


def _filmed(growth: Growth, text: Text) -> None:
    film_of(growth, text.work, text.base)


AFTERWARDS: tuple[tuple[str, Callable[[Growth, Text], None]], ...] = (
    ("revised", other_words.revised),
    ("reissue", other_carriers.reissue),
    ("large_print", other_carriers.large_print),
    ("audio_cd", other_carriers.audio_cd),
    ("e_book", other_carriers.e_book),
    ("e_audio", other_carriers.e_audio),
    ("filmed", _filmed),
    ("other_language", other_words.other_language),
    ("original_language", other_words.original_language),
    ("abridged", other_words.abridged),
    ("dyslexia", other_carriers.dyslexia),
    ("easy", other_words.easy),
    ("youth_adaptation", other_words.youth_adaptation),
    ("daisy", other_carriers.daisy),
    ("braille", other_carriers.braille),
    ("dwarsligger", other_carriers.dwarsligger),
    ("with_cd", other_carriers.with_cd),
    ("bilingual", other_words.bilingual),
)
"""Every kind of later publication: its share in the profile and its rule."""

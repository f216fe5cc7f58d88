"""Text as the catalogue keeps and compares it: Unicode form, punctuation, articles, sort keys."""

import re
import unicodedata
from functools import lru_cache

ARTICLES: dict[str, tuple[str, ...]] = {
    "dut": ("de", "het", "een", "'t", "'n", "den", "der"),
    "eng": ("the", "a", "an"),
    "ger": ("der", "die", "das", "den", "ein", "eine"),
    "fre": ("le", "la", "les", "l'", "un", "une"),
    "fry": ("de", "it", "in"),
    "spa": ("el", "la", "los", "las", "un", "una"),
    "ita": ("il", "lo", "la", "i", "gli", "le", "l'", "un", "una"),
}
"""Initial articles by language (ISO 639-2/B), skipped in sorting. `'t` and its forms are one."""

PREFIXES = frozenset(
    (
        "van",
        "von",
        "de",
        "den",
        "der",
        "ten",
        "ter",
        "te",
        "'t",
        "het",
        "la",
        "le",
        "du",
        "da",
        "v.d.",
        "vd",
        "vande",
        "vanden",
        "vander",
    )
)
"""Words before a Dutch family name that do not sort (NL rule)."""

_STROKES = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ĳ": "ij",
    }
)
_APOSTROPHES = re.compile("[’‘`´ʼ]")
_NOT_WORD = re.compile(r"[\W_]+")
_ISBD_END = re.compile(r"\s*[/:;=,]\s*$")
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """`text` in Unicode form NFC with single spaces and no control characters."""
    kept = unicodedata.normalize("NFC", text)
    if not kept.isprintable():
        kept = "".join(c if c.isprintable() else " " for c in kept)
    return _SPACES.sub(" ", kept).strip()


def without_isbd(text: str) -> str:
    """`text` without the ISBD punctuation that ends a subfield (` :`, ` /`, ` ;`, ` =`, `,`)."""
    return _ISBD_END.sub("", text.strip())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` for comparing: no diacritics, strokes or case, punctuation as one space.

    `ĳ` is `ij`; an apostrophe joins (`zo'n` is `zon`). Letters of every script stay.
    """
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", text)).casefold()
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c)
    )
    plain = _APOSTROPHES.sub("'", letters).translate(_STROKES)
    return _NOT_WORD.sub(" ", plain.replace("'", "")).strip()


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text`, folded."""
    return tuple(fold(text).split())


def without_article(title: str, language: str = "dut") -> str:
    """`title` without its initial article in `language`; a title that is only an article stays."""
    plain = _APOSTROPHES.sub("'", title)
    first, _, rest = plain.partition(" ")
    articles = ARTICLES.get(language, ARTICLES["dut"])
    if rest and first.casefold() in articles:
        return rest.strip()
    for article in articles:
        if (
            article.endswith("'")
            and plain.casefold().startswith(article)
            and len(plain) > len(article)
        ):
            return plain[len(article) :].strip()
    return title


def sort_key(title: str, language: str = "dut") -> str:
    """The stored sort key of `title`: folded, without its initial article."""
    return fold(without_article(title, language))

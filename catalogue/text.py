"""Text as the catalogue keeps and compares it: Unicode form, punctuation, articles, sort keys."""

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
_APOSTROPHES = "’‘`´ʼ"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_ISBD_MARKS = frozenset("/:;=,")


def tidy(text: str) -> str:
    """`text` in Unicode form NFC with single spaces and no control characters."""
    kept = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not kept.isprintable():
        kept = "".join([c if c.isprintable() else " " for c in kept])
    # The space is the only white space that is printable.
    return " ".join(kept.split()) if "  " in kept else kept.strip()


def without_isbd(text: str) -> str:
    """`text` without the ISBD punctuation that ends a subfield (` :`, ` /`, ` ;`, ` =`, `,`)."""
    stripped = text.strip()
    return stripped[:-1].rstrip() if stripped[-1:] in _ISBD_MARKS else stripped


class _Folded(dict[int, str | None]):
    """What each character is for comparing; one never met before is worked out once.

    None, not "", for what goes: `str.translate` keeps to its quick way through ASCII then.
    """

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        folded: str | None
        if character == "'" or character in _APOSTROPHES:
            folded = None
        else:
            apart = unicodedata.normalize("NFKD", character).casefold()
            letters = [
                c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c)
            ]
            plain = "".join(letters).translate(_ONE_APOSTROPHE).translate(_STROKES)
            folded = "".join([c if c.isalnum() else " " for c in plain.replace("'", "")])
        self[code] = folded
        return folded


_FOLDED = _Folded()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` for comparing: no diacritics, strokes or case, punctuation as one space.

    `ĳ` is `ij`; an apostrophe joins (`zo'n` is `zon`). Letters of every script stay.
    """
    return " ".join(text.translate(_FOLDED).split())


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text`, folded."""
    return tuple(fold(text).split())


def without_article(title: str, language: str = "dut") -> str:
    """`title` without its initial article in `language`; a title that is only an article stays."""
    plain = title.translate(_ONE_APOSTROPHE)
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

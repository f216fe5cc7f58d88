"""What a reader may ask of search, and how the words are understood."""

import re
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator

from catalogue.errors import QueryError
from catalogue.identifiers import Isbn, parse_isbn
from catalogue.model import Value
from index.mapping import RESULT_WINDOW

Sort = Literal["relevance", "title", "author", "newest", "oldest"]

_PHRASE = re.compile('["“”„]([^"“”„]+)["“”„]')
_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx](?![\d-])")
_ISBN_WORD = re.compile(r"\bisbn(?:-1[03])?\b:?", re.IGNORECASE)


class SearchRequest(Value):
    """A search: words, filters that hold for one and the same manifestation, scope and page.

    Values of one filter are alternatives. The scope is what a library (or one of its branches), a
    province or, without either, the country has; what is read online is in every scope.
    """

    q: str = Field("", max_length=400)
    carrier: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    available: bool = False
    isil: str | None = None
    province: str | None = None
    page: int = Field(1, ge=1)
    size: int = Field(20, ge=1, le=100)
    sort: Sort = "relevance"

    @field_validator("isil")
    @classmethod
    def _in_capitals(cls, isil: str | None) -> str | None:
        return isil.strip().upper() if isil else None

    @property
    def start(self) -> int:
        """How many works stand before this page; raises QueryError past the deepest page."""
        start = (self.page - 1) * self.size
        if start + self.size > RESULT_WINDOW:
            raise QueryError(
                f"page {self.page} of {self.size} works lies beyond the first {RESULT_WINDOW} "
                "works; narrow the search with filters or words"
            )
        return start


@dataclass(frozen=True)
class Words:
    """The words of a search: loose text, phrases that were quoted, and ISBNs in any form."""

    text: str
    phrases: tuple[str, ...] = ()
    isbns: tuple[Isbn, ...] = ()

    @property
    def whole(self) -> str:
        """Text and phrases without quotes."""
        return " ".join((self.text, *self.phrases)).strip()


def parse_words(q: str) -> Words:
    """The words of `q`; an ISBN with hyphens, blanks or ten digits is the same ISBN."""
    phrases = tuple(phrase.strip() for phrase in _PHRASE.findall(q) if phrase.strip())
    rest = _PHRASE.sub(" ", q)
    isbns = tuple(isbn for found in _ISBN.findall(rest) if (isbn := parse_isbn(found)))
    if isbns:
        rest = _ISBN.sub(lambda found: "" if parse_isbn(found[0]) else found[0], rest)
        rest = _ISBN_WORD.sub(" ", rest)
    return Words(" ".join(rest.split()), phrases, isbns)

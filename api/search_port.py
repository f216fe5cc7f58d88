"""What the API asks of the search cluster, and what it hears: ids, counts, nothing to show."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

Sort = Literal["relevance", "newest", "title"]


@dataclass(frozen=True)
class Question:
    """A search as readers ask it. Values of one filter widen, filters narrow one another."""

    text: str = ""
    carriers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    libraries: tuple[str, ...] = ()
    province: str = ""
    available_now: bool = False
    sort: Sort = "relevance"
    start: int = 0
    size: int = 20


@dataclass(frozen=True)
class FoundWork:
    """A work that was found, with its manifestations, those that fit the question first."""

    work: str
    manifestations: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """How many works were found, those of the page in order, and values with counts by facet."""

    total: int
    hits: tuple[FoundWork, ...] = ()
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class Search(Protocol):
    """The search cluster, for readers; raises SearchUnavailable where it does not answer."""

    async def search(self, question: Question) -> Found:
        """What was found."""

    async def answers(self) -> bool:
        """True once the cluster answered."""

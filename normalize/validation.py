"""validate(): what a finished description lacks or contradicts, as warnings; nothing is rejected.

Reading notices what is wrong with codes and bytes; this looks at the whole afterwards. It is a
check for cataloguers (`spil check`), never part of normalizing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from catalogue.outcomes import Normalized, Problem, Rejected
from normalize import expectations as expected
from normalize.reading import describe

REMEMBERED = 500_000
"""ISBNs that are surely known again: twice as many at most take 70 MB."""


class Check(NamedTuple):
    """A rule of `tables/remedies.toml`, the field it speaks of, and what does not come up to it.

    `announced`: asked of announcements too, of which little is known yet.
    """

    rule: str
    field: str
    finds: Callable[[Normalized, date], Iterable[str]]
    announced: bool = True


CHECKS = (
    Check("language_missing", "languages", expected.no_language, announced=False),
    Check("original_title_missing", "original_title", expected.no_original_title, announced=False),
    Check("year_missing", "years", expected.no_year, announced=False),
    Check("year_in_future", "years", expected.year_to_come),
    Check("year_implausible", "years", expected.year_before_printing),
    Check("contributor_missing", "contributors", expected.no_contributor, announced=False),
    Check("publisher_missing", "publishers", expected.no_publisher, announced=False),
    Check("carrier_unknown", "carrier", expected.unknown_carrier, announced=False),
    Check("carrier_doubtful", "carrier", expected.doubtful_carrier, announced=False),
    Check("pages_on_sound", "extent", expected.pages_to_hear),
    Check("minutes_on_paper", "extent", expected.minutes_to_read),
    Check("pages_implausible", "extent", expected.too_many_pages),
    Check("isbn_of_set_on_volume", "isbns", expected.isbn_of_the_set_only),
    Check("avi_with_adult_audience", "avi", expected.avi_for_adults),
    Check("avi_unknown", "avi", expected.unknown_avi),
    Check("nur_against_audience", "classifications", expected.nur_against_audience),
    Check("nur_malformed", "classifications", expected.malformed_nur),
    Check("nur_too_many", "classifications", expected.too_many_nur),
    Check("title_in_capitals", "title", expected.title_in_capitals),
    Check("title_ends_in_punctuation", "title", expected.title_ends_in_a_mark),
    Check("sort_on_article", "title", expected.sorts_on_an_article),
    Check("volume_ambiguous", "volume", expected.ambiguous_volume),
    Check("series_number_unread", "series", expected.unread_number),
    Check("address_missing", "online", expected.no_address, announced=False),
    Check("licence_backwards", "online", expected.licence_backwards),
    Check("licence_over", "online", expected.licence_over),
    Check("copy_without_branch", "copies", expected.copy_nowhere),
)


def validate(given: Normalized, today: date) -> Iterator[Problem]:
    """The warnings about one finished description, in the order of CHECKS."""
    record = given.record
    for check in CHECKS:
        if check.announced or not record.provisional:
            for value in check.finds(given, today):
                yield describe(str(record.key), check.rule, check.field, value)


def validated(
    outcomes: Iterable[Normalized | Rejected], today: date
) -> Iterator[Normalized | Rejected]:
    """Stream over outcomes, each with its warnings behind the problems of reading.

    An ISBN that an earlier outcome of the stream had already is one of them, as far back as
    REMEMBERED.
    """
    seen = SeenIsbns()
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            yield outcome
            continue
        more = (*validate(outcome, today), *_repeated(outcome, seen))
        problems = (*outcome.problems, *more)
        yield outcome.model_copy(update={"problems": problems}) if more else outcome


class SeenIsbns:
    """Which ISBNs passed by lately, in a memory that does not grow with the stream."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """None yet; at least the last `remembered` will be known."""
        self._remembered = remembered
        self._newer: set[int] = set()
        self._older: set[int] = set()

    def saw(self, isbn: str) -> bool:
        """Whether this ISBN passed by before; from now on it did."""
        number = int(isbn)
        known = number in self._newer or number in self._older
        self._newer.add(number)
        if len(self._newer) >= self._remembered:
            self._newer, self._older = set(), self._newer
        return known


def _repeated(given: Normalized, seen: SeenIsbns) -> list[Problem]:
    key, isbns = str(given.record.key), sorted(given.record.valid_isbns)
    return [describe(key, "isbn_repeated", "isbns", isbn) for isbn in isbns if seen.saw(isbn)]

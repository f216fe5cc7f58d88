"""From keys to pairs: a block too large is refined, never cut off in silence."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from catalogue.model import BibliographicRecord
from catalogue.source_record import RecordKey
from matching.rules import Rules
from matching.view import View, view_of


@dataclass(frozen=True)
class Entry:
    """A record in a block: its key and what a large block is refined by."""

    key: RecordKey
    title: str
    year: str
    volume: str
    publisher: str
    pages: str


REFINEMENTS: tuple[Callable[[Entry], str], ...] = (
    lambda entry: entry.year,
    lambda entry: entry.volume,
    lambda entry: entry.publisher,
    lambda entry: entry.pages,
)
"""What a block over the cap is divided by, one after the other."""


def entry_of(record: BibliographicRecord) -> Entry:
    """The entry that a record puts in each of its blocks."""
    view: View = view_of(record)
    return Entry(
        key=record.key,
        title=view.title,
        year=str(min(view.years, default="")),
        volume="" if view.volume is None else str(view.volume),
        publisher=min(view.publishers, default=""),
        pages=str(view.pages or ""),
    )


def pairs(entries: Sequence[Entry], rules: Rules) -> Iterator[tuple[RecordKey, RecordKey]]:
    """The pairs of one block, the smaller key first.

    A block above the cap is divided by year, then volume, publisher and pages. What is still above
    it is paired with `cap` neighbours each in the order of their keys: linear, not square.
    """
    for part in _refined(list(set(entries)), rules.block_cap, REFINEMENTS):
        ordered = sorted(entry.key for entry in part)
        if len(ordered) <= rules.block_cap:
            yield from combinations(ordered, 2)
        else:
            yield from _neighbours(ordered, rules.block_cap)


def _refined(
    entries: list[Entry], cap: int, by: Sequence[Callable[[Entry], str]]
) -> Iterator[list[Entry]]:
    if len(entries) <= cap or not by:
        yield entries
        return
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[by[0](entry)].append(entry)
    for group in groups.values():
        yield from _refined(group, cap, by[1:])


def _neighbours(ordered: Sequence[RecordKey], reach: int) -> Iterator[tuple[RecordKey, RecordKey]]:
    for i, left in enumerate(ordered):
        for right in ordered[i + 1 : i + 1 + reach]:
            yield left, right


def is_poisoned(key: str, entries: Sequence[Entry], rules: Rules) -> bool:
    """Whether an identifier stands on so many unlike titles that it means nothing."""
    if not key.startswith(("isbn:", "id:")):
        return False
    return len({entry.title for entry in entries}) > rules.poisoned_titles

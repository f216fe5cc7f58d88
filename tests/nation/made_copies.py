"""A country with few books but all its libraries: made once, read by many tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from nation.copies_made import Copies
from nation.event_files import write_events
from nation.holdings import Described
from nation.network_files import write_network
from tests.made_once import made_once

SEED, DAYS = 7, 3
BOOKS = 3_000


@dataclass(frozen=True)
class Author:
    """Who made a book."""

    surname: str


@dataclass(frozen=True)
class Book:
    """As much of a manifestation as its copies need."""

    id: int
    carrier: str = "book"
    language: str = "dut"
    audience: str = "adult"
    popularity: int = 500_000
    title: str = "Het stille water"
    authors: tuple[Author, ...] = (Author("Zee"),)


def books(count: int) -> Iterator[Book]:
    """Books of every kind, evenly spread in appeal."""
    chance = Random("books")
    for number in range(count):
        yield Book(
            number * 8192 // 261,
            carrier=chance.choice(("book", "book", "book", "dvd", "music_cd", "serial", "e_book")),
            language=chance.choice(("dut", "dut", "dut", "eng")),
            audience=chance.choice(("adult", "adult", "B")),
            popularity=chance.randrange(1_000_000),
            title=f"Titel & zo, deel {number}",
        )


def make(folder: Path, count: int, *, parts: int = 1, days: int = DAYS) -> dict[str, int]:
    """Make copies and events of so many books, in so many parts."""
    listed: list[Described] = list(books(count))
    for part in range(parts):
        copies = Copies(folder, SEED, days, part=part)
        for book in listed[part * count // parts : (part + 1) * count // parts]:
            copies.add(book)
        copies.close()
    write_network(folder / "network", SEED)
    return write_events(folder, SEED, days)


def country(count: int = BOOKS) -> Path:
    """A country of so many books; it goes when the tests end."""
    return made_once(f"copies-{count}", lambda folder: make(folder, count))


@cache
def rows(name: str, count: int = BOOKS) -> tuple[dict[str, Any], ...]:
    """The rows of a table of the truth."""
    return tuple(pq.read_table(country(count) / f"truth/{name}.parquet").to_pylist())

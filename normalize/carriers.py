"""What a reader holds in the hand, from codes and from words, with how sure that is."""

import re
from collections.abc import Iterator
from functools import cache

from catalogue.model import Carrier
from catalogue.text import fold
from normalize.imprints import pages_in
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement

_BRACKETED = re.compile(r"[\[(]([^\])]*)[\])]")
_AUDIO_ADDED = re.compile(
    r"\+\s*(?:\[?\d+\]?|een)?\s*(?:audio\s?)?-?(?:cd|compact|mp3)(?!-?rom)"
    r"|\bmet (?:audio-?|luister-?)?cd\b(?!-?rom)",
    re.IGNORECASE,
)
_STRETCH = re.compile(r"\bp{1,2}\. ?\d|\d ?(?:dl|delen|bd|banden|v)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:\. - |; |\. |, (?=ook\b))")


def build_carrier(reading: Reading) -> tuple[Carrier, bool]:
    """The carrier by the first row of `tables/carriers.toml` that fits, and whether it is sure.

    Not sure is what codes leave open or what only one doubtful word says; matching then does not
    take it for a reason to keep records apart.
    """
    clues = set(_coded(reading)) | set(_worded(reading)) | set(_special(reading))
    for row in load_table("carriers")["carrier"]:
        if clues.issuperset(row["all"]) and not clues.intersection(row.get("none", ())):
            sure = row.get("sure", False) or bool(clues.intersection(row.get("sure_with", ())))
            return Carrier(row["is"]), sure
    return Carrier.UNKNOWN, False


def _coded(reading: Reading) -> Iterator[str]:
    """The clues of coded fields: each part of a carrier statement names its list of codes."""
    table = load_table("carriers")
    for statement in reading.all("carrier"):
        for part, code in statement.parts.items():
            if part == "form_008" and not _has_form(reading):
                continue
            for each in code.split() if part == "rda" else (code,):
                key = fold(each) if part == "named" else each
                yield from table.get(part, {}).get(key, "").split()


def _has_form(reading: Reading) -> bool:
    """008/23 is the form of the item only in the layouts for texts, music and serials."""
    return any(
        s.get("leader_type") in ("a", "c", "d", "i", "j", "t", "p", "")
        for s in reading.all("carrier")
        if "leader_type" in s.parts
    )


def _worded(reading: Reading) -> Iterator[str]:
    said = f" {' | '.join(fold(text) for text in _texts(reading))} "
    for clue, pattern in _patterns():
        if pattern.search(said):
            yield clue


def _texts(reading: Reading) -> Iterator[str]:
    """The places where cataloguers write the carrier down; annotations speak of other things."""
    title: Statement | None = reading.first("title")
    if title:
        yield from (title.get(part) for part in ("rest", "medium", "number"))
        yield from _BRACKETED.findall(title.get("main"))
    yield reading.text("subtitle", "text")
    places = (
        ("edition", "statement"),
        ("extent", "statement"),
        ("series", "title"),
        ("genre", "term"),
    )
    for name, part in places:
        yield from (statement.get(part) for statement in reading.all(name))
    yield from (publisher.get("name") for publisher in reading.all("imprint"))
    yield from (statement.get("text") for statement in reading.all("medium"))
    for note in reading.all("note"):
        yield from own_sentences(note.get("text"))


def own_sentences(note: str) -> Iterator[str]:
    """The sentences of a note that speak of this publication, not of another edition of it."""
    elsewhere = load_table("carriers")["elsewhere"]["begins"]
    for sentence in _SENTENCE.split(note):
        if not any(beginning in fold(sentence) for beginning in elsewhere):
            yield sentence


def _special(reading: Reading) -> Iterator[str]:
    """Clues that need the place of a word: pages, audio beside a book, a publisher, a narrator."""
    extents = [
        f"{s.get('statement')} + {s.get('with')}" if s.get("with") else s.get("statement")
        for s in reading.all("extent")
    ]
    if any(pages_in(extent) or _STRETCH.search(extent) for extent in extents):
        yield "pages"
    said = [*extents, reading.text("title", "rest"), reading.text("edition", "statement")]
    said += [s.get("text") for s in reading.all("medium")]
    if any(map(_AUDIO_ADDED.search, said)):
        yield "accompanied_by_audio"
    houses = load_table("carriers")["houses"]
    publishers = {fold(s.get("name")) for s in reading.all("imprint")}
    yield from (clue for clue, names in houses.items() if publishers.intersection(names))
    if any(s.get("role") == "nrt" or "nrt" in s.get("code") for s in reading.all("contributor")):
        yield "spoken"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words: dict[str, list[str]] = load_table("carriers")["words"]
    return tuple(
        (clue, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(each)})(?![a-z0-9])"))
        for clue, each in words.items()
    )

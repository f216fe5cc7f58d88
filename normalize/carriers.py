"""What a reader holds in the hand, from codes and from words, with how sure that is."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from sys import intern

from catalogue.model import Carrier, Confidence
from catalogue.text import fold
from normalize.carrier_confidence import decide
from normalize.imprints import minutes_in, pages_in
from normalize.phrases import Phrases
from normalize.profiles import load_table
from normalize.reading import Reading

_BRACKETED = re.compile(r"[\[(]([^\])]*)[\])]")
_AUDIO_ADDED = re.compile(
    r"\+\s*(?:\[?\d+\]?|een)?\s*(?:audio\s?)?-?(?:cd|compact|mp3)(?!-?rom)"
    r"|\bmet (?:audio-?|luister-?)?cd\b(?!-?rom)",
    re.IGNORECASE,
)
_WITH_FORM = ("a", "c", "d", "i", "j", "t", "p")
_STRETCH = re.compile(r"\bp{1,2}\. ?\d|\d ?(?:dl|delen|bd|banden|v)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:\. - |; |\. |, (?=ook\b))")


def build_carrier(reading: Reading) -> tuple[Carrier, Confidence]:
    """The carrier by the first row of `tables/carriers.toml` that fits, and how surely it is told.

    Evidence of another kind that denies it is noticed.
    """
    said = _coded(reading).union(_worded(reading), _special(reading))
    carrier, confidence, denied = decide(said)
    if denied:
        reading.notice("carrier_contradicted", "carrier", denied)
    return carrier, confidence


def _coded(reading: Reading) -> frozenset[str]:
    """The clues of coded fields: each part of a carrier statement names its list of codes.

    A clue is the kind of evidence, a space and what it says: `007 volume`.
    """
    return _clues_of(tuple([code for s in reading.all("carrier") for code in s.parts.items()]))


@lru_cache(maxsize=16384)
def _clues_of(codes: tuple[tuple[str, str], ...]) -> frozenset[str]:
    table = load_table("carriers")
    clues: list[str] = []
    for part, code in codes:
        if part == "form_008" and not _has_form(codes):
            continue
        for each in code.split() if part == "rda" else (code,):
            key = fold(each) if part == "named" else each
            said = table.get(part, {}).get(key, "").split()
            clues += [intern(f"{table['kinds'][part]} {clue}") for clue in said]
    return frozenset(clues)


def _has_form(codes: tuple[tuple[str, str], ...]) -> bool:
    """008/23 is the form of the item only in the layouts for texts, music and serials."""
    return any(part == "leader_type" and code in _WITH_FORM for part, code in codes)


def _worded(reading: Reading) -> set[str]:
    clues: set[str] = set()
    for text in _texts(reading):
        if text:
            clues.update(_said_in(text))
    for note in reading.all("note"):
        text = note.get("text")
        # A sentence says nothing that the whole note does not: most notes need not be cut.
        if _said_in(text):
            clues.update(*map(_said_in, own_sentences(text)))
    return clues


@lru_cache(maxsize=16384)
def _said_in(text: str) -> tuple[str, ...]:
    """The clues whose words stand in one text."""
    return _words().told_in(fold(text))


def _texts(reading: Reading) -> list[str]:
    """The places where cataloguers write the carrier down; annotations speak of other things."""
    places = load_table("carriers")["places"]
    texts = [statement.get(part) for name, part in places for statement in reading.all(name)]
    title = reading.first("title")
    if title:
        main = title.get("main")
        texts += (title.get("rest"), title.get("medium"), title.get("number"))
        texts += _BRACKETED.findall(main) if "[" in main or "(" in main else ()
    return [*texts, reading.text("subtitle", "text")]


@lru_cache(maxsize=16384)
def _counted_in(extent: str) -> tuple[str, ...]:
    pages = pages_in(extent) or _STRETCH.search(extent)
    return ("extent pages",) * bool(pages) + ("extent minutes",) * bool(minutes_in(extent))


@lru_cache(maxsize=16384)
def _adds_audio(text: str) -> bool:
    return bool(text) and _AUDIO_ADDED.search(text) is not None


def own_sentences(note: str) -> Iterator[str]:
    """The sentences of a note that speak of this publication, not of another edition of it."""
    elsewhere = load_table("carriers")["elsewhere"]["begins"]
    for sentence in _SENTENCE.split(note):
        if not any(beginning in fold(sentence) for beginning in elsewhere):
            yield sentence


def _special(reading: Reading) -> list[str]:
    """Clues that need the place of a word: an extent, added audio, a publisher, a narrator."""
    extents = [
        f"{s.get('statement')} + {s.get('with')}" if s.get("with") else s.get("statement")
        for s in reading.all("extent")
    ]
    clues = [clue for extent in extents for clue in _counted_in(extent)]
    said = [*extents, reading.text("title", "rest"), reading.text("edition", "statement")]
    said += [s.get("text") for s in reading.all("medium")]
    if any(map(_adds_audio, said)):
        clues.append("words accompanied_by_audio")
    for statement in reading.all("imprint"):
        clues += _houses().get(fold(statement.get("name")), ())
    for statement in reading.all("contributor"):
        if statement.get("role") == "nrt" or "nrt" in statement.get("code"):
            clues.append("role spoken")
    return clues


@cache
def _houses() -> Mapping[str, list[str]]:
    """Publishers by their folded name, with the clues that they give."""
    houses: dict[str, list[str]] = {}
    for clue, names in load_table("carriers")["houses"].items():
        for name in names:
            houses.setdefault(name, []).append(f"publisher {clue}")
    return houses


@cache
def _words() -> Phrases:
    """The words that tell a carrier, with the clues that they give."""
    words: dict[str, list[str]] = load_table("carriers")["words"]
    return Phrases({f"words {clue}": phrases for clue, phrases in words.items()})
